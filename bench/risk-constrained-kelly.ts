/**
 * Times risk-constrained Kelly with its certificate, 20 bets and 100 outcomes, beside SciPy's SLSQP with analytic gradients in
 * the same run, where $PYTHON (python3) can import SciPy, and beside a reference loop of a million exponentials. First checks
 * that each answer is certified and that SLSQP finds the same growth. Rounds alternate, the minimum of each is printed, and
 * SLSQP is timed within Python, so that starting it costs nothing.
 */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { riskConstrainedKelly, type KellyProblem } from "../src/decision/index.js";
import { createStream } from "../src/kernel/index.js";

const BETS = 20;
const OUTCOMES = 100;
const ROUNDS = 60;
const WARM_ROUNDS = 40;
const GROWTH_TOLERANCE = 1e-7;

const PYTHON_SOURCE = `
import json, sys, time
import numpy, scipy
from scipy.optimize import minimize

given = json.loads(sys.stdin.readline())
r = numpy.array(given["returns"]).reshape(-1, given["bets"])
p = numpy.array(given["probabilities"])
n = given["bets"]

def solve(aversion):
    def loss(b):
        return -p @ numpy.log(r @ b)
    def loss_slope(b):
        return -(p / (r @ b)) @ r
    limits = [{"type": "eq", "fun": lambda b: b.sum() - 1, "jac": lambda b: numpy.ones(n)}]
    if aversion > 0:
        def room(b):
            return -numpy.log(p @ (r @ b) ** -aversion)
        def room_slope(b):
            weights = p * (r @ b) ** -aversion
            return aversion * (weights / (r @ b)) @ r / weights.sum()
        limits.append({"type": "ineq", "fun": room, "jac": room_slope})
    start = numpy.full(n, 1 / n)
    found = minimize(loss, start, jac=loss_slope, bounds=[(0, 1)] * n, constraints=limits, method="SLSQP",
                     options={"ftol": 1e-10, "maxiter": 500})
    return found

print(json.dumps({"version": scipy.__version__}), flush=True)
for line in sys.stdin:
    aversion = float(line)
    begin = time.perf_counter()
    found = solve(aversion)
    ms = (time.perf_counter() - begin) * 1e3
    print(json.dumps({"growth": -found.fun, "ms": ms, "success": bool(found.success)}), flush=True)
`;

/** Bets of the kind of Busseti, Ryu & Boyd (2016), section 7.1: uniform returns from .7 to 1.3 with shocks to .1 and 2.5, and cash. */
function paperLike(): Omit<KellyProblem, "riskAversion"> {
  const stream = createStream(2016, 0);
  const returns = Float64Array.from({ length: BETS * OUTCOMES }, () => 0.7 + 0.6 * stream.uniform());
  for (let i = 0; i < 60; i++) returns[Math.floor(stream.uniform() * returns.length)] = i % 2 === 0 ? 0.1 : 2.5;
  for (let k = 0; k < OUTCOMES; k++) returns[k * BETS + BETS - 1] = 1;
  const weights = Float64Array.from({ length: OUTCOMES }, () => stream.uniform());
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { returns, probabilities: weights.map((weight) => weight / total), bets: BETS };
}

interface Slsqp {
  readonly growth: number;
  readonly ms: number;
  readonly success: boolean;
}

/** SLSQP in a Python process that stays open: one line in, one line out. */
interface Peer {
  readonly version: string;
  readonly solve: (riskAversion: number) => Promise<Slsqp>;
  readonly close: () => void;
}

async function startPeer(python: string, problem: Omit<KellyProblem, "riskAversion">): Promise<Peer | null> {
  if (spawnSync(python, ["-c", "import scipy.optimize"], { stdio: "ignore" }).status !== 0) return null;
  const child: ChildProcessWithoutNullStreams = spawn(python, ["-u", "-c", PYTHON_SOURCE]);
  child.stderr.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout });
  const ask = async (line: string): Promise<unknown> => {
    const answer = once(lines, "line");
    child.stdin.write(`${line}\n`);
    const [text] = (await answer) as [string];
    return JSON.parse(text);
  };
  const { returns, probabilities, bets } = problem;
  const table = { returns: Array.from(returns), probabilities: Array.from(probabilities), bets };
  const { version } = (await ask(JSON.stringify(table))) as { version: string };
  return {
    version,
    solve: async (riskAversion) => (await ask(String(riskAversion))) as Slsqp,
    close: () => child.stdin.end(),
  };
}

let sink = 0;

/** The reference: a million exponentials. */
function reference(): void {
  for (let i = 0; i < 1_000_000; i++) sink += Math.exp(-i * 1e-6);
}

/** Time of one call, ms. */
function timeMs(call: () => void): number {
  const start = performance.now();
  call();
  return performance.now() - start;
}

/** @throws Error unless the answer is certified and SLSQP, where there is one, finds the same growth. */
async function checkAgreement(problem: KellyProblem, peer: Peer | null): Promise<string> {
  const answer = riskConstrainedKelly(problem);
  if (answer.status !== "certified") throw new Error(`lambda ${problem.riskAversion}: ${answer.status}`);
  const { growth, gap, residual, iterations } = answer;
  if (peer !== null) {
    const other = await peer.solve(problem.riskAversion);
    if (!other.success || Math.abs(other.growth - growth) > GROWTH_TOLERANCE)
      throw new Error(`lambda ${problem.riskAversion}: SLSQP grows at ${other.growth}, ours at ${growth}`);
  }
  return `growth ${growth.toFixed(8)}, gap ${gap.toExponential(0)}, residual ${residual.toExponential(0)}, ${iterations} steps`;
}

/** Prints the minima of alternating rounds for one risk aversion. */
async function compare(problem: KellyProblem, peer: Peer | null): Promise<void> {
  const proof = await checkAgreement(problem, peer);
  const best = { ours: Infinity, reference: Infinity, slsqp: Infinity };
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
    const ours = timeMs(() => void riskConstrainedKelly(problem));
    const reference_ = timeMs(reference);
    const slsqp = peer === null ? Infinity : (await peer.solve(problem.riskAversion)).ms;
    if (round < WARM_ROUNDS) continue;
    best.ours = Math.min(best.ours, ours);
    best.reference = Math.min(best.reference, reference_);
    best.slsqp = Math.min(best.slsqp, slsqp);
  }
  const beside = `${(best.ours / best.reference).toFixed(3)} of a million exponentials (${best.reference.toFixed(2)} ms)`;
  const against =
    peer === null ? "" : `, ${(best.ours / best.slsqp).toFixed(3)} of SLSQP (${best.slsqp.toFixed(2)} ms)`;
  console.log(
    `lambda ${problem.riskAversion}`.padEnd(15) + `${best.ours.toFixed(3)} ms, ${beside}${against}; ${proof}`,
  );
}

const python = process.env.PYTHON ?? "python3";
const problem = paperLike();
const peer = await startPeer(python, problem);
console.log(
  peer === null
    ? `${python} cannot import scipy: SLSQP is not compared`
    : `SLSQP of SciPy ${peer.version}, analytic gradients`,
);
for (const riskAversion of [0, 5.5, 6.4557]) await compare({ ...problem, riskAversion }, peer);
peer?.close();
if (!Number.isFinite(sink)) throw new Error("the reference was not run");
