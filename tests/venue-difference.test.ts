import { describe, expect, test } from "vitest";
import { decide, VENUE_PARTS, venueDifference } from "../src/decision/index.js";
import type { DecisionRequest, VenueDifference, VenuePart } from "../src/decision/index.js";
import { DAY_MS, toleranceOf, type MarketState } from "../src/model/index.js";
import { aaveV3 } from "../src/venues/aave-v3/index.js";
import { binanceUsdm } from "../src/venues/binance-usdm/index.js";
import { custom } from "../src/venues/custom/index.js";
import { hyperliquid } from "../src/venues/hyperliquid/index.js";
import type { VenueMarket, VenueModel } from "../src/venues/index.js";
import { marginLoan } from "../src/venues/margin-loan/index.js";
import { anything, figures, halfInTen, lendingMarket, statedGap, tailGap } from "./markets.js";

type Explained = Extract<VenueDifference, { status: "explained" }>;

const perpetual = (more: Readonly<Record<string, unknown>> = {}): VenueMarket =>
  custom.market({
    ...{ kind: "perpetual", asset: "ETH-PERP", quote: "USDC", asOf: "2026-01-31", source: "a test" },
    ...{ tradingCostRate: 0.0005, maintenanceRate: 0.02, leverageRatioMax: 20, ...more },
  });

const venues: Readonly<Record<string, VenueMarket>> = {
  "a loop": aaveV3.find({ asset: "WETH" }),
  "Binance's perpetual": binanceUsdm.find({ asset: "ETHUSDT" }),
  "a perpetual with a fee": perpetual({ liquidationFeeRate: 0.01, triggerPrice: "index" }),
  "Hyperliquid's perpetual": hyperliquid.find({ asset: "ETH" }),
  "a margin loan": marginLoan.find({ asset: "ETH" }),
};

/** 50,000, long, a drift worth borrowing for, gaps of every size, and liquidation at most 2 % likely a quarter. */
const wishAt = (venue: VenueMarket, more: Partial<DecisionRequest> = {}): DecisionRequest => ({
  account: { asset: venue.asset, equity: 50_000, price: 2_500 },
  venue,
  estimates: figures({ drift: 0.6, volatility: 0.4, funding: 0.06, lend: 0.02, yieldRate: 0.015, gap: tailGap() }),
  tolerance: toleranceOf({ ...anything, liquidationProbabilityMax: 0.02 }),
  side: "long",
  ...more,
});

function explained(request: DecisionRequest, other: VenueMarket): Explained {
  const found = venueDifference(request, other);
  if (found.status !== "explained") throw new Error(found.because);
  return found;
}

const FIGURES = ["leverageRatio", "growthAnnual", "liquidationProbability"] as const;

/** Every part is 0 but this one, which makes all of the difference. */
function expectAllIn(part: VenuePart, { total, parts }: Explained["leverageRatio"], tolerance = 1e-9): void {
  for (const each of VENUE_PARTS)
    expect(Math.abs(parts[each] - (each === part ? total : 0)), each).toBeLessThanOrEqual(tolerance);
}

const names = Object.keys(venues);
const pairs = names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b] as const));

describe.each(pairs)("%s and %s", (a, b) => {
  const [from, to] = [venues[a]!, venues[b]!];
  const there = explained(wishAt(from), to);

  test("the two answers are those of decide", () => {
    for (const [venue, answer] of [
      [from, there.from],
      [to, there.to],
    ] as const) {
      const decision = decide(wishAt(venue));
      if (decision.status === "infeasible") throw new Error(decision.because);
      expect(answer.leverageRatio).toBe(decision.totalLeverageRatio);
      expect(answer.growthAnnual).toBe(decision.growth.rateAnnual);
      expect(answer.liquidationProbability).toBe(decision.odds.liquidation.underPolicy);
    }
  });

  test("the parts sum to the difference, to 1e-12", () => {
    for (const figure of FIGURES) {
      const found = there[figure];
      if (found === null) continue;
      const sum = VENUE_PARTS.reduce((all, part) => all + found.parts[part], 0);
      expect(Math.abs(sum - found.total)).toBeLessThan(1e-12);
      expect(Math.abs(found.total - ((there.to[figure] ?? NaN) - (there.from[figure] ?? NaN)))).toBeLessThan(1e-12);
    }
  });
});

test("swapping the two venues negates every part", () => {
  const [from, to] = [venues["a loop"]!, venues["a perpetual with a fee"]!];
  const [there, back] = [explained(wishAt(from), to), explained(wishAt(to), from)];
  for (const figure of FIGURES)
    for (const part of VENUE_PARTS) expect(back[figure]!.parts[part]).toBeCloseTo(-there[figure]!.parts[part], 12);
});

describe("a loop against a perpetual", () => {
  const { leverageRatio, growthAnnual } = explained(wishAt(venues["a loop"]!), venues["Binance's perpetual"]!);

  test("funding of 6 % on all of it, no yield, and 2 % on margin, against 5 % on what is borrowed: carry asks for less and costs growth", () => {
    expect(leverageRatio.parts.carry).toBeLessThan(0);
    expect(growthAnnual!.parts.carry).toBeLessThan(0);
  });

  test("a maintenance of half a per cent in place of 17 % allows more and adds growth", () => {
    expect(leverageRatio.parts.threshold).toBeGreaterThan(0);
    expect(growthAnnual!.parts.threshold).toBeGreaterThan(0);
  });

  test("a fee below the cost of a swap adds growth", () => {
    expect(growthAnnual!.parts.cost).toBeGreaterThan(0);
  });
});

describe("where only one part of the rules differs, all of the difference is in it", () => {
  const alone = { estimates: figures({ drift: 0.6, volatility: 0.4, funding: 0.06, lend: 0.02 }), tolerance: anything };
  const leftAlone = { ...alone, policy: { kind: "unattended", resetMs: 30 * DAY_MS } } as const;
  const found = (from: VenueMarket, to: VenueMarket): Explained => explained(wishAt(from, leftAlone), to);

  /** @returns what the part makes of growth. */
  const expectOnly = (part: VenuePart, { leverageRatio, growthAnnual }: Explained): number => {
    expectAllIn(part, leverageRatio, 1e-6);
    expectAllIn(part, growthAnnual!);
    return growthAnnual!.total;
  };

  test("carry: two points more on what is borrowed cost growth", () => {
    const cheap = lendingMarket();
    const dearer = (state: MarketState): MarketState => ({ ...state, borrowRateAnnual: state.borrowRateAnnual + 0.02 });
    const model: VenueModel = {
      ...cheap.model,
      carryAnnual: (account, prices, state) => cheap.model.carryAnnual(account, prices, dearer(state)),
      accrue: (account, prices, state, years) => cheap.model.accrue(account, prices, dearer(state), years),
    };
    expect(expectOnly("carry", found(cheap, { ...cheap, model }))).toBeLessThan(-0.01);
  });

  test("threshold: a higher maintenance asks for less where a gap must be survived, and costs growth", () => {
    const at = (maintenanceRate: number) => perpetual({ maintenanceRate, liquidationFeeRate: 0.002 });
    const estimates = figures({ drift: 0.6, volatility: 0.4, funding: 0.06, gap: statedGap(0.35) });
    const watched = explained(wishAt(at(0.01), { estimates, tolerance: anything }), at(0.04));
    expect(watched.leverageRatio.total).toBeLessThan(-0.1);
    expect(expectOnly("threshold", watched)).toBeLessThan(-1e-3);
  });

  test("threshold: left alone, a close that comes sooner for the same fee stops leverage from running up", () => {
    const at = (maintenanceRate: number) => perpetual({ maintenanceRate, liquidationFeeRate: 0.002 });
    expect(expectOnly("threshold", found(at(0.01), at(0.04)))).toBeGreaterThan(1e-3);
  });

  test("outcome: a higher fee of liquidation costs growth", () => {
    const at = (liquidationFeeRate: number) => perpetual({ maintenanceRate: 0.04, liquidationFeeRate });
    expect(expectOnly("outcome", found(at(0.002), at(0.02)))).toBeLessThan(-1e-3);
  });

  test("cost: a higher fee of trading costs growth", () => {
    const at = (tradingCostRate: number) => perpetual({ tradingCostRate, liquidationFeeRate: 0.01 });
    expect(expectOnly("cost", found(at(0.0002), at(0.002)))).toBeLessThan(-1e-3);
  });

  test("and the same rules under other names differ in nothing", () => {
    const named = (asset: string) => perpetual({ asset, quote: `${asset}-USD`, liquidationFeeRate: 0.01 });
    const { leverageRatio, growthAnnual } = found(named("A"), named("B"));
    for (const { total, parts } of [leverageRatio, growthAnnual!])
      for (const figure of [total, ...Object.values(parts)]) expect(Math.abs(figure)).toBeLessThan(1e-9);
  });
});

describe("what cannot be compared", () => {
  const loop = lendingMarket();

  test("a perpetual without a funding rate: the rate is asked for", () => {
    const request = wishAt(loop, { estimates: figures({ drift: 0.5 }) });
    expect(() => venueDifference(request, perpetual())).toThrow(
      expect.objectContaining({ code: "E_MISSING", field: "estimates.fundingRateAnnual" }),
    );
  });

  test("a short at a venue that must borrow the asset, without that rate", () => {
    const request = wishAt(perpetual(), { side: "short" });
    expect(() => venueDifference(request, loop)).toThrow(
      expect.objectContaining({ code: "E_MISSING", field: "estimates.assetBorrowRateAnnual" }),
    );
  });

  test("an asset that tracks its quote with one that does not", () => {
    expect(() => venueDifference(wishAt(loop), lendingMarket({ correlated: true }))).toThrow(
      expect.objectContaining({ code: "E_CONFIG_CONFLICT", field: "other" }),
    );
  });

  test("a wish that no answer fits at one of them is a value that names it", () => {
    const tolerance = { ...halfInTen, leverageRatioMin: 3 };
    const estimates = figures({ drift: 0.5, volatility: 0.3, funding: 0.05, gap: statedGap(0.3) });
    const found = venueDifference(wishAt(perpetual(), { estimates, tolerance }), loop);
    expect(found).toMatchObject({ status: "no-answer", venues: ["custom", "custom"] });
  });
});
