// workerd: cases as a request's body, results as its response.
import { Scheme } from "innopoints";
import { run } from "../battery.js";

export default {
  async fetch(request) {
    return Response.json({ entry: "workerd.js", results: await run(Scheme, await request.json()) });
  },
};
