import { describe, expect, test } from "vitest";
import { requestOf } from "../../tests/requests.js";
import { anything, figures, tailGap } from "../../tests/markets.js";
import { DAY_MS, YEAR_MS, type VolatilityTerm } from "../model/index.js";
import { decide, statedGrowth90, statedOdds, type DecisionRequest } from "./index.js";

const HORIZONS = [7 * DAY_MS, 30 * DAY_MS, YEAR_MS / 4];
const term: VolatilityTerm = {
  points: [
    { horizonMs: 7 * DAY_MS, multiple: 0.8, logDeviation: 0.5 },
    { horizonMs: 30 * DAY_MS, multiple: 0.9, logDeviation: 0.4 },
    { horizonMs: YEAR_MS / 4, multiple: 1, logDeviation: 0.3 },
  ],
  source: "a test",
};

const asked = (volatilityError: number, volatilityTerm: VolatilityTerm | null = null): DecisionRequest =>
  requestOf({}, { estimates: { ...figures({ volatilityError, gap: tailGap() }), volatilityTerm }, leverageRatio: 3 });
const unattended = { kind: "unattended", resetMs: YEAR_MS } as const;

describe("the odds that are stated", () => {
  test.each([
    ["no term", null],
    ["a term", term],
  ])("are those of `decide`, watched and left alone (%s)", (_name, volatilityTerm) => {
    const request = asked(0.1, volatilityTerm);
    const hold = decide(request).hold!;
    const watched = statedOdds(request, { leverageRatio: 3 }, HORIZONS);
    const alone = statedOdds({ ...request, policy: unattended }, { leverageRatio: 3 }, HORIZONS);
    HORIZONS.forEach((horizonMs, i) => {
      const said = hold.oddsByHorizon.find((each) => each.horizonMs === horizonMs)!;
      expect(watched[i]!.liquidation!).toBeCloseTo(said.underPolicy!, 12);
      expect(alone[i]!.liquidation!).toBeCloseTo(said.untouched, 12);
    });
  });

  test("below the floor as what is held now has it", () => {
    const account = { asset: "ETH", price: 2_500, quantity: 60, debt: 100_000 };
    const request = { ...asked(0.1, term), account, tolerance: { ...asked(0).tolerance, horizonMs: HORIZONS[1]! } };
    const { odds } = decide(request).current!;
    const [said] = statedOdds(request, { leverageRatio: 3 }, [HORIZONS[1]!]);
    expect(said!.belowFloor).toBeCloseTo(odds.belowFloor.probability, 12);
  });

  test("by the volatility of each horizon: as stated for that horizon alone, with its own spread", () => {
    const request = { ...asked(0.1, term), policy: unattended };
    const odds = statedOdds(request, { leverageRatio: 3 }, HORIZONS);
    term.points.forEach(({ horizonMs, multiple, logDeviation }, i) => {
      const volatility = 0.6 * multiple;
      const volatilityError = volatility * Math.sqrt(Math.expm1(logDeviation ** 2));
      const estimates = figures({ volatility, volatilityError, gap: tailGap() });
      const [own] = statedOdds({ ...request, estimates }, { leverageRatio: 3 }, [horizonMs]);
      expect(odds[i]!.liquidation).toBeCloseTo(own!.liquidation!, 12);
      expect(odds[i]!.belowFloor).toBeCloseTo(own!.belowFloor, 12);
    });
  });

  test("a volatility stated without error is known, whatever the term", () => {
    for (const policy of [unattended, { kind: "rebalanced", checkIntervalMs: DAY_MS / 24 } as const])
      expect(statedOdds({ ...asked(0, term), policy }, { leverageRatio: 3 }, HORIZONS)).toEqual(
        statedOdds({ ...asked(0), policy }, { leverageRatio: 3 }, HORIZONS),
      );
  });

  test("a band that is wider is liquidated more often: its far edge is nearer to the venue's", () => {
    const at = (width: number): number =>
      statedOdds(asked(0.1), { leverageRatio: 4, band: { low: 4 - width, high: 4 + width } }, HORIZONS)[2]!
        .liquidation!;
    expect(at(0.4)).toBeGreaterThan(at(0));
  });

  test("a term that no law has is refused", () => {
    const bad = { ...term, points: [{ ...term.points[0]!, multiple: -1 }] };
    expect(() => statedOdds(asked(0.1, bad), { leverageRatio: 3 }, HORIZONS)).toThrow(
      expect.objectContaining({
        code: "E_OUT_OF_RANGE",
        field: "estimates.volatilityTerm.points[0].multiple",
      }) as Error,
    );
  });
});

test("the growth interval that is stated is that of the answer, which adds what trading costs to both ends alike", () => {
  const request = requestOf({ drift: 0.6, driftError: 0.2, volatilityError: 0.05 }, { tolerance: anything });
  const decision = decide(request);
  if (decision.status !== "optimal") throw new Error("no answer");
  const { growth, leverageRatio } = decision;
  const [low, high] = statedGrowth90(request, leverageRatio);
  expect(low - growth.credible90[0]).toBeCloseTo(high - growth.credible90[1], 12);
  expect(low).toBeGreaterThan(growth.credible90[0]);
  expect(low - growth.credible90[0]).toBeLessThan(0.005);
});
