// Where the host declares them: all that a module can be started from.
import { init, initSync } from "innopoints";

export async function sources(bytes: Uint8Array, module: WebAssembly.Module) {
  await init("https://example.org/engine.wasm");
  await init(new URL("https://example.org/engine.wasm"));
  await init(fetch("https://example.org/engine.wasm"));
  await init(bytes);
  await init(bytes.buffer);
  await init(module);
  initSync(module);
  initSync(bytes);
}
