import type { BasketLeg, BasketRequest } from "../src/backtest/engine/index.js";
import { createStream } from "../src/kernel/index.js";
import { HOUR_MS } from "../src/model/index.js";
import { binanceUsdm } from "../src/venues/binance-usdm/index.js";
import { custom } from "../src/venues/custom/index.js";
import { hyperliquid } from "../src/venues/hyperliquid/index.js";
import type { VenueMarket } from "../src/venues/index.js";
import { marginLoan } from "../src/venues/margin-loan/index.js";
import { DEAR, randomBars, ratesOf, seriesOf, steady } from "./backtest-markets.js";
import { randomPolicy } from "./backtest-policies.js";

/** A venue, what of it is held together, and how far a random policy goes. */
export interface BasketCase {
  readonly venue: VenueMarket;
  readonly weights: Readonly<Record<string, number>>;
  readonly low: number;
  readonly high: number;
}

const reserve = { loanToValueMax: 0.75, liquidationThreshold: 0.8, liquidationBonus: 0.06 };

/** Several assets in one account at venues of each kind. */
export const basketCases: Readonly<Record<string, BasketCase>> = {
  "a margin loan on three shares": {
    venue: marginLoan.market({ asset: "SPX" }),
    ...{ weights: { SPX: 0.5, NDX: 0.3, RUT: 0.2 }, low: -1.5, high: 2 },
  },
  "a lending venue with two collaterals": {
    venue: custom.market({
      ...{ kind: "lending", asset: "ETH", quote: "USD", asOf: "2026-01-31", source: "a test", tradingCostRate: 0.001 },
      ...{ reserves: { ETH: reserve, BTC: reserve, USD: reserve }, closeFactor: 0.5 },
    }),
    ...{ weights: { ETH: 0.6, BTC: 0.4 }, low: 0, high: 3.5 },
  },
  "two perpetuals, one against the other": {
    venue: binanceUsdm.market("ETHUSDT"),
    ...{ weights: { ETHUSDT: 0.6, BTCUSDT: -0.4 }, low: -10, high: 15 },
  },
  "three perpetuals": {
    venue: hyperliquid.find({ asset: "ETH" }),
    ...{ weights: { ETH: 0.5, BTC: 0.3, SOL: -0.2 }, low: -8, high: 12 },
  },
};

/** One leg of made-up bars: each asset has a stream of its own. */
function legOf(asset: string, weight: number, { seed, place, bars, isContract }: LegDraw): BasketLeg {
  const stream = createStream(5000 + seed, place);
  const prices = seriesOf(randomBars(stream, bars, isContract ? 0.025 : 0.06, 100 * (place + 1)));
  const funding = ratesOf((ms) => 0.4 * Math.sin(place + ms / (29 * HOUR_MS)), {
    ...{ kind: "funding", intervalMs: 8 * HOUR_MS, count: Math.ceil(bars / 8) + 2 },
  });
  return {
    ...{ asset, weight, prices, trigger: null, yield: steady(0.02 * place), assetBorrow: steady(0.04) },
    funding: isContract ? { recorded: funding, statedAnnual: null } : null,
  };
}

interface LegDraw {
  readonly seed: number;
  readonly place: number;
  readonly bars: number;
  readonly isContract: boolean;
}

/** A random run of a case: the same seed gives the same. */
export function randomBasket({ venue, weights, low, high }: BasketCase, seed: number, bars: number): BasketRequest {
  const isContract = venue.model.twoSided;
  const [first, ...more] = Object.entries(weights).map(([asset, weight], place) =>
    legOf(asset, weight, { seed, place, bars, isContract }),
  );
  if (first === undefined) throw new Error("a basket has a leg");
  return {
    ...{ venue, legs: [first, ...more], rates: { borrow: steady(0.08), lend: steady(0.03) }, costs: DEAR },
    ...{ policy: randomPolicy(seed, { low, high }), wealth: [2_000, 50_000][seed % 2] ?? 0 },
    ...{ checkIntervalMs: [1, 4][seed % 2 === 0 ? 0 : 1]! * HOUR_MS, reactionMs: seed % 3 === 0 ? HOUR_MS : 0 },
  };
}
