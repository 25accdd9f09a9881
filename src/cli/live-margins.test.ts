import { expect, test } from "vitest";
import type { Account } from "../model/index.js";
import type { AccountReading, MarketReading } from "../ports/index.js";
import { marginsOf } from "./live-margins.js";

const loop = (weth: number, usdc: number): Account => ({
  legs: [
    { kind: "collateral", asset: "WETH", quantity: weth },
    { kind: "debt", asset: "USDC", quantity: usdc },
  ],
});

const market = (margin: number, price: number): MarketReading => ({
  ...{ margin, asset: "WETH", quote: "USDC", price, quantity: 5, debt: 6_000, equity: 5 * price - 6_000 },
  ...{ rates: {}, pool: null, parameters: { lltv: margin === 0 ? 0.86 : 0.77 }, others: [] },
});

const reading: AccountReading = {
  ...{ venue: "morpho-blue", chain: "base", holder: "0x1", asOfMs: 0, block: 7, source: "node.example", release: null },
  ...{ account: loop(5, 6_000), isolated: [loop(5, 6_000)], prices: { WETH: 2_000, USDC: 1 }, currency: "USDC" },
  ...{ markets: [market(1, 1_990), market(0, 2_000)], stated: [], notes: [] },
};

test("two margins that look alike each keep the market that was read of it", () => {
  const [shared, own] = marginsOf(reading);
  expect(shared?.markets.map(({ parameters }) => parameters)).toEqual([{ lltv: 0.86 }]);
  expect(own?.markets.map(({ parameters }) => parameters)).toEqual([{ lltv: 0.77 }]);
  expect([shared?.prices["WETH"], own?.prices["WETH"]]).toEqual([2_000, 1_990]);
});
