import { expect, test } from "vitest";
import { planJsonSchema } from "../src/schemas/index.js";
import { cli, words } from "./cli-io.js";

const LINE =
  "plan --venue binance-usdm --asset BTCUSDT --on 2024-10-24 --equity 20000000 --price 60000 --volatility 40% --drift 30% --funding 5% --gap 20% --hold 20x --loss 50% --within 1y --chance 20%";

test("steelyard plan names the highest leverage at the size asked for, and the size to fit the tier", async () => {
  const { status, stdout, stderr } = await cli(words(LINE));
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout.replace(/\s+/g, " ")).toContain(
    "At 400,000,000 USDT binance-usdm opens at most 5x. To fit the tier: 20x fits up to 100,000,000 USDT.",
  );
  for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
  const json = await cli([...words(LINE), "--json"]);
  expect(planJsonSchema.parse(JSON.parse(json.stdout)).plan?.size).toEqual({
    leverageRatio: 20,
    notional: 400_000_000,
    leverageRatioMax: 5,
    notionalMax: 100_000_000,
  });
});
