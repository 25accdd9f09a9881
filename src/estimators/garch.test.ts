import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { simulatedGarch } from "../../tests/simulated-garch.js";
import { createStream } from "../kernel/index.js";
import { garchPass } from "./garch-likelihood.js";
import { scaledSample } from "./garch-sample.js";
import { fitGarch, garchParameterNames, type GarchFit, type GarchModel } from "./index.js";

/** 100 x simple returns of the S&P 500, 2000-01-03 to 2020-04-17: 5,104 of them. */
const index = readFileSync(new URL("../../node_modules/vega-datasets/data/sp500-2000.csv", import.meta.url), "utf8");
const closes = index
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => Number(line.split(",")[4]));
const returns = Float64Array.from(closes.slice(1), (close, i) => 100 * (close / closes[i]! - 1));

/** A model whose fit by arch is known. Parameters in the order of `garchParameterNames`, null where there is none. */
interface Golden {
  readonly name: string;
  readonly model: GarchModel;
  readonly logLikelihood: number;
  readonly values: readonly (number | null)[];
  readonly errors: readonly (number | null)[];
  readonly nextVariance: number;
}

// arch 8.0.0: arch_model(returns, mean="Constant", vol="GARCH", p=1, o=0 or 1, q=1, dist="normal" or "t", rescale=False)
// .fit(tol=1e-14). Errors: its robust ones. For GJR it ends at alpha = 0, so there the errors are those of the same model
// without alpha (p=0, o=1, q=1), whose likelihood and other parameters it finds to be the same.
const goldens: readonly Golden[] = [
  {
    name: "GARCH normal",
    model: { asymmetric: false, innovations: "normal" },
    logLikelihood: -6981.088573,
    values: [0.06320798, 0.02180124, 0.1239379, null, 0.8609623, null],
    errors: [0.0110486, 0.00485952, 0.0130903, null, 0.0132513, null],
    nextVariance: 9.24817258,
  },
  {
    name: "GJR normal",
    model: { asymmetric: true, innovations: "normal" },
    logLikelihood: -6855.561045,
    values: [0.02073674, 0.02296166, 0, 0.2133476, 0.8741373, null],
    errors: [0.010759, 0.00384564, null, 0.0215612, 0.0110096, null],
    nextVariance: 6.19280975,
  },
  {
    name: "GARCH Student-t",
    model: { asymmetric: false, innovations: "student-t" },
    logLikelihood: -6872.696111,
    values: [0.07188452, 0.01259575, 0.1219692, null, 0.8766808, 6.314062],
    errors: [0.00996421, 0.00321424, 0.0128651, null, 0.0122081, 0.578796],
    nextVariance: 11.21036105,
  },
  {
    name: "GJR Student-t",
    model: { asymmetric: true, innovations: "student-t" },
    logLikelihood: -6773.842987,
    values: [0.04050879, 0.01695627, 0, 0.2214197, 0.8775562, 7.387254],
    errors: [0.00997054, 0.00309246, null, 0.023646, 0.0115007, 0.78638],
    nextVariance: 6.87476903,
  },
];

const parametersOf = ({ parameters }: GarchFit) => garchParameterNames.map((name) => parameters[name]);

describe("fitGarch on the S&P 500, 2000-2020 (vega-datasets), against arch 8.0.0", () => {
  test.each(goldens)("$name: log-likelihood, parameters and robust errors", (golden) => {
    const fit = fitGarch(returns, golden.model);
    expect(fit.certificate.converged).toBe(true);
    expect(fit.logLikelihood).toBeCloseTo(golden.logLikelihood, 5);
    parametersOf(fit).forEach((parameter, i) => {
      const [value, error] = [golden.values[i]!, golden.errors[i]!];
      if (value === null) return expect(parameter).toBeNull();
      expect(Math.abs(parameter!.value - value)).toBeLessThan(1e-5 * (1 + Math.abs(value)));
      if (error === null) return expect(parameter!.standardError).toBeNull();
      // arch takes its derivatives by differences of the likelihood.
      expect(Math.abs(parameter!.standardError! / error - 1)).toBeLessThan(1e-3);
    });
    expect(fit.nextVariance.value).toBeCloseTo(golden.nextVariance, 4);
    expect(fit.boundary).toEqual(golden.model.asymmetric ? ["alpha"] : []);
  });

  test("GARCH normal: covariance and variances", () => {
    const { covariance, conditionalVariances } = fitGarch(returns, goldens[0]!.model);
    const at = (row: number, column: number): number => covariance[row * 6 + column]!;
    expect(at(1, 4) / -4.288348e-5).toBeCloseTo(1, 2);
    expect(at(2, 4) / -1.562732e-4).toBeCloseTo(1, 2);
    expect(at(4, 1)).toBeCloseTo(at(1, 4), 12);
    expect([at(3, 3), at(5, 5), at(3, 4)]).toEqual([0, 0, 0]);
    expect(conditionalVariances[0]).toBeCloseTo(2.600015751, 4);
    expect(conditionalVariances[1000]).toBeCloseTo(0.392333251, 5);
    expect(conditionalVariances[5103]).toBeCloseTo(9.731099815, 4);
  });

  test("persistence and unconditional variance follow from the parameters, their errors from the covariance", () => {
    const { parameters, persistence, unconditionalVariance, covariance } = fitGarch(returns, goldens[1]!.model);
    const { omega, alpha, gamma, beta } = parameters;
    expect(persistence.value).toBeCloseTo(alpha.value + gamma!.value / 2 + beta.value, 12);
    expect(unconditionalVariance!.value).toBeCloseTo(omega.value / (1 - persistence.value), 10);
    const variance = covariance[3 * 6 + 3]! / 4 + covariance[4 * 6 + 4]! + covariance[3 * 6 + 4]!;
    expect(persistence.standardError).toBeCloseTo(Math.sqrt(variance), 12);
    // d(V) = (d(omega) + V d(persistence)) / (1 - persistence)
    const rest = 1 - persistence.value;
    const level = unconditionalVariance!.value;
    const mixed = covariance[1 * 6 + 3]! / 2 + covariance[1 * 6 + 4]!;
    const levelVariance = (covariance[1 * 6 + 1]! + level ** 2 * variance + 2 * level * mixed) / rest ** 2;
    expect(unconditionalVariance!.standardError).toBeCloseTo(Math.sqrt(levelVariance), 8);
  });
});

describe("fitGarch", () => {
  const truth = { mean: 0.05, omega: 0.05, alpha: 0.05, gamma: 0.1, beta: 0.86, degreesOfFreedom: 6 };
  const sample = simulatedGarch(truth, 1500, createStream(21, 0));

  test.each(goldens)("$name: returns in another unit give the same model in that unit", ({ model }) => {
    const fit = fitGarch(sample, model);
    const scaled = fitGarch(
      sample.map((value) => value / 100),
      model,
    );
    const powers = [1, 2, 0, 0, 0, 0];
    parametersOf(fit).forEach((parameter, i) => {
      if (parameter === null) return;
      const other = parametersOf(scaled)[i]!;
      expect(other.value * 100 ** powers[i]!).toBeCloseTo(parameter.value, 6);
      expect(other.standardError! * 100 ** powers[i]!).toBeCloseTo(parameter.standardError!, 6);
    });
    expect(scaled.logLikelihood - 1500 * Math.log(100)).toBeCloseTo(fit.logLikelihood, 7);
    expect(scaled.nextVariance.value * 1e4).toBeCloseTo(fit.nextVariance.value, 6);
    expect(scaled.nextVariance.standardError! * 1e4).toBeCloseTo(fit.nextVariance.standardError!, 6);
  });

  test("returns turned upside down: the mean turns, GARCH stays, GJR exchanges alpha and alpha + gamma", () => {
    const turned = sample.map((value) => -value);
    const [garch, garchTurned] = [sample, turned].map((values) => fitGarch(values, goldens[2]!.model).parameters);
    expect(garchTurned!.mean.value).toBeCloseTo(-garch!.mean.value, 5);
    for (const name of ["omega", "alpha", "beta"] as const) {
      expect(garchTurned![name].value).toBeCloseTo(garch![name].value, 5);
    }
    const [gjr, gjrTurned] = [sample, turned].map((values) => fitGarch(values, goldens[3]!.model).parameters);
    expect(gjrTurned!.alpha.value).toBeCloseTo(gjr!.alpha.value + gjr!.gamma!.value, 5);
    expect(gjrTurned!.gamma!.value).toBeCloseTo(-gjr!.gamma!.value, 5);
  });

  test("a wider model is never less likely", () => {
    const [garch, gjr, garchT, gjrT] = goldens.map(({ model }) => fitGarch(sample, model).logLikelihood);
    expect(gjr).toBeGreaterThanOrEqual(garch!);
    expect(gjrT).toBeGreaterThanOrEqual(garchT!);
    expect(garchT).toBeGreaterThan(garch!);
    expect(gjrT).toBeGreaterThan(gjr!);
  });

  test("no search stops below the likelihood of the true parameters, however short the sample", () => {
    const { mean, omega, alpha, gamma, beta, degreesOfFreedom } = truth;
    const point = Float64Array.of(mean, omega, alpha, alpha + gamma, beta, 1 / degreesOfFreedom);
    for (let path = 0; path < 40; path++) {
      const values = simulatedGarch(truth, 300, createStream(8, path));
      const { backcast, scale } = scaledSample(values);
      const known = garchPass({ returns: values, backcast: backcast * scale ** 2 }, point, new Float64Array(6));
      const fit = fitGarch(values, goldens[3]!.model);
      expect(fit.logLikelihood, `path ${path}`).toBeGreaterThan(known.logLikelihood);
    }
  });

  test("alpha + gamma on its bound: the mirror of alpha on its own", () => {
    const fit = fitGarch(
      returns.map((value) => -value),
      goldens[1]!.model,
    );
    expect(fit.boundary).toEqual(["alpha + gamma"]);
    expect(fit.logLikelihood).toBeCloseTo(goldens[1]!.logLikelihood, 5);
    expect(fit.parameters.alpha.value).toBeCloseTo(0.2133476, 5);
    expect(fit.parameters.gamma!.value).toBe(-fit.parameters.alpha.value);
    expect(fit.parameters.gamma!.standardError! / 0.0215612).toBeCloseTo(1, 3);
  });

  test("persistence on its bound is reported: no error of it, no unconditional variance, errors for the rest", () => {
    const stream = createStream(1, 3);
    const growing = Float64Array.from({ length: 1500 }, (_, t) => 1.003 ** t * stream.normal());
    const fit = fitGarch(growing, goldens[0]!.model);
    expect(fit.boundary).toEqual(["persistence"]);
    expect(fit.persistence).toEqual({ value: 1, standardError: null });
    expect(fit.unconditionalVariance).toBeNull();
    expect(fit.parameters.alpha.value + fit.parameters.beta.value).toBeCloseTo(1, 12);
    expect(fit.parameters.alpha.standardError).toBeGreaterThan(0);
    expect(fit.parameters.beta.standardError).toBeCloseTo(fit.parameters.alpha.standardError!, 10);
    expect(fit.certificate.converged).toBe(true);
  });

  test("normal returns under Student's law: degrees of freedom at 500, without an error", () => {
    const normal = { ...truth, degreesOfFreedom: Infinity };
    const values = simulatedGarch(normal, 1500, createStream(3, 0));
    const fits = goldens.slice(2).map(({ model }) => fitGarch(values, model));
    const ended = fits.filter(({ boundary }) => boundary.includes("degreesOfFreedom"));
    expect(ended.length).toBeGreaterThan(0);
    for (const { parameters } of ended) {
      expect(parameters.degreesOfFreedom!.value).toBeCloseTo(500, 9);
      expect(parameters.degreesOfFreedom!.standardError).toBeNull();
    }
  });

  test("no clustering at all: a certificate, and nothing that is no number, whatever the bound", () => {
    for (let path = 0; path < 12; path++) {
      const stream = createStream(77, path);
      const noise = Float64Array.from({ length: 400 }, () => stream.normal());
      for (const { model } of goldens) {
        const { parameters, boundary, certificate, covariance, nextVariance } = fitGarch(noise, model);
        expect(certificate.converged, `path ${path} ${boundary.join()}`).toBe(true);
        expect(covariance.every(Number.isFinite)).toBe(true);
        expect(nextVariance.value).toBeGreaterThan(0.3);
        if (boundary.includes("alpha")) expect(parameters.alpha.standardError).toBeNull();
        if (parameters.alpha.value > 0) expect(parameters.alpha.standardError).toBeGreaterThan(0);
      }
    }
  });

  test("refuses what it cannot fit, by code", () => {
    const model = goldens[0]!.model;
    expect(() => fitGarch(returns.slice(0, 249), model)).toThrow(expect.objectContaining({ code: "E_TOO_FEW" }));
    expect(() => fitGarch(new Float64Array(300).fill(0.01), model)).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "returns" }),
    );
    expect(() => fitGarch(new Float64Array(300), model)).toThrow(expect.objectContaining({ code: "E_OUT_OF_RANGE" }));
    const holed = returns.slice();
    holed[7] = NaN;
    expect(() => fitGarch(holed, model)).toThrow(
      expect.objectContaining({ code: "E_NOT_FINITE", field: "returns[7]" }),
    );
  });
});
