import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalQuantile } from "../kernel/index.js";
import { HOUR_MS, YEAR_MS, gapIntensityAnnual, stated, type Gap, type GapTail } from "../model/index.js";
import { pooledGapFromTails, type OwnWindows, type PoolMember, type TailPoolRequest } from "./tail-pool.js";

type Estimated = Extract<Gap, { kind: "estimated" }>;

const UNIT = Math.sqrt(HOUR_MS / YEAR_MS);

/** Six units of volatility passed 34 times a year, at most 51, index 3, at least 2.6: near what hourly ETH shows. */
const tailOf = (volatility: number, tail: Partial<GapTail> = {}): GapTail => ({
  threshold: 6 * volatility * UNIT,
  intensityAnnual: 34,
  intensityUpperAnnual: 51,
  tailIndex: 3,
  tailIndexLower: 2.6,
  exceedances: 250,
  largest: 40 * volatility * UNIT,
  ...tail,
});

const member = (
  asset: string,
  volatility: number,
  tail: Partial<GapTail> = {},
): PoolMember & { readonly gap: Estimated } => ({
  asset,
  volatilityAnnual: { value: volatility },
  gap: {
    kind: "estimated",
    windowMs: HOUR_MS,
    years: 7,
    confidence: 0.95,
    readFrom: "lows-and-highs",
    drops: tailOf(volatility, tail),
    rises: tailOf(volatility, tail),
    asOfMs: 5,
    source: `prices of ${asset}`,
  },
});

const btc = member("BTC", 0.75);
const eth = member("ETH", 0.95);

const pooled = (request: Partial<TailPoolRequest> = {}): Estimated => {
  const all = { volatilityAnnual: stated(1.5), pool: [btc, eth], windowMs: HOUR_MS, ...request };
  return pooledGapFromTails(all) as Estimated;
};

/** 60 days of hourly windows, of which `count` fall and rise by `size`. */
const windows = (count: number, size = 0.5): OwnWindows => {
  const sizes = Float64Array.from({ length: 1440 }, (_, i) => (i < count ? size : 0.001));
  return { spanYears: 60 / 365, bars: 1, drops: sizes, rises: sizes, source: "own prices" };
};

describe("by hand: two members of one tail in units of their volatility", () => {
  test("without own moves the target has that tail at its own volatility", () => {
    const { drops, rises, source, years, asOfMs } = pooled();
    expect(drops.threshold).toBeCloseTo(6 * 1.5 * UNIT, 12);
    expect(drops.intensityAnnual).toBeCloseTo(34, 10);
    expect(drops.tailIndex).toBeCloseTo(3, 12);
    expect(drops.largest).toBeCloseTo(40 * 1.5 * UNIT, 12);
    expect(rises).toEqual(drops);
    expect([source, years, asOfMs]).toEqual(["pooled with BTC, ETH; 0 % own", 7, 5]);
  });

  test("credibility: m (k + N) / (k + E), k = 1 / (spread^2 + error^2), counts cut by the pool's clustering (Buehlmann 1967)", () => {
    const z = normalQuantile(0.95);
    const error = Math.log(51 / 34) / z;
    // Errors wholly shared; the spread is the stated .3, and that of the mean of two is .3 / sqrt(2).
    const k = 1 / (0.09 + error ** 2 + 0.09 / 2);
    const clustering = 1 / (error ** 2 * 250);
    const expected = (clustering * 34 * 60) / 365;
    for (const count of [0, 5, 20]) {
      const { drops, source } = pooled({ own: windows(count) });
      expect(drops.intensityAnnual).toBeCloseTo((34 * (k + clustering * count)) / (k + expected), 10);
      expect(source).toBe(`pooled with BTC, ETH; ${Math.round((100 * expected) / (k + expected))} % own: own prices`);
      expect(drops.exceedances).toBe(500 + count);
    }
  });

  test("overlapping exceedances of the target count once for all its bars", () => {
    const four = { ...windows(20), bars: 4 };
    expect(pooled({ own: four }).drops.intensityAnnual).toBeCloseTo(
      pooled({ own: windows(5) }).drops.intensityAnnual,
      10,
    );
  });

  test("an uncertain volatility is drawn to the pool's, with weight spread^2 / (spread^2 + error^2)", () => {
    // Spread .3 between assets and .3 / sqrt(2) in the mean of two: variance .135; relative error .4: .16.
    const weight = 0.135 / (0.135 + 0.16);
    const scale = 1.5 ** weight * Math.sqrt(0.75 * 0.95) ** (1 - weight);
    expect(pooled({ volatilityAnnual: stated(1.5, 0.6) }).drops.threshold).toBeCloseTo(6 * scale * UNIT, 12);
  });
});

describe("bounds", () => {
  test("never below the pool's own at the target's own volatility, whatever the target's own moves and error", () => {
    const z = normalQuantile(0.95);
    const error = Math.hypot(Math.log(51 / 34) / z, 0.3 / Math.sqrt(2));
    const volatilities = fc.double({ min: 0.2, max: 3, noNaN: true });
    const errors = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), volatilities, errors, (count, value, relative) => {
        const gap = pooled({ own: windows(count), volatilityAnnual: stated(value, relative * value) });
        const threshold = 6 * value * UNIT;
        for (const factor of [1, 2, 5, 30]) {
          const upper = gapIntensityAnnual(gap, Math.exp(-factor * threshold))?.upper ?? NaN;
          const poolsOwn = 34 * Math.exp(z * error) * factor ** -gap.drops.tailIndexLower;
          expect(upper).toBeGreaterThanOrEqual(poolsOwn * (1 - 1e-9));
        }
      }),
      { numRuns: 100 },
    );
  });

  test("own moves, uncertainty of the scale, members that differ, and shared errors each widen them", () => {
    const upper = (request: Partial<TailPoolRequest>): number => {
      const { drops } = pooled(request);
      return drops.intensityUpperAnnual * (0.5 / drops.threshold) ** -drops.tailIndexLower;
    };
    expect(upper({ own: windows(50) })).toBeGreaterThan(upper({ own: windows(5) }));
    expect(upper({ volatilityAnnual: stated(1.5, 0.4) })).toBeGreaterThan(upper({}));
    expect(upper({})).toBeGreaterThan(upper({ dependence: { number: 0, size: 0 } }));
    const apart = [
      member("A", 0.75, { intensityAnnual: 10, intensityUpperAnnual: 11 }),
      member("B", 0.95, { intensityAnnual: 90, intensityUpperAnnual: 99 }),
    ];
    const [far, near] = [pooled({ pool: apart }).drops, pooled().drops];
    expect(far.intensityUpperAnnual / far.intensityAnnual).toBeGreaterThan(
      near.intensityUpperAnnual / near.intensityAnnual,
    );
  });

  test("the unit of volatility is the unit of the sizes: twice the volatility everywhere, twice the size", () => {
    const twice = pooled({ volatilityAnnual: stated(3), pool: [member("BTC", 1.5), member("ETH", 1.9)] });
    const once = pooled();
    expect(twice.drops.threshold / once.drops.threshold).toBeCloseTo(2, 12);
    expect(twice.drops.intensityUpperAnnual).toBeCloseTo(once.drops.intensityUpperAnnual, 10);
  });
});

describe("refusals", () => {
  const refused = (request: Partial<TailPoolRequest>, code: string, field: string): void => {
    expect(() => pooled(request)).toThrow(expect.objectContaining({ code, field }));
  };

  test("a pool of one, a stated gap, other windows, other confidences, figures out of range", () => {
    refused({ pool: [btc] }, "E_TOO_FEW", "pool");
    const none = { ...eth, gap: { kind: "stated", drop: 0.2, rise: 0.2, source: "me" } } as const;
    refused({ pool: [btc, none] }, "E_MISSING", "pool[1].gap");
    refused(
      { pool: [btc, { ...eth, gap: { ...eth.gap, windowMs: 2 * HOUR_MS } }] },
      "E_CONFIG_CONFLICT",
      "pool[1].gap.windowMs",
    );
    refused(
      { pool: [btc, { ...eth, gap: { ...eth.gap, confidence: 0.9 } }] },
      "E_CONFIG_CONFLICT",
      "pool[1].gap.confidence",
    );
    refused({ pool: [btc, { ...eth, volatilityAnnual: { value: 0 } }] }, "E_OUT_OF_RANGE", "pool[1].volatilityAnnual");
    refused({ windowMs: 0 }, "E_OUT_OF_RANGE", "windowMs");
    refused({ volatilityAnnual: stated(0) }, "E_OUT_OF_RANGE", "volatilityAnnual");
  });

  test("closes among the members are closes in the answer", () => {
    const closes = { ...eth, gap: { ...eth.gap, readFrom: "closes" as const } };
    expect(pooled({ pool: [btc, closes] }).readFrom).toBe("closes");
    expect(pooled().readFrom).toBe("lows-and-highs");
  });
});
