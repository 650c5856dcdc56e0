// workerd: cases as a request's body, results as its response.
import { run, runFinance, runFull, runOwn, runPlans } from "../battery.js";

export default {
  async fetch(request) {
    const { cases, desk, plans, own, turn } = await request.json();
    const entry = "/workerd.js /scorer/workerd.js";
    return Response.json({
      entry,
      results: await run(cases),
      offers: await runFinance(desk),
      planned: await runPlans(plans),
      full: await runFull(cases, turn),
      local: await runOwn(own),
    });
  },
};
