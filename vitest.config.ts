import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = fileURLToPath(new URL("src", import.meta.url));

/** The package's own name means its source, so that tests write imports as a user does. */
export const alias = [
  { find: /^steelyard$/, replacement: `${source}/index.ts` },
  { find: /^steelyard\/(.+)$/, replacement: `${source}/$1/index.ts` },
];

/** These read or run `dist`, which is built first. */
const built = [
  ...["tests/doors.test.ts", "tests/docs.test.ts", "tests/no-telemetry.test.ts"],
  "tests/cold-start.test.ts",
  "tests/threads.test.ts", // a worker is a file of its own, and runs what was built
  "tests/cli-backtest-threads.test.ts", // likewise
];

/** These pack, install, start a browser or another Node, or run the other checks: part of `npm test`, too slow for `npm run check`. */
const packed = [
  ...["tests/tarball.test.ts", "tests/browser.test.ts", "tests/report.test.ts", "tests/checks.test.ts"],
  "tests/node-24.test.ts",
];

/** These run other people's contracts on a chain of their own: part of `npm test`, too slow for `npm run check`. */
const contracts = "tests/contracts/*.test.ts";

export default defineConfig({
  test: {
    reporters: ["default", "./tests/house/closing-line.ts"],
    maxWorkers: "100%", // the main process has little to do
    projects: [
      {
        resolve: { alias },
        test: {
          name: "rooms",
          include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
          exclude: [...built, ...packed, contracts],
          setupFiles: ["tests/house/fixed-seed.ts"],
          testTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "built",
          include: built,
          globalSetup: ["tests/house/build.ts"],
          setupFiles: ["tests/house/needs-build.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "contracts",
          include: [contracts],
          testTimeout: 600_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "packed",
          include: packed,
          globalSetup: ["tests/house/build.ts"],
          setupFiles: ["tests/house/needs-build.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
