import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { halfInTen, lendingMarket, perpetualMarket, tailGap } from "../../tests/markets.js";
import { anyRequest } from "../../tests/random-requests.js";
import { requestOf } from "../../tests/requests.js";
import { SteelyardError } from "../errors/index.js";
import type { Decision } from "../model/index.js";
import { allowedLeverage, decide, decideLeverage, guardedLeverage, type DecisionRequest } from "./index.js";

/** The answer, or the code of the refusal. */
function asked<T>(answer: () => T): T | string {
  try {
    return answer();
  } catch (error) {
    if (error instanceof SteelyardError) return error.code;
    throw error;
  }
}

/** What of a whole decision the short one has. */
function shortened(decision: Decision): Partial<Decision> {
  if (decision.status === "infeasible") {
    const { status, conflict, because } = decision;
    return { status, conflict, because };
  }
  const { status, leverageRatio, band, boundBy, because, isolatedShare, totalLeverageRatio } = decision;
  return { status, leverageRatio, band, boundBy, because, isolatedShare, totalLeverageRatio };
}

/** What is asked of both: a whole answer is far slower than the short one, so the fewest draws and no search on the grid. */
const quick = ({ estimates, ...request }: DecisionRequest): DecisionRequest => ({
  ...request,
  estimates: { ...estimates, pool: null },
  accuracy: "fast",
  draws: 100,
});

describe("the leverage of a decision", () => {
  test("is that of the whole decision, over random requests", () => {
    fc.assert(
      fc.property(anyRequest.map(quick), (request) => {
        const whole = asked(() => decide(request));
        // What the whole answer says beside may be refused where its leverage is known.
        if (whole === "E_NOT_CONVERGED") return;
        const found = asked(() => decideLeverage(request));
        if (typeof whole === "string") expect(found).toBe(whole);
        else expect(found).toMatchObject(shortened(whole));
      }),
      { seed: 11, numRuns: 16 },
    );
  });

  test("is kept in a band that breaks no cap and no least, over random requests", () => {
    fc.assert(
      fc.property(anyRequest.map(quick), (request) => {
        const found = asked(() => decideLeverage(request));
        if (typeof found === "string" || found.status === "infeasible") return;
        const { keptBand, band, leverageRatio } = found;
        const slack = 1e-9 * (1 + Math.abs(leverageRatio));
        expect(keptBand.low).toBeLessThanOrEqual(leverageRatio + slack);
        expect(keptBand.high).toBeGreaterThanOrEqual(leverageRatio - slack);
        if (band.low < band.high) expect(keptBand).toEqual(band);
      }),
      { seed: 12, numRuns: 20 },
    );
  });

  test("that rests at the holder's least is kept in a band that begins there", () => {
    const least = { ...halfInTen, probabilityMax: 0.9, lossMax: 0.9, leverageRatioMin: 0.5 };
    const found = decideLeverage(requestOf({ drift: 0, driftError: 0 }, { tolerance: least }));
    if (found.status === "infeasible") throw new Error(found.because);
    expect(found).toMatchObject({ boundBy: "leverage-min", leverageRatio: 0.5, band: { low: 0.5, high: 0.5 } });
    expect(found.keptBand.low).toBe(0.5);
    expect(found.keptBand.high).toBeGreaterThan(0.52);
  });
});

describe("the leverage allowed", () => {
  test("is the highest that every cap allows without a view, and at a proportional cost it is sold to", () => {
    const request = requestOf({ gap: tailGap({ intensity: 10, index: 3 }) });
    const decision = decide(request);
    if (decision.status === "infeasible") throw new Error(decision.because);
    const { leverageRatioMax, sellTo, boundBy } = allowedLeverage(request);
    expect(leverageRatioMax).toBe(decision.riskOnlyLeverageRatioMax);
    expect(sellTo).toBe(leverageRatioMax);
    expect(boundBy).toBe("tolerance");
  });

  test("is the same whatever drift is believed, and more of it is sold at once where each trade has a price", () => {
    const at = (drift: number, fixedCost: number) => allowedLeverage(requestOf({ drift }, { costs: { fixedCost } }));
    expect(at(0.9, 0).leverageRatioMax).toBeCloseTo(at(-0.2, 0).leverageRatioMax ?? NaN, 9);
    const { sellTo, leverageRatioMax } = at(0.2, 50);
    expect(sellTo).toBeLessThan(0.99 * (leverageRatioMax ?? NaN));
  });
});

describe("a leverage that the holder insists on", () => {
  test.each([
    ["3x of a loop", lendingMarket(), 3],
    ["2x of a perpetual", perpetualMarket(), 2],
    ["a perpetual short of 2x", perpetualMarket(), -2],
  ] as const)("%s is guarded as the whole decision says", (_, venue, leverageRatio) => {
    const request = requestOf({ gap: tailGap({ intensity: 10, index: 3 }), funding: 0.05 }, { venue });
    const { hold } = decide({ ...request, leverageRatio });
    expect(hold).toMatchObject(
      (({ isolatedShareMax, deleveragePriceRatio, stopPriceRatio }) => ({
        isolatedShareMax,
        deleveragePriceRatio,
        stopPriceRatio,
      }))(guardedLeverage(request, leverageRatio)),
    );
    const { band } = guardedLeverage(request, leverageRatio);
    expect(band.low).toBeLessThan(leverageRatio);
    expect(band.high).toBeGreaterThan(leverageRatio);
  });
});
