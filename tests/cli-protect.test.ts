import { describe, expect, test } from "vitest";
import { protectSchema, type ProtectJson } from "../src/schemas/index.js";
import { cli, words } from "./cli-io.js";

const WISH =
  "protect --venue aave-v3 --asset WETH --equity 50000 --price 2500 --volatility 60% --drift 40% --borrow-rate 5% --within 90d --paths 100";

/** What protect --json prints, checked against its published form. */
async function protectedBy(flags: string): Promise<ProtectJson> {
  const { status, stdout, stderr } = await cli(words(`${WISH} ${flags} --json`));
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return protectSchema.parse(JSON.parse(stdout));
}

describe("steelyard protect", () => {
  test("--json is of its published form, and says all that it was asked", async () => {
    const found = await protectedBy(
      "--hold 2x --loss 30% --gap 30% --check 1d --down 2% --down-for 2d --slippage 0.5%",
    );
    expect(found).toMatchObject({
      ...{ wealth: 50_000, leverageRatio: 2, slippageRate: 0.005, paths: 100, seed: 1 },
      tolerance: { lossMax: 0.3, probabilityMax: 0.1 },
      watching: { checkYears: 1 / 365, downShare: 0.02, downYears: 2 / 365 },
    });
    expect(found.ways.length).toBe(6);
    for (const { afterGap } of found.ways) expect(afterGap).not.toBeNull();
  });

  test("the text answers first, fits 80 columns and holds no value that is not one; --quiet is its first sentence", async () => {
    const line = `${WISH} --hold 2x --loss 30% --gap 30% --down 2%`;
    const { stdout } = await cli(words(line));
    const quiet = await cli(words(`${line} --quiet`));
    const flat = (text: string): string => text.replace(/\s+/g, " ").trim();
    expect(flat(stdout).startsWith(flat(quiet.stdout))).toBe(true);
    expect(quiet.stdout).toMatch(/grows most at this safety|not sure/);
    for (const row of stdout.split("\n")) expect(row.length, row).toBeLessThanOrEqual(80);
    expect(stdout).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  test("a wish that keeps the tolerance needs no protection", async () => {
    const { stdout } = await cli(words(`${WISH} --hold 1x --loss 90% --quiet`));
    expect(stdout).toBe("1x keeps your tolerance as it is: no protection is needed for it.\n");
  });

  test.each([
    ["--seed 1", "E_MISSING", "--hold"],
    ["--hold 2x --down 100%", "E_OUT_OF_RANGE", "--down"],
    ["--hold 2x --slippage 60%", "E_OUT_OF_RANGE", "--slippage"],
    ["--hold 0.5x", "E_OUT_OF_RANGE", "--hold"],
  ])("%s is refused as %s of %s", async (flags, code, field) => {
    const { status, stdout, stderr } = await cli(words(`${WISH} ${flags} --json`));
    expect([status, stdout]).toEqual([2, ""]);
    expect(JSON.parse(stderr)).toMatchObject({ code, field });
  });
});
