import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { horizonRate } from "../estimators/index.js";
import { DAY_MS, stated } from "../model/index.js";
import { btc, eth, marketModels, modelById, sp500, stablecoins, stethEth } from "./index.js";

const root = new URL("../../", import.meta.url);
const prices = new URL("../shared/data/eth-usdt-binance-spot-1h.csv.gz", root);
const present = existsSync(prices);

describe("the ETH model", () => {
  test("the library example: a borrow rate is all that it needs", () => {
    const estimates = eth.estimates({ borrowRateAnnual: 0.05 });
    expect(estimates.borrowRateAnnual).toEqual(stated(0.05));
    expect(estimates.volatilityAnnual).toMatchObject({ ...eth.volatilityAnnual, asOfMs: eth.asOfMs });
    expect(estimates.driftBasis).toBe("posterior");
    expect(estimates.driftAnnual?.value).toBe(eth.driftAnnual.value);
    expect(estimates.gap).toBe(eth.gap);
    expect(estimates.prices).toBe(eth.prices);
    expect(estimates.assetBorrowRateAnnual).toBeNull();
    expect(estimates.fundingRateAnnual).toEqual(horizonRate(eth.funding!, { horizonMs: 365 * DAY_MS }));
  });

  test("what is not given is taken as 0 and says so", () => {
    const { lendRateAnnual, yieldAnnual } = eth.estimates({ borrowRateAnnual: 0.05 });
    for (const estimate of [lendRateAnnual, yieldAnnual]) {
      expect(estimate.value).toBe(0);
      expect(estimate.source).toContain("not given: taken as 0, which understates");
    }
  });

  test("the drift may be a view, with or without its error, or none", () => {
    const at = (drift: "none" | number | ReturnType<typeof stated>): unknown => {
      const { driftAnnual, driftBasis } = eth.estimates({ borrowRateAnnual: 0.05, drift });
      return [driftAnnual?.value ?? null, driftAnnual?.standardError ?? null, driftBasis];
    };
    expect(at("none")).toEqual([null, null, "none"]);
    expect(at(0.2)).toEqual([0.2, 0, "view"]);
    expect(at(stated(0.2, 0.1))).toEqual([0.2, 0.1, "view"]);
  });

  test("the posterior holds together: prior and sample, weighed by the years of the span", () => {
    const years = (eth.prices.toMs - eth.prices.fromMs) / (365 * 86_400_000);
    if (eth.driftAnnual.kind !== "posterior") throw new Error("the drift of ETH is a posterior");
    const { value, standardError, dataWeight, sampleDriftAnnual } = eth.driftAnnual;
    expect(dataWeight).toBeCloseTo((0.16 * years) / (1 + 0.16 * years), 5);
    expect(value).toBeCloseTo(0.3 * eth.volatilityAnnual.value * (1 - dataWeight) + dataWeight * sampleDriftAnnual, 5);
    expect(standardError).toBeCloseTo(eth.volatilityAnnual.value * Math.sqrt(dataWeight / years), 5);
  });

  test("rates out of range are refused by name", () => {
    const cases = [
      ["borrowRateAnnual", { borrowRateAnnual: 11 }],
      ["lendRateAnnual", { borrowRateAnnual: 0.05, lendRateAnnual: -2 }],
      ["yieldAnnual", { borrowRateAnnual: 0.05, yieldAnnual: 30 }],
      ["assetBorrowRateAnnual", { borrowRateAnnual: 0.05, assetBorrowRateAnnual: 11 }],
      ["fundingRateAnnual", { borrowRateAnnual: 0.05, fundingRateAnnual: -150 }],
      ["drift", { borrowRateAnnual: 0.05, drift: 20 }],
    ] as const;
    for (const [field, options] of cases) {
      expect(() => eth.estimates(options)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE", field }));
    }
    expect(() => eth.estimates({ borrowRateAnnual: NaN })).toThrow(
      expect.objectContaining({ code: "E_NOT_FINITE", field: "borrowRateAnnual" }),
    );
    expect(() => eth.estimates({ borrowRateAnnual: { ...stated(0.05), standardError: -1 } })).toThrow(
      expect.objectContaining({ field: "borrowRateAnnual.standardError" }),
    );
  });
});

describe("every model", () => {
  test.each(marketModels.map((model) => [model.id, model] as const))(
    "%s is dated, has errors, gaps by window and a source, and is found by its name",
    (id, model) => {
      expect(modelById(id)).toBe(model);
      expect(model.asOfMs).toBe(model.prices.toMs);
      expect(model.volatilityAnnual.standardError).toBeGreaterThan(0);
      expect(model.gap).toBe(model.gaps[0]);
      const windows = model.gaps.map((gap) => (gap.kind === "estimated" ? gap.windowMs : Infinity));
      expect([...windows].sort((a, b) => a - b)).toEqual(windows);
      const estimates = model.estimates({ borrowRateAnnual: 0.05, reactionMs: windows.at(-1)! });
      expect(estimates.model).toMatchObject({ id, toMs: model.prices.toMs });
      expect(estimates.gap).toBe(model.gaps.at(-1));
      expect(() => model.estimates({ borrowRateAnnual: 0.05, reactionMs: 40 * DAY_MS })).toThrow(
        expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "reactionMs" }),
      );
    },
  );

  test("an unknown one is refused with those that there are", () => {
    expect(() => modelById("doge")).toThrow(expect.objectContaining({ code: "E_UNKNOWN_KEY", field: "model" }));
  });

  test("pairs that keep a peg carry jumps, never below three over the years watched, and no drift", () => {
    for (const pair of [stethEth, stablecoins]) {
      const { jumps, driftAnnual } = pair.estimates({ borrowRateAnnual: 0.02 });
      const years = Number(/in ([\d.]+) years/.exec(jumps!.intensityAnnual.source)![1]);
      expect(jumps!.intensityAnnual.value).toBeGreaterThanOrEqual(3 / years - 1e-3);
      expect(driftAnnual?.value).toBe(0);
    }
  });
});

describe("fitted rates", () => {
  test("funding and borrow rate over the horizon stand in for those not given, with the horizon's own error", () => {
    const [month, year] = [30 * DAY_MS, 365 * DAY_MS].map((horizonMs) => btc.estimates({ horizonMs }));
    expect(year.borrowRateAnnual).toEqual(horizonRate(btc.borrowRate!, { horizonMs: 365 * DAY_MS }));
    expect(year.fundingRateAnnual).toEqual(horizonRate(btc.funding!, { horizonMs: 365 * DAY_MS }));
    expect(month.fundingRateAnnual?.value).not.toBeCloseTo(year.fundingRateAnnual?.value ?? NaN, 3);
    expect(btc.estimates({ fundingRateAnnual: null }).fundingRateAnnual).toBeNull();
  });

  test("a borrow rate that is neither given nor fitted is refused", () => {
    expect(() => sp500.estimates()).toThrow(expect.objectContaining({ code: "E_MISSING", field: "borrowRateAnnual" }));
  });
});

describe("the data", () => {
  test.skipIf(!present).each(marketModels.map(({ id }) => id))("refitting ../shared/data gives %s again", (id) => {
    const text = readFileSync(new URL(`${id}.ts`, import.meta.url), "utf8");
    const generatedOn = /^\/\/ Generated by npm run fit on (\S+)/.exec(text)?.[1] ?? "";
    const folder = fileURLToPath(new URL("../shared/data", root));
    const refitted = execFileSync(
      process.execPath,
      [
        ...["--import", "tsx", "scripts/fit/main.ts", folder, "--only", id],
        ...["--generated-on", generatedOn, "--stdout"],
      ],
      { cwd: fileURLToPath(root), encoding: "utf8" },
    );
    expect(refitted).toBe(text);
  });
});
