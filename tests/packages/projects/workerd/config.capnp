using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const main :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "out/worker.js"),
    (name = "innopoints_bg.wasm", wasm = embed "out/innopoints_bg.wasm"),
    (name = "scorer_bg.wasm", wasm = embed "out/scorer_bg.wasm"),
  ],
  compatibilityDate = "2026-10-01",
);
