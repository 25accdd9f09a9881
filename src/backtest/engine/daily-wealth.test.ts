import { expect, test } from "vitest";
import { DEAR, randomMarket, venueKinds } from "../../../tests/backtest-markets.js";
import { policyOf } from "../../policies/index.js";
import { HOUR_MS } from "../../model/index.js";
import { dailyReturns } from "../honesty/index.js";
import { prepareMarket, runPrepared } from "./index.js";

const TERMS = { bars: 24 * 40 + 7, deviation: 0.012, costs: DEAR, trigger: false, closesOnly: false };

test("wealth day by day gives the daily returns of the columns, to the bit, kept or not, ruined or not", () => {
  let ruined = 0;
  for (const id of ["aave-v3", "hyperliquid", "margin-loan"])
    for (let seed = 1; seed <= 12; seed++) {
      const market = {
        ...randomMarket(seed, venueKinds[id]!, TERMS),
        gaps: { rates: "keep", funding: "unpaid" },
      } as const;
      const prepared = prepareMarket(market);
      const leverage = id === "hyperliquid" ? 9 : id === "margin-loan" ? 1.9 : 3;
      const policy = policyOf({ policy: "hold", values: { leverage } });
      const terms = { policy, wealth: 10_000, checkIntervalMs: HOUR_MS, reactionMs: 0 };
      const whole = runPrepared(prepared, terms, { columns: true });
      const bare = runPrepared(prepared, terms, { columns: false });
      const [of, ofBare] = [dailyReturns(whole.columns!), dailyReturns(bare.daily)];
      expect(ofBare.endMs).toEqual(of.endMs);
      expect(ofBare.simpleReturns).toEqual(of.simpleReturns);
      expect(ofBare.ruinedMs === null).toBe(of.ruinedMs === null);
      if (of.ruinedMs !== null) ruined++;
    }
  expect(ruined).toBeGreaterThan(0);
});
