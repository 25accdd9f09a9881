/**
 * Times a GARCH(1,1)-t fit with robust standard errors to 5,000 simulated returns beside two yardsticks in the same run: 250
 * likelihoods in C, compiled here, which is about what a search without gradients takes; and a fit with its summary by the
 * Python package arch. Each is used where it is installed and named where it is not. First checks that all reach the same
 * log-likelihood. Then prints the minimum of alternating rounds of each, and the ratios.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { fitGarch, type GarchFit } from "../src/estimators/index.js";
import { scaledSample } from "../src/estimators/garch-sample.js";
import { createStream } from "../src/kernel/index.js";

const RETURNS = 5000;
const EVALUATIONS = 250;
const ROUNDS = 12;
const FITS_A_ROUND = 10;
const TRUE = { mean: 0.05, omega: 0.05, alpha: 0.08, beta: 0.9, freedom: 5 };

/** GARCH(1,1) returns with standardised Student-t innovations, from the unconditional variance. */
function simulated(): Float64Array {
  const stream = createStream(20_260_801, 0);
  const returns = new Float64Array(RETURNS);
  let variance = TRUE.omega / (1 - TRUE.alpha - TRUE.beta);
  for (let t = 0; t < RETURNS; t++) {
    let squares = 0;
    for (let i = 0; i < TRUE.freedom; i++) squares += stream.normal() ** 2;
    const residual = Math.sqrt((variance * (TRUE.freedom - 2)) / squares) * stream.normal();
    returns[t] = TRUE.mean + residual;
    variance = TRUE.omega + TRUE.alpha * residual ** 2 + TRUE.beta * variance;
  }
  return returns;
}

/** What a program outside found, or null where it cannot be run. */
type Outside = (rounds: number) => { readonly logLikelihood: number; readonly ms: number } | null;

/** A program that prints a log-likelihood and a time in ms. */
const outside =
  (command: string, args: readonly string[]): Outside =>
  (rounds) => {
    const { status, stdout } = spawnSync(command, [...args, String(rounds)], { encoding: "utf8" });
    if (status !== 0) return null;
    const [logLikelihood = NaN, ms = NaN] = stdout.trim().split(" ").map(Number);
    return { logLikelihood, ms };
  };

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The C likelihood, compiled; null where there is no compiler. */
function compiled(folder: string, data: string): Outside | null {
  const program = join(folder, "garch-likelihood");
  const args = ["-O3", "-march=native", "-o", program, beside("garch-likelihood.c"), "-lm"];
  return spawnSync(process.env["CC"] ?? "cc", args).status === 0 ? outside(program, [data, String(EVALUATIONS)]) : null;
}

/** Writes the fit's point, its backcast and the returns as doubles. */
function writeData(path: string, returns: Float64Array, { parameters }: GarchFit): void {
  const { mean, omega, alpha, beta, degreesOfFreedom } = parameters;
  const { backcast, scale } = scaledSample(returns);
  const point = [mean, omega, alpha, beta, degreesOfFreedom].map((parameter) => parameter?.value ?? NaN);
  writeFileSync(path, new Uint8Array(Float64Array.of(...point, backcast * scale ** 2, ...returns).buffer));
}

/** @throws Error unless a log-likelihood found outside is that of the fit, or, for a search, no higher. */
function checkAgreement(name: string, logLikelihood: number, fit: GarchFit, tolerance: number): void {
  if (Math.abs(logLikelihood - fit.logLikelihood) < tolerance) return;
  throw new Error(`${name}: log-likelihood ${logLikelihood}, ours ${fit.logLikelihood}`);
}

const model = { asymmetric: false, innovations: "student-t" } as const;
const returns = simulated();
const fit = fitGarch(returns, model);
if (!fit.certificate.converged) throw new Error("our own fit did not converge");
const folder = mkdtempSync(join(tmpdir(), "steelyard-garch-"));
const data = join(folder, "returns.bin");
writeData(data, returns, fit);
const limit = compiled(folder, data);
const arch = outside(process.env["PYTHON"] ?? "python3", [beside("garch-arch.py"), data]);

const best = { fit: Infinity, limit: Infinity, arch: Infinity };
for (let round = 0; round < ROUNDS; round++) {
  for (let i = 0; i < FITS_A_ROUND; i++) {
    const start = performance.now();
    fitGarch(returns, model);
    best.fit = Math.min(best.fit, performance.now() - start);
  }
  const c = limit?.(3);
  if (c) checkAgreement("C", c.logLikelihood, fit, 1e-6);
  best.limit = Math.min(best.limit, c?.ms ?? Infinity);
  if (round >= 3) continue;
  const python = arch(5);
  // Its search stops a little short of the top.
  if (python) checkAgreement("arch", python.logLikelihood, fit, 1e-3);
  best.arch = Math.min(best.arch, python?.ms ?? Infinity);
}
rmSync(folder, { recursive: true });

const { evaluations, iterations } = fit.certificate;
console.log(
  `GARCH-t fit with robust errors, ${RETURNS} returns: ${best.fit.toFixed(2)} ms (${iterations} steps, ${evaluations} passes)`,
);
if (limit === null) console.log("no C compiler (CC, cc): the C limit was not measured");
else
  console.log(`${(best.fit / best.limit).toFixed(2)} of ${EVALUATIONS} likelihoods in C (${best.limit.toFixed(2)} ms)`);
if (best.arch === Infinity) console.log("no Python with arch (PYTHON, python3): not compared");
else console.log(`${(best.arch / best.fit).toFixed(1)} times faster than arch (${best.arch.toFixed(1)} ms)`);
