using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "battery", worker = .battery)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "battery")],
);

const battery :Workerd.Worker = (
  modules = [
    (name = "workerd.js", esModule = embed "../dist/workerd.js"),
    (name = "innopoints_bg.wasm", wasm = embed "../dist/innopoints_bg.wasm"),
    (name = "scorer_bg.wasm", wasm = embed "../dist/scorer_bg.wasm"),
  ],
  compatibilityDate = "2026-10-01",
);
