import { expect, test, vi } from "vitest";
import { AT, AT_WORDS, ROW, ROW_HEAD, rowWords } from "../src/kernel/index.js";
import { decisionSchema } from "../src/schemas/index.js";
import type { runOnThreads as Run } from "../src/threads/index.js";
import { cli, words } from "./cli-io.js";

// Paths in which the venue closes every position at once, whatever was asked.
vi.mock("../src/threads/index.js", async (original) => {
  const { runOnThreads } = await original<{ readonly runOnThreads: typeof Run }>();
  const closing: typeof Run = async (job, paths, options) => {
    const run = await runOnThreads(job, paths, options);
    for (let row = 0; row < run.rows.length; row += rowWords(job)) {
      run.rows[row + ROW.closedStep] = 1;
      for (let at = ROW_HEAD; at < rowWords(job); at += AT_WORDS) run.rows[row + at + AT.hazard] = 1;
    }
    return run;
  };
  return { runOnThreads: closing };
});

const LOOP =
  "--venue aave-v3 --asset WETH --equity 50000 --price 2500 --borrow-rate 5% --against cash --volatility 60%±5% --drift 90%±15% --gap 20% --loss 80% --chance 40% --liquidation-chance 20% --check 1d --paths 500 --threads 1 --verify";

test("what paths contradict is named, the decision is printed all the same, and the exit status is 1", async () => {
  const quiet = await cli(words(`optimize ${LOOP} --quiet`));
  expect(quiet.status).toBe(1);
  expect(quiet.stderr).toBe("");
  expect(quiet.stdout).toMatch(/^Hold 2\.\d+x: /);
  expect(quiet.stdout).toContain(
    "Simulated paths contradict it: liquidated, untouched; liquidated, policy; below the floor; at the band's edge, beyond four standard errors.\n",
  );
  const json = await cli(words(`optimize ${LOOP} --json`));
  expect(json.status).toBe(1);
  const { verification } = decisionSchema.parse(JSON.parse(json.stdout));
  expect(verification?.holds).toBe(false);
  const untouched = verification?.questions[0];
  expect(untouched).toMatchObject({ name: "liquidation-untouched", verdict: "contradicted" });
  expect(untouched?.paths?.value).toBe(1);
  expect(untouched?.standardErrors ?? 0).toBeGreaterThan(4);
});
