# workerd serve edge/config.capnp — after `npm run build -w edge`.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "edge", worker = .edge)],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "edge")],
);

const edge :Workerd.Worker = (
  modules = [
    (name = "workerd.js", esModule = embed "dist/workerd.js"),
    (name = "innopoints_bg.wasm", wasm = embed "dist/innopoints_bg.wasm"),
  ],
  compatibilityDate = "2026-10-01",
);
