import { env } from "node:process";
import { serve } from "@hono/node-server";
import app from "./app.ts";

const hostname = env.HOST ?? "127.0.0.1";
serve({ fetch: app.fetch, hostname, port: Number(env.PORT ?? 8787) }, ({ port }) => {
  console.log(`http://${hostname}:${port}`);
});
