import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createStream } from "../../kernel/index.js";
import { LOG_CLIP, brierOf, brierParts, groupOf, logLossOf, meanOver, skillOf, type Judged } from "./index.js";

const judged = (pairs: readonly (readonly [stated: number, happened: 0 | 1])[]): readonly Judged[] =>
  pairs.map(([stated, happened], i) => ({ atMs: i, stated, happened }));

describe("scores", () => {
  test("Brier and log score by hand", () => {
    expect(brierOf({ stated: 0.2, happened: 1 })).toBeCloseTo(0.64, 15);
    expect(brierOf({ stated: 0.2, happened: 0 })).toBeCloseTo(0.04, 15);
    expect(logLossOf({ stated: 0.2, happened: 1 })).toBeCloseTo(Math.log(5), 15);
    expect(logLossOf({ stated: 0.2, happened: 0 })).toBeCloseTo(Math.log(1.25), 15);
  });

  test("a chance of 0 that came costs what the clip says, and no more", () => {
    expect(logLossOf({ stated: 0, happened: 1 })).toBeCloseTo(-Math.log(LOG_CLIP), 12);
    expect(logLossOf({ stated: 1, happened: 0 })).toBeCloseTo(-Math.log(LOG_CLIP), 12);
    expect(logLossOf({ stated: 0, happened: 0 })).toBeCloseTo(-Math.log1p(-LOG_CLIP), 15);
  });

  test("both are proper: no other chance scores better on average than the true one", () => {
    const mean = (score: typeof brierOf, stated: number, truth: number): number =>
      truth * score({ stated, happened: 1 }) + (1 - truth) * score({ stated, happened: 0 });
    const chance = fc.double({ min: LOG_CLIP, max: 1 - LOG_CLIP, noNaN: true });
    fc.assert(
      fc.property(chance, chance, (truth, stated) => {
        for (const score of [brierOf, logLossOf])
          expect(mean(score, stated, truth)).toBeGreaterThanOrEqual(mean(score, truth, truth) - 1e-12);
      }),
    );
  });

  test("skill is the share of the reference's loss that is saved", () => {
    expect(skillOf(0.15, 0.2)).toBeCloseTo(0.25, 15);
    expect(skillOf(0.3, 0.2)).toBeCloseTo(-0.5, 15);
    expect(skillOf(0.3, 0)).toBe(0);
  });
});

const edges = [0, 0.25, 0.5, 0.75];

describe("parts of the Brier score (Murphy 1973)", () => {
  test("by hand: two groups of one chance each", () => {
    // .2 came 1 of 4, .6 came 3 of 4: reliability (.05^2 + .15^2)/2, resolution .25^2, uncertainty 1/4.
    const all = judged([
      ...([1, 0, 0, 0] as const).map((came) => [0.2, came] as const),
      ...([1, 1, 1, 0] as const).map((came) => [0.6, came] as const),
    ]);
    const parts = brierParts(all, edges);
    expect(parts.reliability).toBeCloseTo((0.05 ** 2 + 0.15 ** 2) / 2, 15);
    expect(parts.resolution).toBeCloseTo(0.0625, 15);
    expect(parts.uncertainty).toBeCloseTo(0.25, 15);
    expect(parts.within).toBeCloseTo(0, 15);
  });

  test("they sum to the score, whatever was stated", () => {
    const pair = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0 as const, 1 as const));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 60 }), (pairs) => {
        const { brier, reliability, resolution, uncertainty, within } = brierParts(judged(pairs), edges);
        expect(reliability - resolution + uncertainty + within).toBeCloseTo(brier, 12);
        expect(brier).toBeCloseTo(meanOver(judged(pairs), brierOf), 12);
      }),
    );
  });

  test("who knows the chance is reliable, who exaggerates it is not", () => {
    const stream = createStream(2, 0);
    const truths = Array.from({ length: 20_000 }, () => stream.uniform());
    const came = truths.map((chance): 0 | 1 => (stream.uniform() < chance ? 1 : 0));
    const exaggerated = (chance: number): number => Math.min(1, Math.max(0, 0.5 + 1.5 * (chance - 0.5)));
    const right = brierParts(judged(truths.map((chance, i) => [chance, came[i]!] as const)), edges);
    const wrong = brierParts(judged(truths.map((chance, i) => [exaggerated(chance), came[i]!] as const)), edges);
    // Four groups of 5,000: a mean square of .25 / 5,000 by chance alone.
    expect(right.reliability).toBeLessThan(4 * 5e-5);
    expect(wrong.reliability).toBeGreaterThan(0.005);
    expect(wrong.brier).toBeGreaterThan(right.brier);
  });

  test("a chance belongs to the last group whose edge it reaches", () => {
    expect([0, 0.2499, 0.25, 0.75, 1].map((chance) => groupOf(chance, edges))).toEqual([0, 0, 1, 3, 3]);
  });

  test("of nothing there is no score", () => {
    expect(() => brierParts([], edges)).toThrow(expect.objectContaining({ code: "E_TOO_FEW" }) as Error);
  });
});
