import { defineConfig } from "vite";

export default defineConfig({
  // Vite before 8 would pre-bundle the package without its wasm.
  optimizeDeps: { exclude: ["innopoints"] },
  build: { target: "es2022" },
});
