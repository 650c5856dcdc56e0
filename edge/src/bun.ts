import { env } from "node:process";
import app from "./app.ts";

declare const Bun: { serve(options: object): { port: number } };

const hostname = env.HOST ?? "127.0.0.1";
const { port } = Bun.serve({
  hostname,
  port: Number(env.PORT ?? 8787),
  fetch: (request: Request) => app.fetch(request),
});
console.log(`http://${hostname}:${port}`);
