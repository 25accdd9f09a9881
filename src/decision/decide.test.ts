import { describe, expect, test } from "vitest";
import { anything, halfInTen, lendingMarket, perpetualMarket, statedGap, tailGap } from "../../tests/markets.js";
import { answerOf, capOf, requestOf } from "../../tests/requests.js";
import { createStream } from "../kernel/index.js";
import { DAY_MS, YEAR_MS, type Decision } from "../model/index.js";
import { decide } from "./decide.js";
import { growthAt } from "./growth.js";
import { gapLossAnnual } from "./losses.js";
import { settingOf } from "./setting.js";

describe("worked checks of mathematics §4", () => {
  test("half lost within a year with 10 % at zero excess drift: 0.64x at volatility .6, 2.40x at .16", () => {
    const none = { drift: 0, borrow: 0, lend: 0 };
    expect(capOf(decide(requestOf({ ...none, volatility: 0.6 })), "tolerance")).toBeCloseTo(0.64, 2);
    expect(capOf(decide(requestOf({ ...none, volatility: 0.16 })), "tolerance")).toBeCloseTo(2.4, 2);
  });

  test("the tolerance cap, simulated: a constant 1.5x of a market known without error breaks the floor as often as stated", () => {
    const decision = answerOf(
      requestOf(
        { volatility: 0.4, drift: 0.1, borrow: 0.1, lend: 0.1 },
        { venue: lendingMarket({ tradingCostRate: 0 }), leverageRatio: 1.5 },
      ),
    );
    const [paths, steps, L] = [20_000, 250, capOf(decision, "tolerance")!];
    let broken = 0;
    for (let path = 0; path < paths; path++) {
      const stream = createStream(3, path);
      let log = 0;
      for (let step = 0; step < steps; step++) {
        const before = log;
        log += (0.1 - (L * L * 0.16) / 2) / steps + (L * 0.4 * stream.normal()) / Math.sqrt(steps);
        const bridge = Math.exp((-2 * (before - Math.log(0.5)) * (log - Math.log(0.5)) * steps) / (L * L * 0.16));
        if (log < Math.log(0.5) || stream.uniform() < bridge) {
          broken++;
          break;
        }
      }
    }
    const error = Math.sqrt(0.09 / paths);
    expect(Math.abs(broken / paths - 0.1)).toBeLessThan(4 * error);
  });

  test("a short once against cash at threshold .8 closes at a price ratio of 1.600", () => {
    const venue = lendingMarket({ liquidationThreshold: 0.8 });
    const decision = decide(
      requestOf(
        { assetBorrow: 0.02 },
        { venue, account: { asset: "ETH", equity: 50_000, quantity: -20, price: 2_500 }, side: "either" },
      ),
    );
    expect(decision.current?.leverageRatio).toBeCloseTo(-1, 12);
    expect(decision.current?.coordinates.liquidationPriceRatio).toBeCloseTo(1.6, 12);
  });

  test.each([0.1, 0.2, 0.3, 0.4])("gap cap of a long loop at a fall of %f: 1/(1 - LT (1 - J)), concepts §6", (drop) => {
    const cap = capOf(decide(requestOf({ gap: statedGap(drop) })), "gap");
    expect(cap).toBeCloseTo(1 / (1 - 0.83 * (1 - drop)), 8);
  });

  test.each([0.1, 0.2, 0.3])(
    "gap caps of a perpetual at a move of %f: long 1/(J + m(1 - J)), short 1/(J + m(1 + J))",
    (move) => {
      const perpetual = (drift: number) =>
        decide(requestOf({ drift, funding: 0, gap: statedGap(move) }, { venue: perpetualMarket() }));
      expect(capOf(perpetual(0.5), "gap")).toBeCloseTo(1 / (move + 0.005 * (1 - move)), 8);
      expect(capOf(perpetual(-0.5), "gap")).toBeCloseTo(1 / (move + 0.005 * (1 + move)), 8);
    },
  );

  test("two drifts, never one name: 2x at volatility .6 needs 54 % over the borrow rate to beat 1x and 72 % to be the best", () => {
    const decision = answerOf(
      requestOf({ drift: null, borrow: 0.05 }, { account: { asset: "ETH", quantity: 40, debt: 50_000, price: 2_500 } }),
    );
    expect(decision.driftsAtLeverageRatio).toBe(2);
    expect(decision.breakEvenDriftAnnual).toBeCloseTo(0.59, 12);
    expect(decision.impliedDriftAnnual).toBeCloseTo(0.77, 12);
  });

  test("at exactly the implied drift the leverage is the best; at the break-even drift it grows as 1x does", () => {
    const free = { venue: lendingMarket({ tradingCostRate: 0 }), tolerance: anything };
    expect(answerOf(requestOf({ drift: 0.77 }, free)).leverageRatio).toBeCloseTo(2, 9);
    const held = decide(
      requestOf({ drift: 0.59 }, { ...free, account: { asset: "ETH", quantity: 40, debt: 50_000, price: 2_500 } }),
    );
    expect(held.current?.growthAnnual).toBeCloseTo(0.59 - 0.18, 12);
  });
});

describe("figures of concepts §6 (volatility .6, drift .20, borrow .05, threshold .83)", () => {
  const held = (leverage: number, liquidationHorizonMs: number): Decision =>
    decide(
      requestOf(
        {},
        {
          account: { asset: "ETH", equity: 50_000, quantity: leverage * 20, price: 2_500 },
          tolerance: { ...halfInTen, liquidationHorizonMs },
        },
      ),
    );

  test.each([
    [1.5, 0.0025, 0.1384],
    [2, 0.0951, 0.4152],
    [2.5, 0.287, 0.6045],
    [3, 0.4736, 0.7279],
    [4, 0.7417, 0.8731],
  ])("static first passage at %fx: a quarter %f, a year %f", (leverage, quarter, year) => {
    expect(held(leverage, YEAR_MS / 4).current?.odds.liquidation.untouched).toBeCloseTo(quarter, 4);
    expect(held(leverage, YEAR_MS).current?.odds.liquidation.untouched).toBeCloseTo(year, 4);
  });

  test.each([
    [4, 0.3, 0.64],
    [5, 0.2, 0.785],
    [5, 0.08, 0.667],
  ])(
    "%fx at a borrow rate of %f, volatility .2, drift .3: interest alone carries the barrier past the price (simulated %f)",
    (leverage, borrow, simulated) => {
      const account = { asset: "ETH", equity: 50_000, quantity: leverage * 20, price: 2_500 };
      const tolerance = { ...halfInTen, liquidationHorizonMs: YEAR_MS };
      const { current } = decide(requestOf({ volatility: 0.2, drift: 0.3, borrow }, { account, tolerance }));
      expect(Math.abs(current!.odds.liquidation.untouched - simulated)).toBeLessThan(0.006);
    },
  );

  test.each([
    [5, 0.1, 0.521],
    [5, 0.4, 0.627],
    [2, -0.2, 0.0135],
  ])(
    "a perpetual of %fx at a funding rate of %f over a quarter, volatility .6, drift .1: within two points of the simulated %f",
    (leverage, funding, simulated) => {
      const account = { asset: "ETH", equity: 50_000, quantity: leverage * 20, price: 2_500 };
      const { current } = decide(
        requestOf({ volatility: 0.6, drift: 0.1, funding }, { account, venue: perpetualMarket() }),
      );
      expect(Math.abs(current!.odds.liquidation.untouched - simulated)).toBeLessThan(0.02);
    },
  );

  test("a venue that looks once a day liquidates less often: 3x over a quarter, against 40,000 simulated paths", () => {
    const venue = lendingMarket({ checkIntervalMs: DAY_MS });
    const account = { asset: "ETH", equity: 50_000, quantity: 60, price: 2_500 };
    const tolerance = { ...halfInTen, liquidationHorizonMs: 90 * DAY_MS };
    const daily = decide(requestOf({}, { venue, account, tolerance })).current!.odds.liquidation.untouched;
    const always = decide(requestOf({}, { account, tolerance })).current!.odds.liquidation.untouched;
    const [paths, dt, barrier] = [40_000, 1 / 365, Math.log(2 / (3 * 0.83))];
    let liquidated = 0;
    for (let path = 0; path < paths; path++) {
      const stream = createStream(17, path);
      let log = 0;
      for (let day = 0; day < 90 && log > barrier; day++)
        log += (0.2 - 0.05 - 0.18) * dt + 0.6 * Math.sqrt(dt) * stream.normal();
      if (log <= barrier) liquidated++;
    }
    const simulated = liquidated / paths;
    expect(Math.abs(daily - simulated)).toBeLessThan(4 * Math.sqrt((simulated * (1 - simulated)) / paths));
    expect(always - daily).toBeGreaterThan(0.02);
  });

  test("coordinates at 2x: debt/equity 1, loan to value .50, collateral ratio 2, health factor 1.66, utilisation .602", () => {
    const at = held(2, YEAR_MS).current!.coordinates;
    expect([at.debtToEquity, at.loanToValue, at.collateralRatio]).toEqual([1, 0.5, 2]);
    expect(at.healthFactor).toBeCloseTo(1.66, 12);
    expect(at.utilisation).toBeCloseTo(0.6024096385542169, 12);
    expect(at.liquidationPriceRatio).toBeCloseTo(0.6024096385542169, 12);
  });
});

describe("the answer", () => {
  test("no view on the drift: no more than 1x for a holder, nothing of a perpetual, and both drifts shown", () => {
    const holder = answerOf(
      requestOf(
        { drift: null },
        {
          account: { asset: "ETH", quantity: 40, debt: 50_000, price: 2_500 },
          tolerance: { lossMax: 0.5, probabilityMax: 0.1 },
        },
      ),
    );
    expect([holder.status, holder.leverageRatio, holder.boundBy]).toEqual(["no-leverage", 1, "no-view"]);
    expect(holder.growth.probabilityBeatsUnlevered).toBeNull();
    const perpetual = answerOf(requestOf({ drift: null, funding: 0.05 }, { venue: perpetualMarket() }));
    expect([perpetual.status, perpetual.leverageRatio]).toEqual(["no-leverage", 0]);
  });

  test("between lending and borrowing the answer is exactly 1 and says so (mu .30, s .5, lend .03, borrow .08)", () => {
    const decision = answerOf(
      requestOf({ drift: 0.3, volatility: 0.5, lend: 0.03, borrow: 0.08 }, { tolerance: anything }),
    );
    expect([decision.status, decision.leverageRatio, decision.boundBy]).toEqual(["no-leverage", 1, "borrow-spread"]);
  });

  test("caps bind at the band's far edge, and the binding one has no slack", () => {
    const decision = answerOf(requestOf({ drift: 1, volatility: 0.5, gap: statedGap(0.3) }));
    const binding = decision.caps.find(({ name }) => name === decision.boundBy)!;
    expect(binding.slack).toBeCloseTo(0, 6);
    expect(binding.shadowPriceAnnual).toBeGreaterThan(0);
    expect(decision.band.high).toBeCloseTo(binding.leverageRatioMax!, 6);
    for (const cap of decision.caps) if (cap.slack !== null) expect(cap.slack).toBeGreaterThan(-1e-6);
  });

  test("an answer that no leverage fits names what conflicts", () => {
    const decision = decide(
      requestOf(
        {},
        { tolerance: { lossMax: 0.2, probabilityMax: 0.05, measuredAgainst: "cash", leverageRatioMin: 1 } },
      ),
    );
    expect(decision.status).toBe("infeasible");
    if (decision.status === "infeasible") expect(decision.conflict).toEqual(["tolerance", "leverage-min"]);
  });

  test("against holding, a loss is counted from 1x: nothing is ever lost there, and a holder is not told to sell", () => {
    const decision = answerOf(
      requestOf(
        { drift: 0.05 },
        {
          account: { asset: "ETH", quantity: 40, debt: 50_000, price: 2_500 },
          tolerance: { lossMax: 0.5, probabilityMax: 0.1 },
        },
      ),
    );
    expect([decision.status, decision.leverageRatio, decision.boundBy]).toEqual(["no-leverage", 1, "leverage-min"]);
    expect(decision.odds.belowFloor.probability).toBe(0);
  });

  test("below what is held, lagging behind holding is the loss: the tolerance bounds leverage from below", () => {
    const tolerance = { lossMax: 0.3, probabilityMax: 0.1, measuredAgainst: "holding", leverageRatioMin: 0 } as const;
    const decision = answerOf(requestOf({ drift: -0.3, volatility: 0.9 }, { tolerance }));
    expect(decision.boundBy).toBe("tolerance");
    expect(decision.leverageRatio).toBeGreaterThan(0.3);
    expect(decision.odds.belowFloor.probability).toBeCloseTo(0.1, 6);
  });

  test.each([0, 0.3, 0.6])(
    "a least leverage of %f does not weaken the tolerance against holding",
    (leverageRatioMin) => {
      const account = { asset: "ETH", quantity: 20, debt: 0, price: 2_500 };
      const tolerance = { lossMax: 0.1, probabilityMax: 0.1, measuredAgainst: "holding", leverageRatioMin } as const;
      const decision = answerOf(requestOf({ drift: -0.5 }, { account, tolerance }));
      expect(decision.totalLeverageRatio).toBeCloseTo(0.776, 3);
      expect(decision.odds.belowFloor.probability).toBeCloseTo(0.1, 6);
    },
  );

  test.each([
    [40_000, 50_000, 1],
    [20_000, 50_000, 1],
    [10_000, 100_000, 0.5],
  ])("with no view, 20 ETH with %d owed out of a wealth of %d stay: %fx of it", (debt, wealth, held) => {
    const account = { asset: "ETH", quantity: 20, debt, price: 2_500 };
    const tolerance = { lossMax: 0.1, probabilityMax: 0.1, measuredAgainst: "holding", leverageRatioMin: 0 } as const;
    const decision = answerOf(requestOf({ drift: null }, { account, wealth, tolerance }));
    expect(decision.totalLeverageRatio).toBeCloseTo(held, 12);
    expect(decision.plan?.steps.some(({ kind }) => kind === "sell")).toBe(false);
  });

  test("the plan leads to the stated leverage after its own cost, and does nothing inside the band", () => {
    const given = requestOf(
      { drift: 1, volatility: 0.5 },
      { account: { asset: "ETH", equity: 50_000, quantity: 60, price: 2_500 }, costs: { fixedCost: 20 } },
    );
    const decision = answerOf(given);
    const plan = decision.plan!;
    expect(plan.kind).toBe("adjust");
    const sold = plan.steps.find(({ kind }) => kind === "sell" || kind === "buy")!;
    const notional = 150_000 + (sold.kind === "buy" ? sold.notional : -sold.notional);
    expect(notional / plan.equityAfter).toBeCloseTo(plan.to, 9);
    expect(plan.cost).toBeCloseTo(0.001 * sold.notional + 20, 9);
    const inside = answerOf({
      ...given,
      account: { asset: "ETH", equity: 50_000, quantity: (decision.leverageRatio * 50_000) / 2_500, price: 2_500 },
    });
    expect(inside.plan?.kind).toBe("hold");
    expect(inside.current?.side).toBe("within-band");
  });

  test("what is held too much or too little is priced on its side", () => {
    const of = (quantity: number) =>
      decide(
        requestOf(
          { drift: 0.6, volatility: 0.5 },
          { account: { asset: "ETH", equity: 50_000, quantity, price: 2_500 }, tolerance: anything },
        ),
      ).current!;
    expect(of(120).side).toBe("too-much");
    expect(of(2).side).toBe("too-little");
    expect(of(120).shortfallAnnual!).toBeGreaterThan(of(60).shortfallAnnual!);
  });

  test("all wealth is never left where a gap can take it, and the share kept there is the best of its neighbours", () => {
    const given = requestOf(
      { drift: 0.9, volatility: 0.4, funding: 0, gap: tailGap({ intensity: 40 }) },
      { venue: perpetualMarket({ tradingCostRate: 0 }), tolerance: { ...anything, liquidationProbabilityMax: 0.2 } },
    );
    const decision = answerOf(given);
    expect(decision.totalLeverageRatio).toBeCloseTo(decision.leverageRatio * decision.isolatedShare, 9);
    expect(decision.isolatedShare).toBeLessThan(1);
    const net = (share: number): number => {
      const setting = { ...settingOf(given), share };
      return growthAt(setting, decision.totalLeverageRatio) - gapLossAnnual(setting, decision.totalLeverageRatio);
    };
    const best = net(decision.isolatedShare);
    expect(decision.growth.rateAnnual).toBeCloseTo(best, 9);
    expect(net(decision.isolatedShare - 0.03)).toBeLessThan(best);
    expect(net(Math.min(1 - 1e-9, decision.isolatedShare + 0.03))).toBeLessThan(best);
  });

  test("a wanted leverage so small that trading it is worth nothing is held without a band", () => {
    for (const drift of [1e-10, 1e-6, 1e-4, 1e-3, 1e-2]) {
      const decision = answerOf(requestOf({ drift, volatility: 0.4 }, { tolerance: anything }));
      expect(decision.band.low).toBeGreaterThanOrEqual(0);
      expect(decision.leverageRatio).toBeCloseTo(drift / 0.16, 9);
    }
  });
});
