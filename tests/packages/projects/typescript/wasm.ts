// What a bundler makes of an imported wasm, `init` takes.
import { init } from "innopoints";
import engine from "innopoints/engine.wasm";
import { init as initSmall } from "innopoints/scorer";
import small from "innopoints/scorer.wasm";

export const start = () => Promise.all([init(engine), initSmall(small)]);
