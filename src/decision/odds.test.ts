import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requestOf } from "../../tests/requests.js";
import { figures, statedGap, tailGap } from "../../tests/markets.js";
import { anyRequest } from "../../tests/random-requests.js";
import { SteelyardError } from "../errors/index.js";
import { DAY_MS, stated, YEAR_MS, type Decision, type Gap, type GapTail, type Jumps } from "../model/index.js";
import { decide, statedOdds, type DecisionRequest } from "./index.js";

/** A tail of which the number may be 1.4 times what is believed and the index four fifths. */
const unsure = (tail: GapTail): GapTail => ({
  ...tail,
  intensityUpperAnnual: 1.4 * tail.intensityAnnual,
  tailIndexLower: 0.8 * tail.tailIndex,
});

const margins = (gap: Gap | null): Gap | null =>
  gap?.kind === "estimated" ? { ...gap, drops: unsure(gap.drops), rises: unsure(gap.rises) } : gap;

const jumps = (standardError: number): Jumps => ({
  intensityAnnual: stated(2, standardError),
  downShare: 0.6,
  meanDown: 0.1,
  meanUp: 0.08,
  exchangeRateShare: 0,
  countedInDrift: false,
  source: "a test",
});

/** A request that also asks about a held 3x. */
const asked = (of: Parameters<typeof figures>[0]): DecisionRequest =>
  requestOf({}, { estimates: figures({ volatilityError: 0.05, ...of }), leverageRatio: 3 });

interface Both {
  readonly underPolicy: number | null;
  readonly underPolicyExpected: number | null;
}

/** Every pair of odds under the policy that a decision states. */
function bothOf(decision: Decision): readonly Both[] {
  const answer = decision.status === "infeasible" ? [] : [decision.odds.liquidation];
  const current = decision.current === null ? [] : [decision.current.odds.liquidation];
  return [...answer, ...current, ...(decision.hold?.oddsByHorizon ?? [])];
}

const heldOf = (request: DecisionRequest): readonly Both[] => decide(request).hold!.oddsByHorizon;

/** Null where the request is refused for a stated reason. */
function decided(request: DecisionRequest): Decision | null {
  try {
    return decide(request);
  } catch (error) {
    if (error instanceof SteelyardError && error.code !== "E_INTERNAL") return null;
    throw error;
  }
}

describe("the chance of liquidation that is expected", () => {
  test("is nowhere above what is stated, and known where that is, on random requests", () => {
    let below = 0;
    const property = fc.property(anyRequest, (given) => {
      const request = { ...given, estimates: { ...given.estimates, gap: margins(given.estimates.gap) } };
      const decision = decided(request);
      for (const { underPolicy, underPolicyExpected } of decision === null ? [] : bothOf(decision)) {
        expect(underPolicyExpected === null).toBe(underPolicy === null);
        if (underPolicy === null || underPolicyExpected === null) continue;
        expect(underPolicyExpected).toBeLessThanOrEqual(underPolicy);
        if (underPolicyExpected < underPolicy) below++;
      }
    });
    fc.assert(property, { seed: 20_260_722, numRuns: 30 });
    expect(below).toBeGreaterThan(10);
  });

  test.each([
    ["a stated gap and jumps stated without error", { gap: statedGap(0.1), jumps: jumps(0) }],
    ["a tail of gaps without margins", { gap: tailGap() }],
  ])("is what is stated where nothing is uncertain: %s", (_name, of) => {
    for (const { underPolicy, underPolicyExpected } of heldOf(asked(of))) {
      expect(underPolicy).toBeGreaterThan(0);
      expect(underPolicyExpected).toBe(underPolicy);
    }
  });

  test.each([
    ["no gap is known", null],
    ["the stated gap would liquidate", statedGap(0.9)],
  ])("cannot be said where the bound cannot: %s", (_name, gap) => {
    for (const both of heldOf(asked({ gap })))
      expect(both).toMatchObject({ underPolicy: null, underPolicyExpected: null });
  });

  test("of one who does not watch is what is stated", () => {
    const policy = { kind: "unattended", resetMs: YEAR_MS / 4 } as const;
    for (const { underPolicy, underPolicyExpected } of heldOf({ ...asked({ gap: margins(tailGap()) }), policy }))
      expect(underPolicyExpected).toBe(underPolicy);
  });

  test.each([
    ["on the grid", { kind: "rebalanced", checkIntervalMs: DAY_MS / 24 }],
    [
      "by a standing order",
      { kind: "unattended", resetMs: YEAR_MS, rescue: { healthFactor: 1.1, checkIntervalMs: 60_000 } },
    ],
  ] as const)("is the bound itself with margins and errors left out, %s", (_name, policy) => {
    const uncertain = { ...asked({ gap: margins(tailGap()), jumps: jumps(1) }), policy };
    const sure = heldOf({ ...asked({ gap: tailGap(), jumps: jumps(0) }), policy });
    heldOf(uncertain).forEach(({ underPolicy, underPolicyExpected }, i) => {
      expect(underPolicyExpected!).toBeCloseTo(sure[i]!.underPolicy!, 12);
      expect(underPolicyExpected!).toBeLessThan(underPolicy!);
    });
  });

  test("is what the calibration finds right: the odds stated with the margins of the gap left out", () => {
    const horizonsMs = [DAY_MS, 7 * DAY_MS, 30 * DAY_MS, YEAR_MS / 4, YEAR_MS];
    const sure = statedOdds(asked({ gap: tailGap() }), { leverageRatio: 3 }, horizonsMs);
    const rows = decide(asked({ gap: margins(tailGap()) })).hold!.oddsByHorizon;
    for (const { horizonMs, underPolicyExpected } of rows) {
      const same = sure.find((each) => each.horizonMs === horizonMs);
      if (same !== undefined) expect(underPolicyExpected!).toBeCloseTo(same.liquidation!, 12);
    }
    expect(rows.filter(({ horizonMs }) => horizonsMs.includes(horizonMs)).length).toBeGreaterThan(2);
  });
});
