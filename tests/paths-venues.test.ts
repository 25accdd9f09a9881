import { describe, expect, test } from "vitest";
import { pathJobOf, venuePosition, type VenueHolding } from "../src/odds/index.js";
import { venues, type VenueMarket } from "../src/venues/index.js";
import { ratesOf } from "./managed.js";
import { asked, logDrift } from "./paths-laws.js";

/** Leverage ratios held, on the side and beside it. */
const HELD = [2, 4, -0.7] as const;

const question = asked({ leverage: 2, law: logDrift(0, 0.6), stepYears: 1 / 365, years: 0.1 });

function holdingOf(market: VenueMarket, leverage: number): VenueHolding {
  const rates = { borrowRateAnnual: 0.05, assetBorrowRateAnnual: 0.03, lendRateAnnual: 0.02, fundingRateAnnual: 0.1 };
  const prices = { [market.asset]: 2500, [market.quote]: 1 };
  return { ...question.holding, market, prices, state: ratesOf(rates), wealth: 2e4, branch: leverage };
}

/** Whether margin and profit are in the asset itself, which paths refuse. */
function isInverse({ model, asset, quote }: VenueMarket): boolean {
  const { legs } = model.holding(asset, { equity: 1, notional: 2 }, { [asset]: 2500, [quote]: 1 });
  return (
    legs.some(({ kind }) => kind === "perpetual") &&
    legs.some((leg) => leg.kind === "collateral" && leg.asset !== quote)
  );
}

/** Markets of a venue's own list that may be held at a leverage ratio and more; some of many. */
const marketsOf = (id: string, leverage: number): readonly VenueMarket[] =>
  venues
    .filter((venue) => venue.id === id)
    .flatMap((venue) =>
      venue
        .listMarkets()
        .map(({ asset, quote, chain }) => venue.find({ asset, quote, ...(chain === null ? {} : { chain }) })),
    )
    .filter((market) => {
      const { model, asset, quote } = market;
      const most = model.leverageRatioMax(asset, leverage * 2e4, { [asset]: 2500, [quote]: 1 });
      return most > 1.05 * Math.abs(leverage) && !isInverse(market);
    })
    .slice(0, 12);

const listed = venues.filter((venue) => venue.listMarkets().length > 0).map(({ id }) => id);

describe.each(listed)(
  "%s: its close on paths is its own solver's level, and leaves what its own liquidation leaves",
  (id) => {
    test.each(HELD)("leverage ratio %f", (leverage) => {
      for (const market of marketsOf(id, leverage)) {
        const holding = holdingOf(market, leverage);
        const policy = { low: null, high: null, tradeTo: "target", target: Math.abs(leverage) } as const;
        const [{ closing }] = pathJobOf([{ ...question, holding, leverageRatio: leverage, policy }], 3).positions;
        const position = venuePosition(holding);
        const { below, above, closedAt } = position.step(position.stateOf(leverage), 1e-12);
        const level = leverage > 0 ? below.start : above.start;
        if (closing === null) throw new Error(`nothing closes ${market.asset}`);
        const { ofNotional, ofCash, constant, left } = closing;
        const cash = 1 - leverage;
        expect(Math.log(-(ofCash * cash + constant) / ofNotional / leverage)).toBeCloseTo(level, 6);
        for (const cell of [1024, 1000, 700]) {
          const u = Math.sign(leverage) * Math.log(cell / 1024);
          expect(Math.abs(cash) * left[cell]).toBeCloseTo(closedAt(level + u), 5);
        }
      }
    });
  },
);

test("most venues list markets to be asked about", () => {
  expect(listed.length).toBeGreaterThanOrEqual(12);
  for (const id of listed) expect(HELD.some((leverage) => marketsOf(id, leverage).length > 0)).toBe(true);
});
