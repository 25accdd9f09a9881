import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { vectorsOf } from "../../tests/vectors.js";
import { fitGarch, type GarchFit } from "./index.js";

const prices = new URL("../../../shared/data/sp500-1d.csv.gz", import.meta.url);
const present = existsSync(prices);
const garch = { asymmetric: false, innovations: "normal" } as const;
const gjr = { asymmetric: true, innovations: "normal" } as const;

/** 100 x simple returns of the S&P 500 from 1999-01-04 to 2018-12-31. */
function returns(): Float64Array {
  const lines = gunzipSync(readFileSync(prices)).toString("utf8").trimEnd().split("\n").slice(1);
  const rows = lines.map((line) => line.split(",").map(Number));
  const within = rows.filter(([ms]) => ms! >= Date.UTC(1999, 0, 4) && ms! <= Date.UTC(2018, 11, 31));
  return Float64Array.from(within.slice(1), ([, close], i) => 100 * (close! / within[i]![1]! - 1));
}

/** The parameters by the names that the vectors use. */
const named = ({
  parameters: { mean, omega, alpha, gamma, beta },
  logLikelihood,
}: GarchFit): Record<string, number> => ({
  mu: mean.value,
  omega: omega.value,
  alpha: alpha.value,
  gamma: gamma?.value ?? NaN,
  beta: beta.value,
  loglik: logLikelihood,
});

describe("the data that the package arch ships, from ../shared/data/sp500-1d.csv.gz", () => {
  test.skipIf(!present)(
    "5,030 returns, by arch 8.0.0: GARCH -6936.718478, GJR -6822.882824, each with its parameters",
    () => {
      const sample = returns();
      expect(sample.length).toBe(5030);
      const symmetric = named(fitGarch(sample, garch));
      const asymmetric = named(fitGarch(sample, gjr));
      const want = { mu: 0.0563532, omega: 0.0175067, alpha: 0.1021498, beta: 0.8852061, loglik: -6936.718478 };
      const wantGjr = {
        mu: 0.0175052,
        omega: 0.0195661,
        alpha: 0,
        gamma: 0.1830688,
        beta: 0.8922356,
        loglik: -6822.882824,
      };
      for (const [name, value] of Object.entries(want)) expect(symmetric[name], name).toBeCloseTo(value, 5);
      for (const [name, value] of Object.entries(wantGjr)) expect(asymmetric[name], name).toBeCloseTo(value, 5);
    },
  );

  test.skipIf(!present)("reference vectors arch-garch and arch-gjr (../shared/vectors/quant.json)", () => {
    const sample = returns();
    const vectors = vectorsOf("arch-");
    expect(vectors.map(({ id }) => id)).toEqual(["arch-garch", "arch-gjr"]);
    for (const { id, expected } of vectors) {
      const got = named(fitGarch(sample, id === "arch-gjr" ? gjr : garch));
      for (const [name, value] of Object.entries(expected)) {
        // The vectors state 2e-3 for the log-likelihood and 2e-4 for a parameter.
        expect(Math.abs(got[name]! - value), `${id} ${name}`).toBeLessThan(name === "loglik" ? 2e-3 : 2e-4);
      }
    }
  });
});
