import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { perpetualName, perpetualVectorsOf, perpetualVectorsPresent } from "../../tests/vectors-perpetuals.js";
import { HOUR_MS, YEAR_MS } from "../model/index.js";
import {
  clampedFundingRate,
  fundingPaid,
  fundingPayment,
  fundingRateMeanAnnual,
  fundingStampAfter,
  fundingStampCount,
  type FundingRecord,
  type FundingTerms,
} from "./funding.js";

const eightHours: FundingTerms = { intervalMs: 8 * HOUR_MS, offsetMs: 0, base: "mark", rateMax: 0.003 };
const DAY = Date.UTC(2024, 0, 1);
const at = (hours: number): number => DAY + hours * HOUR_MS;
const record = (hours: number, rate: number, price = 100): FundingRecord => ({ atMs: at(hours), rate, price });
const series = [record(0, 0.0001), record(8, 0.0002, 110), record(16, -0.0003, 120), record(24, 0.0001)];

describe("one payment", () => {
  test.each([
    { id: "V031", file: "tests/exchange/test_exchange.py test_calculate_funding_fees", rate: 0.0001, cash: 0.002 },
    { id: "V033", file: "tests/exchange/test_exchange.py test_calculate_funding_fees", rate: 0.0002, cash: 0.004 },
  ])("$id freqtrade $file: a short of 10 at 2.0 earns $cash at $rate, and a long pays it", ({ rate, cash }) => {
    expect(fundingPayment(-10, 2, rate)).toBeCloseTo(cash, 15);
    expect(fundingPayment(10, 2, rate)).toBeCloseTo(-cash, 15);
  });

  const kinds = ["funding_payment"];
  const vectors = perpetualVectorsOf(kinds).map((vector) => [perpetualName(vector), vector] as const);
  test.each(vectors)("%s", (_name, { inputs, expected }) => {
    const { side, size, fundingRate, markPrice, timeInRatio = 1 } = inputs as Readonly<Record<string, number>>;
    // Kraken prorates by the time in the interval.
    const quantity = (String(side) === "short" ? -1 : 1) * size! * timeInRatio!;
    expect(fundingPayment(quantity, markPrice!, fundingRate!) / (expected["cashToAccount"] as number)).toBeCloseTo(
      1,
      9,
    );
  });

  test.skipIf(!perpetualVectorsPresent)(
    "every case of ../shared/vectors/perpetuals.json of that kind was asked",
    () => {
      expect(vectors).toHaveLength(3);
    },
  );

  test("a rate beyond the venue's limit is cut to it, on either side; without a limit it stays", () => {
    expect([0.004, -0.004, 0.002].map((rate) => clampedFundingRate(eightHours, rate))).toEqual([0.003, -0.003, 0.002]);
    expect(clampedFundingRate({ rateMax: null }, -5)).toBe(-5);
    expect(() => clampedFundingRate(eightHours, Number.NaN)).toThrow(
      expect.objectContaining({ code: "E_NOT_FINITE", field: "rate" }) as Error,
    );
  });
});

describe("stamps: one pays only if open there (Binance FAQ 360033525031)", () => {
  test("who opens at a stamp does not pay there, who closes at one does", () => {
    expect(fundingStampAfter(eightHours, at(8))).toBe(at(16));
    expect(fundingStampAfter(eightHours, at(8) - 1)).toBe(at(8));
    expect(fundingStampCount(eightHours, { fromMs: at(0), toMs: at(8) })).toBe(1);
    expect(fundingStampCount(eightHours, { fromMs: at(0), toMs: at(8) - 1 })).toBe(0);
    expect(fundingStampCount(eightHours, { fromMs: at(0), toMs: at(24) })).toBe(3);
  });

  test("stamps off midnight", () => {
    const terms = { ...eightHours, offsetMs: 4 * HOUR_MS };
    expect(fundingStampAfter(terms, at(0))).toBe(at(4));
    expect(fundingStampAfter(terms, at(4))).toBe(at(12));
    expect(fundingStampAfter(terms, at(-1))).toBe(at(4));
  });

  test("funding that accrues all the time has no stamps", () => {
    expect(() => fundingStampAfter({ ...eightHours, intervalMs: 0 }, at(0))).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "funding.intervalMs" }) as Error,
    );
  });
});

describe("history", () => {
  test("each payment at the price of its own stamp, summed; a short gets what a long pays", () => {
    const span = { fromMs: at(0), toMs: at(16) };
    const paid = -(2 * 110 * 0.0002) + 2 * 120 * 0.0003;
    expect(fundingPaid(eightHours, 2, series, span)).toBeCloseTo(paid, 15);
    expect(fundingPaid(eightHours, -2, series, span)).toBeCloseTo(-paid, 15);
    expect(fundingPaid(eightHours, 2, series, { fromMs: at(1), toMs: at(7) })).toBe(0);
  });

  test("the mean is summed over a year of intervals and not compounded: 1 basis point each 8 h is 10.95 %", () => {
    const flat = [8, 16, 24].map((hours) => record(hours, 0.0001));
    expect(fundingRateMeanAnnual(eightHours, flat, { fromMs: at(0), toMs: at(24) })).toBeCloseTo(0.1095, 14);
    expect(() => fundingRateMeanAnnual(eightHours, flat, { fromMs: at(0), toMs: at(1) })).toThrow(
      expect.objectContaining({ code: "E_MISSING", field: "span" }) as Error,
    );
  });

  test.each([
    { name: "the first", left: [16, 24], field: "series[0].atMs", want: "2024-01-01T08:00" },
    { name: "one within", left: [8, 24], field: "series[1].atMs", want: "2024-01-01T16:00" },
    { name: "the last", left: [8, 16], field: "series[2].atMs", want: "2024-01-02T00:00" },
  ])("$name missing is an error that names its stamp, never 0", ({ left, field, want }) => {
    const holed = series.filter(({ atMs }) => left.some((hours) => at(hours) === atMs));
    expect(() => fundingPaid(eightHours, 1, holed, { fromMs: at(0), toMs: at(24) })).toThrow(
      expect.objectContaining({ code: "E_MISSING", field, want: expect.stringContaining(want) as string }) as Error,
    );
  });

  test.each([
    ["off the stamps", [record(8, 0), record(9, 0), record(16, 0), record(24, 0)]],
    ["given twice", [record(8, 0), record(8, 0), record(16, 0), record(24, 0)]],
    ["before the one ahead of it", [record(8, 0), record(16, 0), record(24, 0), record(16, 0)]],
  ])("a record %s is refused", (_name, given) => {
    expect(() => fundingPaid(eightHours, 1, given, { fromMs: at(0), toMs: at(24) })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE" }) as Error,
    );
  });

  test("a span cut anywhere pays the same in two parts", () => {
    const rates = fc.array(fc.double({ min: -0.01, max: 0.01, noNaN: true }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(rates, fc.integer({ min: 0, max: 239 }), fc.integer({ min: 0, max: 239 }), (drawn, one, other) => {
        const records = drawn.map((rate, index) => record(8 * (index + 1), rate, 100 + index));
        const [cut, end] = [Math.min(one, other), Math.max(one, other)];
        const paid = (from: number, to: number): number =>
          fundingPaid(eightHours, 3, records, { fromMs: at(from), toMs: at(to) });
        expect(paid(0, cut) + paid(cut, end)).toBeCloseTo(paid(0, end), 10);
      }),
    );
  });
});

const path = fileURLToPath(new URL("../../../shared/data/funding-btcusdt-binance-8h.csv.gz", import.meta.url));

test.skipIf(!existsSync(path))(
  "../shared/data/funding-btcusdt-binance-8h.csv.gz: five years without a hole, and the mean is the sum over their length",
  () => {
    const rows = gunzipSync(readFileSync(path)).toString().trim().split("\n").slice(1);
    const records = rows.map((row): FundingRecord => {
      const [ms = "", rate = ""] = row.split(",");
      return { atMs: Number(ms), rate: Number(rate), price: 1 };
    });
    const span = { fromMs: records[0]!.atMs - eightHours.intervalMs, toMs: records.at(-1)!.atMs };
    expect(fundingStampCount(eightHours, span)).toBe(records.length);
    const mean = fundingRateMeanAnnual(eightHours, records, span);
    expect(mean).toBeCloseTo((-fundingPaid(eightHours, 1, records, span) * YEAR_MS) / (span.toMs - span.fromMs), 12);
    const holed = records.filter((_record, index) => index !== 2000);
    expect(() => fundingPaid(eightHours, 1, holed, span)).toThrow(
      expect.objectContaining({ code: "E_MISSING", field: "series[2000].atMs" }) as Error,
    );
  },
);
