import { defineConfig } from "vitest/config";
import { alias } from "./vitest.config.js";

/** Long proofs: simulations that take minutes. `npm run prove`; not part of `npm test`. */
export default defineConfig({
  resolve: { alias },
  test: {
    include: ["src/**/*.prove.ts", "tests/**/*.prove.ts"],
    reporters: ["default", "./tests/house/closing-line.ts"],
    passWithNoTests: true,
    testTimeout: 3_600_000,
  },
});
