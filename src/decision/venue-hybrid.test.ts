import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lendingMarket, perpetualMarket } from "../../tests/markets.js";
import { equity, type Exposure } from "../model/index.js";
import { binanceUsdm } from "../venues/binance-usdm/index.js";
import { liquidationRatios, onePath, pricesAt, type VenueMarket } from "../venues/index.js";
import { marginLoan } from "../venues/margin-loan/index.js";
import { hybridMarket, type VenuePart } from "./venue-hybrid.js";

const PRICE = 2_500;

const markets: Readonly<Record<string, VenueMarket>> = {
  loop: lendingMarket(),
  tiered: binanceUsdm.find({ asset: "ETHUSDT" }),
  flat: perpetualMarket(),
  broker: marginLoan.find({ asset: "ETH" }),
};

const pairs = Object.keys(markets).flatMap((a) => Object.keys(markets).map((b) => [a, b] as const));

/** The market `a` with some parts of `b`. */
const mixed = (a: VenueMarket, b: VenueMarket, parts: readonly VenuePart[]): VenueMarket => {
  const of = (part: VenuePart): VenueMarket => (parts.includes(part) ? b : a);
  return hybridMarket(
    { carry: of("carry"), threshold: of("threshold"), outcome: of("outcome"), cost: of("cost") },
    PRICE,
  );
};

const pricesOf = ({ asset, quote }: VenueMarket) => ({ [asset]: PRICE, [quote]: 1 });

const exposures: fc.Arbitrary<Exposure> = fc
  .record({
    leverageRatio: fc.oneof(
      fc.double({ min: 1.01, max: 4, noNaN: true }),
      fc.double({ min: -3, max: -0.05, noNaN: true }),
    ),
    logEquity: fc.double({ min: 3, max: 18, noNaN: true }),
  })
  .map(({ leverageRatio, logEquity }) => ({
    equity: Math.exp(logEquity),
    notional: leverageRatio * Math.exp(logEquity),
  }));

test("all parts of one market make that market", () => {
  const market = lendingMarket();
  expect(mixed(market, perpetualMarket(), [])).toBe(market);
  expect(mixed(perpetualMarket(), market, ["carry", "threshold", "outcome", "cost"])).toBe(market);
});

describe.each(pairs)("held as at %s, closed by the rule of %s", (a, b) => {
  const [base, closer] = [markets[a]!, markets[b]!];
  const hybrid = mixed(base, closer, ["threshold", "outcome"]);

  test("the liquidation prices are those of the rule, to 1e-9", () => {
    fc.assert(
      fc.property(exposures, (exposure) => {
        const of = (market: VenueMarket) =>
          liquidationRatios(
            market.model,
            market.model.holding(market.asset, exposure, pricesOf(market)),
            onePath(pricesOf(market), market.asset),
          );
        const [got, want] = [of(hybrid), of(closer)];
        for (const side of ["below", "above"] as const) {
          if (want[side] === null) expect(got[side]).toBeNull();
          else expect(Math.abs((got[side] ?? NaN) / want[side] - 1)).toBeLessThan(1e-9);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("what a liquidation leaves is what the rule leaves, also of an account past it", () => {
    fc.assert(
      fc.property(exposures, fc.double({ min: 0.3, max: 3, noNaN: true }), (exposure, ratio) => {
        const left = (market: VenueMarket): number => {
          const account = market.model.holding(market.asset, exposure, pricesOf(market));
          const at = pricesAt(onePath(pricesOf(market), market.asset), ratio);
          return equity(market.model.liquidate(account, at).account, at);
        };
        expect(Math.abs(left(hybrid) - left(closer)) / Math.abs(exposure.notional)).toBeLessThan(1e-9);
      }),
      { numRuns: 100 },
    );
  });
});

test("an outcome starts where its own venue would have called it: half a per cent is lost at the loan's threshold", () => {
  // A perpetual of which all that is left is taken.
  const { model, asset } = mixed(lendingMarket(), perpetualMarket({ maintenanceRate: 0.005 }), ["outcome"]);
  // 3x is closed at 2/3 / 0.83 of the price, where equity is 17 % of what is held.
  const account = model.holding(asset, { equity: 1_000, notional: 3_000 }, { ETH: PRICE, USD: 1 });
  const at = { ETH: (PRICE * 2) / 3 / 0.83, USD: 1 };
  const held = 2_000 / 0.83;
  const before = pricesAt(onePath(at, "ETH"), 1 + 1e-7);
  expect(equity(model.liquidate(account, before).account, before)).toBeCloseTo(0.17 * held, 3);
  const after = pricesAt(onePath(at, "ETH"), 1 - 1e-7);
  expect(equity(model.liquidate(account, after).account, after)).toBeCloseTo((0.17 - 0.005) * held, 3);
});
