import { init } from "innopoints";
import engine from "innopoints/engine.wasm";
import { init as initSmall } from "innopoints/scorer";
import small from "innopoints/scorer.wasm";
import { score } from "./score.js";

export async function start() {
  await Promise.all([init(engine), initSmall(small)]);
  return score();
}
