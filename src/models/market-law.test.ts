import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { garchLaw } from "../estimators/index.js";
import { readPricesCsv } from "../series/index.js";
import { assertPathLaw, type PathLaw } from "../model/index.js";
import { eth, marketModels, sp500, stablecoins } from "./index.js";

/** Volatility and arithmetic drift a year of each state. */
const figures = (law: PathLaw): readonly { readonly volatility: number; readonly drift: number }[] => {
  if (law.kind !== "moves") throw new Error("a law of moves");
  return law.moves.laws.map((one) => {
    if (one.kind !== "normal") throw new Error("normal moves");
    return { volatility: one.volatilityAnnual, drift: one.driftAnnual + one.volatilityAnnual ** 2 / 2 };
  });
};

describe("the laws of a fitted model", () => {
  test("normal: its volatility, its arithmetic drift", () => {
    const [{ volatility, drift }] = figures(eth.law("normal"));
    expect(volatility).toBe(eth.volatilityAnnual.value);
    expect(drift).toBeCloseTo(eth.driftAnnual.value, 12);
  });

  test("states: their volatilities, one arithmetic drift in all, shares of time to begin with", () => {
    const law = eth.law("states");
    figures(law).forEach(({ volatility, drift }, state) => {
      expect(volatility).toBe(eth.regimes!.states[state].volatilityAnnual.value);
      expect(drift).toBeCloseTo(eth.driftAnnual.value, 12);
    });
    if (law.kind !== "moves") throw new Error("a law of moves");
    expect(law.moves.start[0]).toBeCloseTo(eth.regimes!.states[0].share, 5);
    expect(law.moves.switchYears).toBeCloseTo(1 / 365, 12);
  });

  test("hourly-states: the states' volatilities by the hour, with the degrees of freedom of the daily fit", () => {
    const law = eth.law("hourly-states");
    if (law.kind !== "moves") throw new Error("a law of moves");
    law.moves.laws.forEach((one, state) => {
      if (one.kind !== "student-t") throw new Error("Student's moves");
      const volatility = eth.regimes!.states[state].volatilityAnnual.value;
      expect(one.stepYears).toBeCloseTo(1 / 8760, 12);
      expect(one.deviation * Math.sqrt(8760)).toBeCloseTo(volatility, 12);
      expect(one.mean * 8760).toBeCloseTo(eth.driftAnnual.value - volatility ** 2 / 2, 9);
      expect(one.degreesOfFreedom).toBe(eth.garch!.degreesOfFreedom.value);
    });
    // The S&P 500 is known by the day.
    expect(() => sp500.law("hourly-states")).toThrow(expect.objectContaining({ code: "E_MISSING", field: "law" }));
  });

  test("laws: those, and those alone, that do not throw", () => {
    for (const model of [eth, sp500]) {
      const given = (["normal", "states", "hourly-states", "garch"] as const).filter((kind) => {
        try {
          return model.law(kind) !== null;
        } catch {
          return false;
        }
      });
      expect(model.laws).toEqual(given);
    }
    expect(eth.laws).toContain("hourly-states");
    expect(sp500.laws).not.toContain("hourly-states");
  });

  test("garch: its parameters by the day, from the fitted volatility or that of now", () => {
    const law = eth.law("garch");
    if (law.kind !== "garch") throw new Error("a GARCH");
    expect(law.stepYears).toBeCloseTo(1 / 365, 5);
    expect(Math.sqrt(law.variance / law.stepYears)).toBeCloseTo(eth.volatilityAnnual.value, 12);
    expect(law.meanVariance).toBe(law.variance);
    expect([law.omega, law.alpha, law.gamma]).toEqual([
      eth.garch!.omega.value,
      eth.garch!.alpha.value,
      eth.garch!.gamma.value,
    ]);
    // Fitted at a persistence of 1, which six digits make 1.0000004.
    expect(law.beta).toBeCloseTo(eth.garch!.beta.value, 6);
    expect(law.alpha + law.gamma / 2 + law.beta).toBeLessThanOrEqual(1);
    const calm = eth.law("garch", { volatilityNowAnnual: 0.4 });
    if (calm.kind !== "garch") throw new Error("a GARCH");
    expect(Math.sqrt(calm.variance / calm.stepYears)).toBeCloseTo(0.4, 12);
    expect(calm.meanVariance).toBe(law.meanVariance);
  });

  test("a pair's normal law has its jumps; what was not fitted is missing by name", () => {
    const law = stablecoins.law("normal");
    if (law.kind !== "moves" || law.moves.laws[0].kind !== "kou") throw new Error("jumps");
    expect(law.moves.laws[0].jumps.intensityAnnual).toBe(stablecoins.jumps!.intensityAnnual.value);
    for (const kind of ["garch", "states"] as const)
      expect(() => stablecoins.law(kind)).toThrow(expect.objectContaining({ code: "E_MISSING", field: "law" }));
  });

  test("a volatility now is refused where nothing depends on it, and where it is none", () => {
    expect(() => eth.law("states", { volatilityNowAnnual: 0.4 })).toThrow(
      expect.objectContaining({ code: "E_CONFIG_CONFLICT", field: "volatilityNowAnnual" }),
    );
    expect(() => eth.law("garch", { volatilityNowAnnual: 0 })).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "volatilityNowAnnual" }),
    );
  });

  test.each(marketModels.map((model) => [model.id, model] as const))("those of %s are laws", (_, model) => {
    expect(() => assertPathLaw(model.law("normal"), "law")).not.toThrow();
    if (model.regimes !== null) expect(() => assertPathLaw(model.law("states"), "law")).not.toThrow();
    if (model.garch !== null) expect(() => assertPathLaw(model.law("garch"), "law")).not.toThrow();
  });
});

const file = new URL("../../../shared/data/eth-usdt-binance-spot-1h.csv.gz", import.meta.url);

test.skipIf(!existsSync(file))(
  "hourly ETH of ../shared/data: a GARCH leaves an hour the degrees of freedom that it leaves a day",
  () => {
    const series = readPricesCsv(gunzipSync(readFileSync(file)), { source: "ETH", barTime: "open" });
    const { value, standardError } = eth.garch!.degreesOfFreedom;
    expect(Math.abs(garchLaw(series).degreesOfFreedom! - value)).toBeLessThan(2 * standardError!);
  },
);
