// Sizes in bytes, brotli, and what they may be; `size.mjs` and the browser tests hold the product to them.
//
// `limit` fails the build: it is where we are, and is to fall. `aim` is where it has to come. Before the rebuild into crates it
// was 58, 255, 101 and 405 kB, after it 57.3, 251.4, 97.3 and 397.7; since then fields of one's own, eleven schemes, the panel
// and the standing of each source came in, then the first screen with every scheme in one table, and the dialogs that take
// tables in: docs/changes.md says where the bytes are.
export const budgets = {
  scorer: { limit: 70_500, aim: 45_000 },
  engine: { limit: 342_500, aim: 150_000 },
  first: { limit: 120_500, aim: 90_000 },
  page: { limit: 552_000, aim: 280_000 },
};
