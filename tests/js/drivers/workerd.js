// workerd: cases as a request's body, results as its response.
import { run } from "../battery.js";

export default {
  async fetch(request) {
    return Response.json({ entry: "/workerd.js /scorer/workerd.js", results: await run(await request.json()) });
  },
};
