// What is imported when it is first asked for, beside the schemes; preload.js has it at once.
export const later = {
  adopt: () => import("./adopt.js"),
  finance: () => import("./dist/finance.js"),
};
