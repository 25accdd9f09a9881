import type { PathJob, PathRate } from "./job.js";
import { preparedPosition, type PreparedPosition } from "./position.js";
import { normalTable } from "./quantile-table.js";
import { pathBuffers, type PathBuffers } from "./shocks.js";

/** What assembly/paths.ts exports. Places are addresses in its memory. */
export interface PathsModule {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Forgets what `room` gave out. */
  readonly clear: () => void;
  /** So many bytes, and where they are; views of the memory made before are void. */
  readonly room: (bytes: number) => number;
  readonly positionBytes: () => number;
  /** Writes the rows of eight paths from `path` on. */
  readonly run: (market: number, positions: number, path: number) => void;
}

/** Where in the memory of the module a job is. */
export interface PlacedJob {
  readonly market: number;
  readonly positions: number;
  /** Eight means, then eight scales, that the paths at hand believe. */
  readonly beliefs: number;
  readonly rows: number;
}

/** Numbers put into the memory of the module, and where they are. */
function placed({ memory, room }: PathsModule, numbers: ArrayLike<number>): number {
  const at = room(8 * numbers.length);
  new Float64Array(memory.buffer, at, numbers.length).set(numbers);
  return at;
}

const truth = (value: boolean): number => (value ? 1 : 0);

/** Three numbers, zeros after those that there are. */
const three = (values: readonly number[]): number[] => [0, 1, 2].map((i) => values[i] ?? 0);

/** Means, variances, first and second chances of volatility states, and the chances of the first; 0 and 0 for another law. */
function statesNumbers(module: PathsModule, { moves }: PathJob, { switching, start }: PathBuffers): number[] {
  if (moves.kind === "bars" || moves.variance.kind !== "states") return [0, 0];
  const { means, variances } = moves.variance;
  const chances = (second: 0 | 1): number[] => three(variances.map((_, i) => switching[2 * i + second]));
  return [placed(module, [...three(means), ...three(variances), ...chances(0), ...chances(1)]), placed(module, start)];
}

/** The law of the shocks; zeros for bars. Order of `Market` from `mean` to `jumps`. */
function shockNumbers(module: PathsModule, job: PathJob, buffers: PathBuffers): number[] {
  const { moves } = job;
  if (moves.kind === "bars") return new Array<number>(13).fill(0);
  const { shock, variance, jumps } = moves;
  const garch = variance.kind === "garch" ? variance : { omega: 0, alpha: 0, gamma: 0, beta: 0 };
  return [
    moves.mean,
    truth(moves.growth === "log"),
    shock.kind === "quantiles" ? placed(module, shock.table.nodes) : 0,
    variance.kind === "states" ? 0 : variance.variance,
    ...[truth(variance.kind === "garch"), garch.omega, garch.alpha, garch.gamma, garch.beta],
    ...statesNumbers(module, job, buffers),
    ...(jumps === null ? [0, 0] : [jumps.probability, placed(module, jumps.sizes.nodes)]),
  ];
}

/** Order of `Market` from `rate` to `normal`. */
function rateNumbers(module: PathsModule, rate: PathRate | null): number[] {
  if (rate === null) return [0, 0, 0];
  const common = rate.deviation * rate.correlation;
  const own = rate.deviation * Math.sqrt(1 - rate.correlation * rate.correlation);
  const law = [rate.level, rate.reversion, common, own, rate.least, rate.stepYears];
  return [placed(module, law), rate.start, placed(module, normalTable().nodes)];
}

/** Order of `Market` from `barsAt` to `blockLength`. */
function barNumbers(module: PathsModule, { moves }: PathJob, { standard }: PathBuffers): number[] {
  if (moves.kind !== "bars") return [0, 0, 0];
  const { closes, lows, highs, blockLength } = moves;
  const standardised = standard.length > 0 ? standard : new Float64Array(closes.length);
  const columns = new Float64Array(4 * closes.length);
  [closes, lows, highs, standardised].forEach((column, i) => {
    columns.set(column, i * closes.length);
  });
  return [placed(module, columns), closes.length, blockLength];
}

const RATE_ON = { none: 0, cash: 1, funding: 2 } as const;

/** Order of `Position`. */
function positionNumbers(module: PathsModule, p: PreparedPosition): number[] {
  return [
    ...[p.side, p.leverageRatio, p.share, p.low, p.high, p.fromLow, p.fromHigh, p.stepsPerCheck],
    ...[p.costRate, p.fixedCostShare, p.cashFactor, p.assetFactor, p.idleFactor, p.fundingPerStep],
    RATE_ON[p.onCash ? "cash" : p.onFunding ? "funding" : "none"],
    ...[truth(p.closes), p.perCash, p.besides],
    ...[placed(module, p.left), p.left.length - 1, placed(module, p.idleGrowth)],
  ];
}

/** Puts a job into the memory of the module, with room for the rows of eight paths of `pathWords` words. */
export function placedJob(module: PathsModule, job: PathJob, pathWords: number): PlacedJob {
  module.clear();
  const buffers = pathBuffers(job);
  const prepared = job.positions.map((position) => positionNumbers(module, preparedPosition(position, job)));
  const size = module.positionBytes();
  const positions = module.room(size * prepared.length);
  const [firstWords, beliefs, rows] = [32 * buffers.first, 128, 64 * pathWords].map((bytes) => module.room(bytes));
  const market = placed(module, [
    ...[job.steps, Number(job.seed & 0xffffffffn), Number(job.seed >> 32n)],
    ...[placed(module, job.checkpoints), job.checkpoints.length, prepared.length],
    ...[truth(job.hazard), truth(job.moves.continuous), truth(job.moves.kind === "bars")],
    ...shockNumbers(module, job, buffers),
    ...rateNumbers(module, job.rate),
    ...barNumbers(module, job, buffers),
    ...[buffers.first, buffers.stride, firstWords, beliefs, rows],
  ]);
  prepared.forEach((numbers, i) => {
    new Float64Array(module.memory.buffer, positions + i * size, numbers.length).set(numbers);
  });
  return { market, positions, beliefs, rows };
}
