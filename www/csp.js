// The page's Content-Security-Policy, stated once: the build writes it into the page, the server sends it as a header too.
const policy = {
  "default-src": "'none'",
  "script-src": "'self' 'wasm-unsafe-eval'",
  "style-src": "'self'",
  // The icon, which stands in the page itself.
  "img-src": "data:",
  // The engine, a file of the page.
  "worker-src": "'self'",
  // The wasm modules are fetched once, while the page loads.
  "connect-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "require-trusted-types-for": "'script'",
  "trusted-types": "lit-html innopoints",
};

const write = (directives) =>
  Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");

/** For `<meta http-equiv>`. */
export const csp = write(policy);

/** For the header, which can also say who may frame the page. */
export const cspHeader = write({ ...policy, "frame-ancestors": "'none'" });

/** For `npm run dev`, whose server puts styles into the page and talks to it over a socket. */
export const cspDevelopment = write({
  ...policy,
  "style-src": "'self' 'unsafe-inline'",
  "connect-src": "'self' ws:",
  "trusted-types": "*",
});
