import { score } from "../../score.js";

export const dynamic = "force-dynamic";

export async function GET() {
  return new Response(`<title>${await score()}</title>`, { headers: { "Content-Type": "text/html" } });
}
