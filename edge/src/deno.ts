import app from "./app.ts";

// The few names of Deno used here; its own type definitions replace this when Deno checks the file.
declare const Deno: {
  env: { get(name: string): string | undefined };
  serve(options: object, handler: (request: Request) => Response | Promise<Response>): unknown;
};

const hostname = Deno.env.get("HOST") ?? "127.0.0.1";
Deno.serve(
  {
    hostname,
    port: Number(Deno.env.get("PORT") ?? 8787),
    onListen: ({ port }: { port: number }) => console.log(`http://${hostname}:${port}`),
  },
  (request) => app.fetch(request),
);
