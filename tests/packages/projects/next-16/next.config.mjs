export default {
  // On the server the package reads its wasm beside itself: it stays a package.
  serverExternalPackages: ["innopoints"],
};
