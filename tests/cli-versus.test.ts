import { describe, expect, test } from "vitest";
import { VENUE_PARTS } from "../src/decision/index.js";
import { explainSchema } from "../src/schemas/index.js";
import { cli, words } from "./cli-io.js";

const WISH =
  "--equity 50000 --price 2500 --volatility 40% --drift 60% --gap 35% --lend-rate 2% --loss 50% --within 1y --chance 20%";
const LOOP = `explain --venue aave-v3 --asset WETH --borrow-rate 5% --yield 1.5% ${WISH}`;
const PERPETUAL = `explain --venue binance-usdm --asset ETHUSDT --funding 6% ${WISH}`;

describe("steelyard explain --versus", () => {
  test("prints both answers and the four parts at 80 columns, with the same asset found by its name", async () => {
    const { status, stdout, stderr } = await cli(words(`${LOOP} --funding 6% --versus binance-usdm`));
    expect([status, stderr]).toEqual([0, ""]);
    for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(stdout).toContain("The same wish at binance-usdm (ETHUSDT in USDT)");
    for (const row of ["here: aave-v3", ...VENUE_PARTS.map((part) => `  ${part} `), "there: binance-usdm"])
      expect(stdout).toContain(`\n  ${row}`);
    expect(stdout).not.toContain("Not used here: --funding");
  });

  test("--json holds the figures whole, and null where no other venue is named", async () => {
    const { stdout } = await cli([...words(`${LOOP} --versus margin-loan`), "--json"]);
    const { versus, decision } = explainSchema.parse(JSON.parse(stdout));
    if (versus?.difference.status !== "explained" || decision.status === "infeasible") throw new Error(stdout);
    const { from, to, leverageRatio } = versus.difference;
    expect(from.leverageRatio).toBe(decision.totalLeverageRatio);
    const sum = VENUE_PARTS.reduce((all, part) => all + leverageRatio.parts[part], 0);
    expect(sum).toBeCloseTo(to.leverageRatio - from.leverageRatio, 12);
    const alone = await cli([...words(LOOP), "--json"]);
    expect(explainSchema.parse(JSON.parse(alone.stdout)).versus).toBeNull();
  });

  test.each([
    ["a funding rate that only the other venue needs", `${LOOP} --versus binance-usdm`, "--funding"],
    ["a borrow rate that only the other venue needs", `${PERPETUAL} --versus aave-v3`, "--borrow-rate"],
    ["the venue, where only its asset is named", `${LOOP} --versus-asset ETHUSDT`, "--versus"],
    ["an asset that the other venue does not list so", `${LOOP} --versus spark --versus-asset NONE`, "--versus-asset"],
    ["a venue that there is not", `${LOOP} --versus binance`, "--versus"],
  ])("asks for %s", async (_, line, field) => {
    const { status, stderr } = await cli([...words(line), "--json"]);
    expect(status).not.toBe(0);
    expect(JSON.parse(stderr)).toMatchObject({ field });
  });

  test("no other command takes it", async () => {
    const { status, stderr } = await cli(words(`${LOOP.replace("explain", "optimize")} --versus spark`));
    expect(status).not.toBe(0);
    expect(stderr).toContain("--versus");
  });
});
