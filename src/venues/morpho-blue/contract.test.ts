import { describe } from "vitest";
import { describeLendingAccounts } from "../../../tests/lending-contract.js";
import { describeVenue, type Question } from "../../../tests/venue-contract.js";
import { morphoBlue } from "./index.js";

/** Cash beside a long is no collateral of its market: the liquidation price stays, up to rounding (see model.test.ts). */
const cashIsIdle: Partial<Record<Question, string>> = {
  "more cash moves both liquidation prices away": "cash is no collateral of a long's isolated market",
};

describe("Morpho Blue", () => {
  const pair = morphoBlue.market("base", "WETH", "USDC");
  describeVenue("morpho-blue WETH/USDC, long", pair, { longMax: 1e9, shortMax: 0, skips: cashIsIdle });
  describeVenue("morpho-blue WETH/USDC, short", pair, { longMax: 0, shortMax: 1e9 });
  describeLendingAccounts("morpho-blue WETH/USDC, long", pair, { collaterals: ["WETH"], debts: ["USDC"] });
  describeLendingAccounts("morpho-blue WETH/USDC, short", pair, { collaterals: ["USDC"], debts: ["WETH"] });

  for (const [asset, quote] of [
    ["WBTC", "USDC"],
    ["wstETH", "WETH"],
  ] as const) {
    const market = morphoBlue.market("ethereum", asset, quote);
    describeVenue(`morpho-blue ${asset}/${quote}`, market, { longMax: 1e9, shortMax: 0, skips: cashIsIdle });
  }

  const opted = morphoBlue.market("base", "WETH", "USDC", { preLiquidation: {} });
  describeVenue("morpho-blue WETH/USDC, opted into pre-liquidation", opted, {
    longMax: 1e9,
    shortMax: 0,
    skips: cashIsIdle,
  });
  describeLendingAccounts("morpho-blue WETH/USDC, opted in", opted, { collaterals: ["WETH"], debts: ["USDC"] });

  const small = { preLltv: 0.7, preLcf1: 0.001, preLcf2: 0.002, preLif1: 1, preLif2: 1.16 };
  const slow = morphoBlue.market("base", "WETH", "USDC", { preLiquidation: small });
  describeVenue("morpho-blue WETH/USDC, pre-liquidated in many small calls", slow, {
    longMax: 1e9,
    shortMax: 0,
    skips: cashIsIdle,
  });
});
