import { expect, test } from "vitest";
import { HOUR_MS, YEAR_MS } from "../model/index.js";
import { likelihoodTerms, rateLikelihood } from "./rate-likelihood.js";

const hours = [0, 12, 25, 35, 48, 80, 81.5, 96, 200, 212];
const values = Float64Array.of(0.05, 0.062, 0.055, 0.09, 0.08, 0.071, 0.073, 0.06, 0.1, 0.095);
const years = Float64Array.from(hours, (hour, i) => (i === 0 ? 0 : ((hour - hours[i - 1]) * HOUR_MS) / YEAR_MS));
const shape = { speedAnnual: 30, hourlyShare: 0.25 };

test("irregular times: level, variance, likelihood and last state are those of the dense normal law (numpy)", () => {
  const fit = rateLikelihood({ values, years }, shape);
  expect(fit.level).toBeCloseTo(0.07659191062241984, 12);
  expect(fit.variance).toBeCloseTo(0.0005424002897040435, 14);
  expect(fit.logLikelihood).toBeCloseTo(27.53171939736062, 9);
  expect(fit.slowAtEnd).toBeCloseTo(0.09128248205543205, 12);
  expect(fit.slowAtEndVariance).toBeCloseTo(0.11638353487326292, 12);
});

test("the terms of the observations add up to the likelihood", () => {
  const fit = rateLikelihood({ values, years }, shape);
  const sum = likelihoodTerms(fit).reduce((total, term) => total + term, 0);
  expect(sum).toBeCloseTo(fit.logLikelihood, 10);
});

test("a rate in other units has the same shape: level and deviation scale, residuals with them", () => {
  const fit = rateLikelihood({ values, years }, shape);
  const scaled = rateLikelihood({ values: values.map((value) => 3 - 100 * value), years }, shape);
  expect(scaled.level).toBeCloseTo(3 - 100 * fit.level, 10);
  expect(scaled.variance).toBeCloseTo(1e4 * fit.variance, 9);
  expect(scaled.logLikelihood).toBeCloseTo(fit.logLikelihood - 10 * Math.log(100), 8);
});
