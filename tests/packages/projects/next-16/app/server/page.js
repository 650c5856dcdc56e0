import { score } from "../../score.js";

export const dynamic = "force-dynamic";

export async function generateMetadata() {
  return { title: await score() };
}

export default function Page() {
  return null;
}
