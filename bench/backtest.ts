/**
 * Times backtests of a levered position on 64,628 hourly bars: leverage target / volatility of at most 5x, a width, funding, a fee,
 * liquidation within the bar; one run, and a sweep of 1,000 settings on one core and on all. Beside the same in C, compiled here, and by
 * numba; and beside what vectorbt and backtesting.py can express of it, at the versions below, in a virtual environment that is
 * made once outside the repository. Each is used where it can be had and named where it cannot. First checks that all say the
 * same; then prints the minimum of alternating rounds, cold and warm apart, and ratios.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { prepareMarket, runPrepared, type BacktestMarket, type BacktestResult } from "../src/backtest/index.js";
import { policyOf, type TradingPolicy } from "../src/policies/index.js";
import {
  BASE,
  DATA,
  marketFrom,
  SETS,
  unitsOf,
  volatilityOf,
  WEALTH,
  weightPolicy,
  weightsOf,
  writeRuns,
} from "./backtest-data.js";
import { sweepElsewhere } from "./backtest-threads.js";

const ROUNDS = 2;
/** Columns that vectorbt runs at once; 1,000 of them do not fit in memory here. */
const COLUMNS = 50;
const PEERS = ["backtesting==0.6.6", "vectorbt==1.2.0"] as const;
/** Measured once elsewhere on the same bars with another release, ns a bar: what is printed where a rival cannot be had. */
const RECORDED = "recorded once, other releases: vectorbt from_orders 169 one, 192 many; backtesting.py 15,095";

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Python with the rivals, in a folder of its own; null where they cannot be installed. */
function pythonWithPeers(): string | null {
  const folder = join(tmpdir(), `steelyard-${PEERS.join("-").replaceAll("==", "-")}`);
  const python = join(folder, "bin", "python");
  const has = (): boolean => spawnSync(python, ["-c", "import backtesting, vectorbt"]).status === 0;
  if (existsSync(python) && has()) return python;
  if (spawnSync(process.env["PYTHON"] ?? "python3", ["-m", "venv", folder]).status !== 0) return null;
  spawnSync(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...PEERS]);
  return has() ? python : null;
}

/** Lines of numbers that a program prints; null where it cannot be run. */
function asked(program: string | null, args: readonly (string | number)[]): readonly (readonly string[])[] | null {
  if (program === null) return null;
  const { status, stdout } = spawnSync(program, args.map(String), { encoding: "utf8" });
  return status === 0
    ? stdout
        .trim()
        .split("\n")
        .map((line) => line.trim().split(/\s+/))
    : null;
}

/** The C program, compiled; null where there is no compiler. */
function compiled(folder: string): string | null {
  const program = join(folder, "backtest");
  const args = ["-O3", "-march=native", "-o", program, beside("backtest.c"), "-lm"];
  return spawnSync(process.env["CC"] ?? "cc", args).status === 0 ? program : null;
}

const HOUR_MS = 3_600_000;
const terms = (policy: TradingPolicy) => ({ policy, wealth: WEALTH, checkIntervalMs: HOUR_MS, reactionMs: 0 });

/** @throws Error unless two figures are equal to this part of them */
function agree(name: string, theirs: number, ours: number, tolerance: number): void {
  if (!(Math.abs(theirs - ours) <= tolerance * Math.abs(ours))) throw new Error(`${name}: ${theirs}, ours ${ours}`);
  console.log(`agreement of ${name}: ${theirs.toPrecision(12)}, ours ${ours.toPrecision(12)}`);
}

/** A run of orders that are known beforehand, without funding. */
function plainRun(market: BacktestMarket, feeRate: number): BacktestResult {
  const rates = { ...market.rates, funding: { recorded: null, statedAnnual: 0 } };
  const prepared = prepareMarket({ ...market, rates, costs: { ...market.costs, feeRate } });
  const policy = weightPolicy(prepared.closeMs, prepared.first, volatilityOf(market));
  return runPrepared(prepared, terms(policy), { columns: true });
}

const market = existsSync(DATA) ? await marketFrom(DATA) : null;
if (market === null) {
  console.log(`no bars in ../shared/data: not measured; ${RECORDED}`);
  process.exit(0);
}

const { prices } = market;
const coldStart = performance.now();
const prepared = prepareMarket(market);
const preparedMs = performance.now() - coldStart;
const bars = prepared.last - prepared.first;
const basePolicy = policyOf(BASE);
const coldRun = performance.now();
const base = runPrepared(prepared, terms(basePolicy), { columns: false });
const coldNs = (1e6 * (performance.now() - coldRun)) / bars;
const policies = SETS.map(policyOf);

/** Sums over all sets, and what a bar of a set took, ns. */
function sweep() {
  const start = performance.now();
  let [logs, trades, liquidations] = [0, 0, 0];
  for (const policy of policies) {
    const { summary } = runPrepared(prepared, terms(policy), { columns: false });
    logs += summary.wealthEnd > 0 ? Math.log(summary.wealthEnd) : 0;
    trades += summary.trades;
    liquidations += summary.liquidations;
  }
  return { logs, trades, liquidations, ns: (1e6 * (performance.now() - start)) / bars / policies.length };
}

const folder = mkdtempSync(join(tmpdir(), "steelyard-backtest-"));
const [runs, orders] = [join(folder, "runs.bin"), join(folder, "orders.bin")];
writeRuns(runs, market);
const c = compiled(folder);
const python = pythonWithPeers();
const cold = sweep();

/** @throws Error unless a program's single run and sweep are ours */
function checkRuns(name: string, lines: readonly (readonly string[])[]): void {
  const [one, all] = lines.slice(-2).map((line) => line.map(Number));
  agree(`${name}, one run, ln wealth`, one[0], Math.log(base.summary.wealthEnd), 1e-10);
  agree(`${name}, sum over the sweep`, all[0], cold.logs, 1e-5);
  console.log(`${name}: ${all[1]} trades, ${all[2]} liquidations; ours ${cold.trades}, ${cold.liquidations}`);
  if (one[1] !== base.summary.trades) throw new Error(`${name}: ${one[1]} trades, ours ${base.summary.trades}`);
}

const inC = asked(c, [runs, 1]);
if (inC !== null) checkRuns("C", inC);
const inNumba = asked(python, [beside("backtest-numba.py"), runs, 1]);
if (inNumba !== null) checkRuns("numba", inNumba);

const [free, paid] = [plainRun(market, 0), plainRun(market, 0.0005)];
if (prices.bars === null) throw new Error("bars are needed");
const { open, high, low } = prices.bars;
const known = volatilityOf(market);
const columns = [
  open,
  prices.close,
  weightsOf(prices.closeMs, prepared.first, known),
  unitsOf(paid, prices.closeMs, open),
  high,
  low,
  known,
];
writeFileSync(
  orders,
  new Uint8Array(Float64Array.from([prices.close.length, ...columns.flatMap((each) => [...each])]).buffer),
);
const vectorbt = asked(python, [beside("backtest-vectorbt.py"), orders, 6, COLUMNS]);
const backtesting = asked(python, [beside("backtest-backtesting.py"), orders, 1]);
if (vectorbt !== null) {
  agree("vectorbt by weights, no fee", Number(vectorbt[1][0]), free.summary.wealthEnd, 1e-6);
  agree("vectorbt by units, with a fee", Number(vectorbt[1][1]), paid.summary.wealthEnd, 1e-6);
}
if (backtesting !== null)
  agree("backtesting.py by units, with a fee", Number(backtesting[1][0]), paid.summary.wealthEnd, 1e-6);

const best = {
  one: Infinity,
  many: Infinity,
  cOne: Infinity,
  cMany: Infinity,
  numbaOne: Infinity,
  numbaMany: Infinity,
};
for (let round = 0; round < ROUNDS; round++) {
  for (let turn = 0; turn < 20; turn++) {
    const start = performance.now();
    runPrepared(prepared, terms(basePolicy), { columns: false });
    best.one = Math.min(best.one, (1e6 * (performance.now() - start)) / bars);
  }
  best.many = Math.min(best.many, sweep().ns);
  for (const [program, args, one, many] of [
    [c, [], "cOne", "cMany"],
    [python, [beside("backtest-numba.py")], "numbaOne", "numbaMany"],
  ] as const) {
    const lines = asked(program, [...args, runs, 1])?.slice(-2);
    best[one] = Math.min(best[one], Number(lines?.[0][3] ?? Infinity));
    best[many] = Math.min(best[many], Number(lines?.[1][3] ?? Infinity));
  }
}
const threads = await sweepElsewhere(market, availableParallelism());
rmSync(folder, { recursive: true });

const shown = (ns: number): string => (ns < Infinity ? ns.toFixed(1) : "-").padStart(10);
const row = (name: string, one: number, many: number): void => {
  console.log(`${name.padEnd(44)}${shown(one)}${shown(many)}`);
};
console.log(`\nprepared in ${preparedMs.toFixed(0)} ms; ${bars} bars a run, ${policies.length} sets`);
console.log(`${"ns a bar".padEnd(44)}${"one".padStart(10)}${"many".padStart(10)}`);
row("steelyard, first call", coldNs, cold.ns);
row("steelyard, warm", best.one, best.many);
row(`steelyard, ${threads.threads} threads with start and returns`, Infinity, (threads.ms * 1e6) / bars / SETS.length);
row("C, set by set", best.cOne, best.cMany);
row("numba, warm", best.numbaOne, best.numbaMany);
const [, , times] = vectorbt ?? [];
if (times === undefined || backtesting === null)
  console.log(`vectorbt, backtesting.py: not here (${PEERS.join(", ")}); ${RECORDED}`);
else {
  const [first, one, figures, many] = times.map(Number);
  row("vectorbt from_orders, first call", first, Infinity);
  row(`vectorbt from_orders, warm; ${COLUMNS} columns`, one, many);
  row("vectorbt, with final value and drawdown", figures, Infinity);
  row("backtesting.py", Number(backtesting[1][2]), Infinity);
  console.log(
    `\nvectorbt over ours: ${(one / best.one).toFixed(1)} one, ${(many / best.many).toFixed(1)} many; goal at least 10 many`,
  );
  console.log(
    `backtesting.py over ours: ${(Number(backtesting[1][2]) / best.one).toFixed(0)} one, ${(Number(backtesting[1][2]) / best.many).toFixed(0)} many; goal at least 800 many`,
  );
}
if (best.cMany < Infinity)
  console.log(`ours over C: ${(best.one / best.cOne).toFixed(2)} one, ${(best.many / best.cMany).toFixed(2)} many`);
console.log(`1,000 sets, one core, warm: ${((best.many * bars * SETS.length) / 1e9).toFixed(2)} s; goal at most 1 s`);
console.log(`
What they cannot express of this run:
vectorbt from_orders: leverage above 1 (longs are limited to cash), funding, interest, liquidation, a width about what is held
  (orders must be known beforehand); its rows above do less than ours.
backtesting.py: funding, interest, liquidation within a bar, a maintenance margin apart from the initial one, fractions of a unit; by
  what a person would write for a target of 60 % it ends at ${backtesting === null ? "-" : (Number(backtesting[1][1]) / WEALTH).toFixed(2)} times the start, without funding.`);
