// workerd: cases as a request's body, results as its response.
import { run, runFinance, runFull, runPlans } from "../battery.js";

export default {
  async fetch(request) {
    const { cases, desk, plans, turn } = await request.json();
    const entry = "/workerd.js /scorer/workerd.js";
    return Response.json({
      entry,
      results: await run(cases),
      offers: await runFinance(desk),
      planned: await runPlans(plans),
      full: await runFull(cases, turn),
    });
  },
};
