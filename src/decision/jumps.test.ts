import { describe, expect, test } from "vitest";
import { anything, falls, figures, lendingMarket } from "../../tests/markets.js";
import { answerOf, capOf, requestOf } from "../../tests/requests.js";
import { createStream } from "../kernel/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS, stated } from "../model/index.js";
import { jumpGrowthAnnual, jumpLosses } from "./losses.js";
import { settingOf } from "./setting.js";

const pair = lendingMarket({ liquidationThreshold: 0.945, tradingCostRate: 0, correlated: true });

/** A staked asset against its own: carry .7 points, volatility 2 %. */
const staked = (more: object = {}) => ({
  estimates: { ...figures({ drift: 0, volatility: 0.02, borrow: 0.025, lend: 0.025, yieldRate: 0.032 }), ...more },
  venue: pair,
  tolerance: anything,
});

describe("jumps in the growth", () => {
  const drop = falls(0.8, 0.1, { countedInDrift: true });
  const at = (leverage: number, share = 1) => {
    const setting = { ...settingOf(requestOf({ jumps: drop, volatility: 0.3 }, { venue: lendingMarket() })), share };
    return jumpGrowthAnnual(setting, leverage * share);
  };

  test("is E[ln(1 + L(e^J - 1))] - L E[e^J - 1] a jump while nothing can be liquidated, by a plain sum", () => {
    const points = 200_000;
    let sum = 0;
    for (let i = 0; i < points; i++) {
      const size = -0.1 * Math.log((i + 0.5) / points);
      sum += Math.log(1 + 0.8 * (Math.exp(-size) - 1)) / points;
    }
    expect(at(0.8)).toBeCloseTo(0.8 * (sum - 0.8 * (1 / 1.1 - 1)), 5);
  });

  test("losses carry every jump of the year, whatever becomes of it", () => {
    const setting = settingOf(requestOf({ jumps: drop }, { venue: lendingMarket() }));
    for (const leverage of [0.5, 1, 2, 3])
      expect(jumpLosses(setting, leverage).reduce((all, { rateAnnual }) => all + rateAnnual, 0)).toBeCloseTo(0.8, 9);
  });

  test("with a share out of reach it is finite at any leverage, and falls with it", () => {
    const growths = [1, 2, 3, 4].map((leverage) => at(leverage, 0.3));
    for (let i = 1; i < growths.length; i++) expect(growths[i]).toBeLessThan(growths[i - 1]);
  });

  test("growth of a watched pair loop with a share kept out, against simulated books", () => {
    const jumps = falls(0.5, 0.03);
    const decision = answerOf(requestOf({}, { ...staked({ jumps, yieldAnnual: stated(0.05) }) }));
    const { leverageRatio: L, isolatedShare: share } = decision;
    expect(L).toBeGreaterThan(1.5);
    expect(share).toBeLessThan(0.95);
    const [stream, days, paths] = [createStream(11, 0), 365, 4000];
    const step = 1 / days;
    let total = 0;
    for (let path = 0; path < paths; path++) {
      let log = 0;
      let control = 0;
      for (let day = 0; day < days; day++) {
        const z = stream.normal();
        control += share * L * 0.02 * Math.sqrt(step) * z;
        let price = Math.exp((0.05 - 0.0002) * step + 0.02 * Math.sqrt(step) * z);
        const jumped = stream.uniform() < 0.5 * step;
        if (jumped) price *= Math.exp(0.03 * Math.log(stream.uniform()));
        const debt = (L - 1) * Math.exp(0.025 * step);
        const closed = L * price * 0.945 < debt;
        const left = closed ? Math.max(0, L * price - debt * 1.05) : L * price - debt;
        log += Math.log(1 - share + share * left + (1 - share) * 0.025 * step);
      }
      total += log - control;
    }
    expect(Math.abs(decision.growth.rateAnnual - total / paths)).toBeLessThan(0.0025);
  });
});

describe("a correlated pair", () => {
  test("is not decided without a stated intensity of jumps: a calm history says nothing of a lost peg", () => {
    expect(() => answerOf(requestOf({}, staked()))).toThrow(
      expect.objectContaining({ code: "E_MISSING", field: "estimates.jumps" }),
    );
  });

  test.each([0.002, 0.005, 0.01])("calm to a volatility of %f never gets the venue's maximum", (volatility) => {
    for (const years of [1, 2, 5, 10]) {
      const jumps = falls(3 / years, 0.05);
      const tolerance = { lossMax: 0.5, probabilityMax: 0.1 };
      const decision = answerOf(
        requestOf(
          {},
          { ...staked({ jumps, volatilityAnnual: stated(volatility), yieldAnnual: stated(0.2) }), tolerance },
        ),
      );
      expect(decision.leverageRatio).toBeLessThan(0.8 * (capOf(decision, "venue") ?? 0));
    }
  });

  test("jumps cap the leverage at the rarest one tolerated: lambda exp(-d/m) = rate, closed form", () => {
    const jumps = falls(0.2, 0.03);
    const tolerance = { ...anything, liquidationProbabilityMax: 0.01, liquidationHorizonMs: YEAR_MS / 4 };
    const decision = answerOf(requestOf({}, { ...staked({ jumps }), tolerance }));
    const size = 0.03 * Math.log(0.2 / (-Math.log1p(-0.01) / 0.25));
    const price = Math.exp(-size);
    expect(capOf(decision, "jump")! * decision.isolatedShare).toBeCloseTo(
      decision.isolatedShare * ((0.945 * price) ** -1 / ((0.945 * price) ** -1 - 1)) * 1,
      1,
    );
  });

  test("the break-even intensity is where it grows as slowly as 1x", () => {
    const jumps = falls(0.05, 0.03);
    const decision = answerOf(requestOf({}, staked({ jumps, yieldAnnual: stated(0.05) })));
    const even = decision.breakEvenJumpsAnnual!;
    expect(even).toBeGreaterThan(0.05);
    // Near 1x a loop pays where carry exceeds the mean loss of jumps, lambda (1 - 1/(1 + m)).
    expect(even).toBeLessThan(0.025 / (1 - 1 / 1.03));
  });
});

describe("an oracle of the exchange rate", () => {
  const oracle = lendingMarket({ liquidationThreshold: 0.945, triggerPrice: "exchange-rate", correlated: true });
  const request = (jumps: ReturnType<typeof falls>, more: object = {}) => {
    const given = staked({ jumps, yieldAnnual: stated(0.06), ...more });
    return requestOf(
      {},
      { ...given, venue: oracle, leverageRatio: 10, policy: { kind: "unattended", resetMs: YEAR_MS } },
    );
  };
  const untouched = (given: ReturnType<typeof request>): number =>
    answerOf(given).hold!.oddsByHorizon.at(-1)!.untouched;

  test("does not see the volatility of the market", () => {
    const [calm, wild] = [0.005, 0.2].map((volatility) =>
      untouched(request(falls(0.2, 0.03), { volatilityAnnual: stated(volatility) })),
    );
    expect(wild).toBeCloseTo(calm, 12);
  });

  test("sees slashing: its share of the falls, the Poisson law where nothing else moves", () => {
    const even = { yieldAnnual: stated(0.025) };
    const [none, some, all] = [0, 0.25, 1].map((exchangeRateShare) =>
      untouched(request(falls(0.2, 0.03, { exchangeRateShare }), even)),
    );
    expect(none).toBe(0);
    expect(all).toBeGreaterThan(some);
    const distance = -Math.log(0.9 / 0.945);
    // One fall past the barrier, or several that add up to it: the first alone bounds from below.
    expect(some).toBeGreaterThan(-Math.expm1(-0.05 * Math.exp(-distance / 0.03)));
    expect(some).toBeLessThan(-Math.expm1(-0.05));
  });

  test("and rate reversal: borrowing that costs far more than the yield liquidates by carry alone", () => {
    const calm = falls(0.2, 0.03, { exchangeRateShare: 0 });
    expect(untouched(request(calm, { borrowRateAnnual: stated(0.2), yieldAnnual: stated(0.03) }))).toBe(1);
    expect(untouched(request(calm, { borrowRateAnnual: stated(0.06), yieldAnnual: stated(0.03) }))).toBe(0);
  });

  test("no gap of the market counts against it", () => {
    expect(capOf(answerOf(request(falls(0.2, 0.03))), "gap")).toBeNull();
  });
});

describe("a rescue", () => {
  const policy = (healthFactor?: number) => ({
    kind: "unattended" as const,
    resetMs: 365 * DAY_MS,
    ...(healthFactor === undefined ? {} : { rescue: { healthFactor, checkIntervalMs: HOUR_MS } }),
  });
  const request = (healthFactor?: number) =>
    requestOf(
      { drift: 0.5, volatility: 0.5 },
      { policy: policy(healthFactor), tolerance: anything, mandate: { leverageRatioMax: 2 }, venue: lendingMarket() },
    );

  test("short of the threshold is worth more than the venue's liquidation", () => {
    expect(answerOf(request(1.02)).growth.rateAnnual).toBeGreaterThan(answerOf(request()).growth.rateAnnual + 1e-4);
  });

  test("growth with it, against simulated books that are brought back at the trigger", () => {
    const decision = answerOf(request(1.1));
    const L = decision.leverageRatio;
    const [stream, steps, lives] = [createStream(21, 0), 2000, 4000];
    const step = 1 / steps;
    const trigger = Math.log((1.1 * (L - 1)) / (0.83 * L));
    let [log, time] = [0, 0];
    for (let life = 0; life < lives; life++) {
      let x = 0;
      let t = 0;
      // The barrier is shifted by half an overshoot of a discrete walk, .5826 s sqrt(dt) (Broadie, Glasserman & Kou 1997).
      const shifted = trigger + 0.5826 * 0.5 * Math.sqrt(step);
      while (t < 1 && x > shifted + 0.05 * t) {
        x += (0.5 - 0.125) * step + 0.5 * Math.sqrt(step) * stream.normal();
        t += step;
      }
      const ended = t < 1 ? trigger + 0.05 * t : x;
      const left = L * Math.exp(ended) - (L - 1) * Math.exp(0.05 * t);
      log += Math.log(left) + Math.log1p(-0.001 * Math.abs(L - (L * Math.exp(ended)) / left));
      time += t;
    }
    expect(Math.abs(decision.growth.rateAnnual - log / time)).toBeLessThan(0.04);
  });

  test("its odds count what passes it between two looks, not the untouched position's", () => {
    const decision = answerOf(request(1.1));
    expect(decision.odds.liquidation.underPolicyBasis).not.toBe("untouched");
    expect(decision.odds.liquidation.untouched).toBeGreaterThan(0);
  });

  test("a trigger that ordinary moves may jump over between two looks allows nothing that can be liquidated", () => {
    const close = request(1.0001);
    const cap = capOf(answerOf({ ...close, tolerance: { lossMax: 0.5, probabilityMax: 0.5 } }), "liquidation-odds");
    expect(cap).toBeCloseTo(1, 6);
  });

  test.each([1, 0.5, NaN])("refuses a health factor of %f", (healthFactor) => {
    expect(() => answerOf(request(healthFactor))).toThrow(
      expect.objectContaining({ field: "policy.rescue.healthFactor" }),
    );
  });
});
