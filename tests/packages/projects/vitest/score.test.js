import { expect, test } from "vitest";
import { score } from "./score.js";

test("scores", async () => {
  console.log(await score());
});
