// How a module of WebAssembly starts: once, when something first needs it, from where the entry knows it to be or from what
// `init` was given.
import { refuse } from "./common.js";

/** A file of this machine, for hosts whose `fetch` reads none. */
const file = (url) => globalThis.process?.getBuiltinModule?.("node:fs").readFileSync(url);

/** A compiled module, or the bytes of one; also those of another realm. */
const isModule = (source) =>
  ArrayBuffer.isView(source) ||
  /^\[object (WebAssembly\.Module|(Shared)?ArrayBuffer)\]$/.test(Object.prototype.toString.call(source));

/** A compiled module may come from another realm, as in edge functions of Next.js: the glue tells it by its prototype. */
function ours(module) {
  const isCompiled = Object.prototype.toString.call(module) === "[object WebAssembly.Module]";
  return isCompiled && !(module instanceof WebAssembly.Module)
    ? Object.setPrototypeOf(module, WebAssembly.Module.prototype)
    : module;
}

async function fetched(source) {
  if (isModule(source)) return source;
  const isUrl = typeof source === "string" || source instanceof URL;
  if (isUrl && /^file:/.test(source)) {
    const bytes = file(new URL(source));
    if (bytes) return bytes;
  }
  const response = isUrl ? await fetch(source) : source;
  if (typeof response?.arrayBuffer !== "function") {
    refuse(
      "bad_module",
      "init 应得到引擎的网址、字节、Response 或 WebAssembly.Module",
      "init takes the engine's URL, bytes, Response or WebAssembly.Module",
    );
  }
  const type = response.headers.get("Content-Type") ?? "";
  // Servers of applications answer with a page where there is no file.
  if (!response.ok || type.startsWith("text/html")) {
    refuse(
      "no_module",
      `${response.url} 没有引擎（${response.status} ${type}）：请让打包工具带上 .wasm，或把它的网址交给 init`,
      `there is no engine at ${response.url} (${response.status} ${type}): let the bundler bring the .wasm along, or give init its URL`,
    );
  }
  // Compiled while it arrives, where the server says what it is.
  if (type.startsWith("application/wasm") && WebAssembly.compileStreaming)
    return WebAssembly.compileStreaming(response);
  return response.arrayBuffer();
}

/** The starting of a module; `load` and `now` are those of its glue. */
export function starter(load, now) {
  let find;
  let started = false;
  /** While it is being instantiated it must not be started a second time beside that. */
  let instantiating = false;
  let starting;

  function initSync(source) {
    if (started) return;
    const module = source ?? find?.();
    if (instantiating || !isModule(module)) {
      refuse(
        "not_started",
        "引擎还没有启动：请先 await init()，或把模块交给 initSync",
        "the engine has not been started: await init() first, or give initSync the module",
      );
    }
    now({ module: ours(module) });
    started = true;
  }

  /** Not at once: of the thread of a page, older browsers ask that. */
  async function begin(source) {
    const module_or_path = await fetched(await source);
    if (started) return;
    instantiating = true;
    try {
      await load({ module_or_path: ours(module_or_path) });
      started = true;
    } finally {
      instantiating = false;
    }
  }

  async function init(source) {
    // One that was under way may have failed for want of what is given here.
    if (source !== undefined) await starting?.catch(() => {});
    if (started) return;
    if (!starting) {
      const found = source ?? find?.();
      if (source === undefined && isModule(found)) return initSync(found);
      starting = begin(found).finally(() => {
        starting = undefined;
      });
    }
    await starting;
  }

  return {
    init,
    initSync,
    /** Takes from an entry how it finds the module: its URL, its bytes or itself. */
    from(finding) {
      find = finding;
    },
  };
}
