/**
 * Times backtests of a levered position on 64,628 hourly bars: leverage target / volatility of at most 5x, a width, funding, a fee,
 * liquidation within the bar; one run, and a sweep of 1,000 settings on one core and on all. Beside the same in C, compiled here, and by
 * numba; and beside what vectorbt and backtesting.py can express of it, at the versions below, in a virtual environment that is
 * made once outside the repository. Each is used where it can be had and named where it cannot. First checks that all say the
 * same, run by run; then prints what each run took at least over alternating rounds, its mean over the sweep, cold and warm apart, and ratios.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
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
import { runCompiled } from "./backtest-compiled.js";
import { sweepElsewhere } from "./backtest-threads.js";

const ROUNDS = 5;
/** Sweeps on all threads, each of which starts them anew. */
const THREADED = 3;
/** Columns that vectorbt runs at once; 1,000 of them do not fit in memory here. */
const COLUMNS = 50;
const PEERS = ["backtesting==0.6.6", "vectorbt==1.2.0"] as const;
/** Measured once elsewhere on the same bars with another release, ns a bar: what is printed where a rival cannot be had. */
const RECORDED = "recorded once, other releases: vectorbt from_orders 169 one, 192 many; backtesting.py 15,095";

if (import.meta.url.endsWith(".ts")) process.exit(runCompiled("backtest"));

/** Benchmarks run from the root of the repository. */
const beside = (name: string): string => join("bench", name);

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
const base = rowOf(basePolicy);
const policies = SETS.map(policyOf);

/** What a run came to: log of its final wealth (0 where nothing is left), trades, liquidations, ns a bar. */
type Row = readonly [log: number, trades: number, liquidations: number, ns: number];

function rowOf(policy: TradingPolicy): Row {
  const start = performance.now();
  const { summary } = runPrepared(prepared, terms(policy), { columns: false });
  const ns = (1e6 * (performance.now() - start)) / bars;
  const { wealthEnd, trades, liquidations } = summary;
  return [wealthEnd > 0 ? Math.log(wealthEnd) : 0, trades, liquidations, ns];
}

const sum = (rows: readonly Row[], column: number): number => rows.reduce((total, row) => total + row[column], 0);

const folder = mkdtempSync(join(tmpdir(), "steelyard-backtest-"));
const [runs, orders] = [join(folder, "runs.bin"), join(folder, "orders.bin")];
writeRuns(runs, market);
const c = compiled(folder);
const python = pythonWithPeers();
const cold = policies.map(rowOf);

/** The rows of a program that runs the same: the first set alone, then each. */
function rowsOf(program: string | null, args: readonly string[]): readonly Row[] | null {
  const lines = asked(program, [...args, runs, 1])?.slice(-1 - SETS.length);
  return lines?.map(([log, trades, liquidations, ns]): Row => [+log, +trades, +liquidations, +ns]) ?? null;
}

/** @throws Error unless each run of a program is ours */
function checkRuns(name: string, rows: readonly Row[]): void {
  let worst = 0;
  [base, ...cold].forEach(([log, trades, liquidations], k) => {
    const off = Math.abs(rows[k][0] - log) / Math.max(Math.abs(log), 1);
    worst = Math.max(worst, off);
    if (!(off <= 1e-10) || rows[k][1] !== trades || rows[k][2] !== liquidations)
      throw new Error(`${name}, row ${k}: ${rows[k].join(" ")}, ours ${log} ${trades} ${liquidations}`);
  });
  const counts = `${sum(cold, 1)} trades, ${sum(cold, 2)} liquidations`;
  console.log(`${name}: each of ${cold.length} runs is ours, ln wealth to ${worst.toExponential(0)}; ${counts}`);
}

const peers = { C: () => rowsOf(c, []), numba: () => rowsOf(python, [beside("backtest-numba.py")]) };
for (const [name, rows] of Object.entries(peers)) {
  const found = rows();
  if (found !== null) checkRuns(name, found);
}

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
const vectorbt = asked(python, [beside("backtest-vectorbt.py"), orders, 9, COLUMNS]);
const backtesting = asked(python, [beside("backtest-backtesting.py"), orders, 1]);
if (vectorbt !== null) {
  agree("vectorbt by weights, no fee", Number(vectorbt[1][0]), free.summary.wealthEnd, 1e-6);
  agree("vectorbt by units, with a fee", Number(vectorbt[1][1]), paid.summary.wealthEnd, 1e-6);
}
if (backtesting !== null)
  agree("backtesting.py by units, with a fee", Number(backtesting[1][0]), paid.summary.wealthEnd, 1e-6);

/** Least ns a bar of the first set alone, then of each set. */
const leastOf = (): Float64Array => new Float64Array(1 + SETS.length).fill(Infinity);
const least = { ours: leastOf(), C: leastOf(), numba: leastOf() };

function keepLeast(kept: Float64Array, rows: readonly Row[]): void {
  rows.forEach(([, , , ns], k) => (kept[k] = Math.min(kept[k], ns)));
}

for (let round = 0; round < ROUNDS; round++) {
  for (let turn = 0; turn < 20; turn++) keepLeast(least.ours, [rowOf(basePolicy)]);
  keepLeast(least.ours, [rowOf(basePolicy), ...policies.map(rowOf)]);
  keepLeast(least.C, peers.C() ?? []);
  keepLeast(least.numba, peers.numba() ?? []);
}
/** Of one run, and of a set of the sweep: the mean of what each took at least. */
const best = ([one, ...many]: Float64Array) => ({
  one,
  many: many.reduce((total, ns) => total + ns, 0) / SETS.length,
});
const [ours, inC, inNumba] = [best(least.ours), best(least.C), best(least.numba)];
const threads = [];
for (let turn = 0; turn < THREADED; turn++) threads.push(await sweepElsewhere(market, availableParallelism()));
rmSync(folder, { recursive: true });

const shown = (ns: number): string => (ns < Infinity ? ns.toFixed(1) : "-").padStart(10);
const row = (name: string, one: number, many: number): void => {
  console.log(`${name.padEnd(44)}${shown(one)}${shown(many)}`);
};
console.log(
  `\nprepared in ${preparedMs.toFixed(0)} ms; ${bars} bars a run, ${policies.length} sets; load ${loadavg()[0].toFixed(1)}`,
);
console.log(`${"ns a bar".padEnd(44)}${"one".padStart(10)}${"many".padStart(10)}`);
row("steelyard, first call", base[3], sum(cold, 3) / cold.length);
row("steelyard, warm", ours.one, ours.many);
const threadedMs = Math.min(...threads.map(({ ms }) => ms));
row(
  `steelyard, ${threads[0].threads} threads with start and returns`,
  Infinity,
  (threadedMs * 1e6) / bars / SETS.length,
);
row("C, set by set", inC.one, inC.many);
row("numba, warm", inNumba.one, inNumba.many);
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
    `\nvectorbt over ours: ${(one / ours.one).toFixed(1)} one, ${(many / ours.many).toFixed(1)} many; goal at least 10 many`,
  );
  console.log(
    `backtesting.py over ours: ${(Number(backtesting[1][2]) / ours.one).toFixed(0)} one, ${(Number(backtesting[1][2]) / ours.many).toFixed(0)} many; goal at least 800 many`,
  );
}
for (const [name, { one, many }] of Object.entries({ C: inC, numba: inNumba }))
  if (many < Infinity)
    console.log(`ours over ${name}: ${(ours.one / one).toFixed(2)} one, ${(ours.many / many).toFixed(2)} many`);
console.log(`1,000 sets, one core, warm: ${((ours.many * bars * SETS.length) / 1e9).toFixed(2)} s; goal at most 1 s`);
console.log(`
What they cannot express of this run:
vectorbt from_orders: leverage above 1 (longs are limited to cash), funding, interest, liquidation, a width about what is held
  (orders must be known beforehand); its rows above do less than ours.
backtesting.py: funding, interest, liquidation within a bar, a maintenance margin apart from the initial one, fractions of a unit; by
  what a person would write for a target of 60 % it ends at ${backtesting === null ? "-" : (Number(backtesting[1][1]) / WEALTH).toFixed(2)} times the start, without funding.`);
