import { score } from "./score.js";

export default {
  async fetch() {
    const headers = { "Content-Type": "text/html" };
    return new Response(`<title>${await score()}</title>`, { headers });
  },
};
