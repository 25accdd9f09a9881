import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createStream } from "../kernel/index.js";
import { harFit, harForecast, type HarForm } from "./har.js";

/** Variances of 400 days by a formula, so that another program can make the same ones. */
const made = Float64Array.from(
  { length: 400 },
  (_, i) => (1 + 0.5 * Math.sin(i / 9) + 0.3 * Math.cos(i * 1.7)) * 1e-4 * (1 + ((i * 7919) % 13) / 10),
);

/** Coefficients, their errors, the share explained, the scale and the forecast: numpy, lstsq and the formulas. */
const references = [
  {
    form: "level",
    days: 1,
    values: [0.000112552425828, 0.0775594780986, 0.946387597679, -0.726938892255],
    errors: [6.743266682e-6, 0.02475023309, 0.03411004299, 0.042472158],
    rest: [0.5215918324, 1, 0.00020310800496],
  },
  {
    form: "root",
    days: 1,
    values: [0.00893437295229, 0.0638783108361, 0.976436047051, -0.76457957245],
    errors: [0.0005457316155, 0.02051428681, 0.03405395254, 0.04513018513],
    rest: [0.5329403113, 0.972738042562, 0.000197885608974],
  },
  {
    form: "log",
    days: 1,
    values: [-6.72698868962, 0.0458834934163, 1.04223983322, -0.848544884337],
    errors: [0.4949856315, 0.02068314393, 0.04588401253, 0.05836979193],
    rest: [0.5094229562, 0.994341384098, 0.000204793774851],
  },
  {
    form: "root",
    days: 30,
    values: [0.0256456618444, -0.000199401931118, -0.121689110601, -0.918566294013],
    errors: [9.765992163e-5, 0.001281570633, 0.004637393358, 0.007863684312],
    rest: [0.9911146161, 0.999976591341, 0.000202163703585],
  },
] as const;

/** Days whose log variance is the sum of a fast and a slow autoregression, seen with the noise of 24 returns a day. */
const simulated = (count: number, path: number): { readonly true: Float64Array; readonly seen: Float64Array } => {
  const stream = createStream(51, path);
  let [fast, slow] = [0, 0];
  const latent = Float64Array.from({ length: count }, () => {
    fast = 0.6 * fast + 0.3 * stream.normal();
    slow = 0.98 * slow + 0.1 * stream.normal();
    return 1e-3 * Math.exp(fast + slow);
  });
  const noisy = (variance: number): number => {
    let sum = 0;
    for (let i = 0; i < 24; i++) sum += stream.normal() ** 2;
    return (variance * sum) / 24;
  };
  return { true: latent, seen: latent.map(noisy) };
};

describe("HAR", () => {
  test.each(references)("$form, $days days ahead: coefficients, errors and forecast as in numpy", (reference) => {
    const { form, days, values, errors, rest } = reference;
    const har = harFit(made, { form, days });
    [har.constant, har.day, har.week, har.month].forEach(({ value, standardError }, i) => {
      expect(value / values[i]!).toBeCloseTo(1, 7);
      expect(standardError / errors[i]!).toBeCloseTo(1, 7);
    });
    const found = [har.explained, har.scale, harForecast(har, made)];
    found.forEach((value, i) => expect(value / rest[i]!).toBeCloseTo(1, 8));
  });

  test("roots, a day ahead, weeks of 7 and months of 30 days unless told otherwise", () => {
    expect(harFit(made)).toEqual(harFit(made, { form: "root", days: 1, weekDays: 7, monthDays: 30 }));
    expect(harFit(made, { weekDays: 5, monthDays: 22 }).week).not.toEqual(harFit(made).week);
  });

  test("variances in another unit give the same fit in that unit", () => {
    const factor = 1e4;
    for (const form of ["level", "root", "log"] as const) {
      const [plain, other] = [
        harFit(made, { form }),
        harFit(
          made.map((v) => v * factor),
          { form },
        ),
      ];
      expect(other.day.value).toBeCloseTo(plain.day.value, 8);
      expect(other.scale).toBeCloseTo(plain.scale, 8);
      const forecast = harForecast(
        other,
        made.map((v) => v * factor),
      );
      expect(forecast / harForecast(plain, made) / factor).toBeCloseTo(1, 8);
    }
  });

  test("beats yesterday, the last month and the mean on simulated days that it has not seen", () => {
    const losses = { har: 0, day: 0, month: 0, all: 0 };
    const loss = (variance: number, forecast: number): number =>
      variance / forecast - Math.log(variance / forecast) - 1;
    for (let path = 0; path < 5; path++) {
      const { true: latent, seen } = simulated(1200, path);
      const fitted = harFit(seen.subarray(0, 800));
      const mean = (from: number, to: number): number =>
        seen.subarray(from, to).reduce((a, b) => a + b, 0) / (to - from);
      for (let day = 800; day < 1200; day++) {
        losses.har += loss(latent[day]!, harForecast(fitted, seen.subarray(0, day)));
        losses.day += loss(latent[day]!, seen[day - 1]!);
        losses.month += loss(latent[day]!, mean(day - 30, day));
        losses.all += loss(latent[day]!, mean(0, day));
      }
    }
    expect(losses.har).toBeLessThan(0.8 * losses.month);
    expect(losses.har).toBeLessThan(0.8 * losses.day);
    expect(losses.har).toBeLessThan(0.8 * losses.all);
  });

  test("a forecast is never below the calmest month seen, whatever the line says", () => {
    const fits = (["level", "root", "log"] as HarForm[]).map((form) => harFit(made, { form }));
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-12, max: 1, noNaN: true }), { minLength: 30, maxLength: 40 }),
        (days) => {
          for (const fit of fits) {
            expect(harForecast(fit, Float64Array.from(days))).toBeGreaterThanOrEqual(fit.varianceMin);
          }
        },
      ),
    );
    const months = Array.from({ length: 371 }, (_, i) => made.subarray(i, i + 30).reduce((a, b) => a + b, 0) / 30);
    expect(fits[0]!.varianceMin).toBeGreaterThanOrEqual(Math.min(...months) * (1 - 1e-12));
  });

  test("too short a history, too short a present, still months and still days in logs are refused by name", () => {
    expect(() => harFit(made.slice(0, 249))).toThrow(expect.objectContaining({ code: "E_TOO_FEW" }));
    expect(() => harForecast(harFit(made), made.slice(0, 29))).toThrow(expect.objectContaining({ code: "E_TOO_FEW" }));
    const halt = made.map((v, i) => (i > 200 && i < 240 ? 0 : v));
    const still = made.map((v, i) => (i === 200 ? 0 : v));
    expect(() => harFit(halt)).toThrow(expect.objectContaining({ got: "a month in which nothing moved" }));
    expect(() => harFit(still, { form: "log" })).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE" }));
    expect(harFit(still).day.value).toBeGreaterThan(0);
    expect(() => harFit(made, { days: 0 })).toThrow(expect.objectContaining({ field: "days" }));
  });
});
