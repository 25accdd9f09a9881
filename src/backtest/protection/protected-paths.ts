import { createStream, type Stream } from "../../kernel/index.js";
import { meanJump, yearsOf, type GapTail, type Jumps } from "../../model/index.js";
import type { ProtectionRequest } from "./request.js";

/** Prices over that at the start, path after path, and whether anybody watches: the same for every way to be safe. */
export interface ProtectedPaths {
  readonly paths: number;
  readonly steps: number;
  readonly stepYears: number;
  /** Steps from one look of the watcher to the next; 0: several looks a step. */
  readonly checkEvery: number;
  /** How far the price has gone past a trigger, on average, when a look within a step finds it: a ratio below 1. */
  readonly overshoot: number;
  /** After what came too fast to trade on, the lowest of the step after that, and its end. */
  readonly opens: Float32Array;
  readonly lows: Float32Array;
  readonly closes: Float32Array;
  /** 1 where the watcher is down. */
  readonly down: Uint8Array;
}

/** Length of a step, years: a day. */
const STEP_YEARS = 1 / 365;
/** Mean overshoot of a random walk past a level, in standard deviations of its step: -zeta(1/2) / sqrt(2 pi) (Broadie, Glasserman & Kou 1997). */
const OVERSHOOT = 0.5825971579390107;
/** A fall of the tail is no more than this log size: to a price of a thousandth. */
const FALL_MAX = Math.log(1000);
/** Equal parts of the tail's probability over which its means are taken. */
const TAIL_PARTS = 1000;
/** Ordinary moves keep at least this share of the variance believed, however much of it the tail's falls make. */
const ORDINARY_MIN = 0.25;

/** Shares of a step below this are rounding. */
const SAME = 1e-6;

/**
 * Steps from one look to the next. Looks that come more often than steps are within them, with their overshoot; else a look is at the end
 * of a step, and one that is due within a step is taken at its end.
 */
function checkEveryOf(checkYears: number, stepYears: number): number {
  const steps = checkYears / stepYears;
  return steps < 1 - SAME ? 0 : Math.ceil(steps - SAME);
}

/** Length of a step, and when the watcher looks. */
function stepsOf({
  tolerance,
  watching,
  estimates,
}: ProtectionRequest): Pick<ProtectedPaths, "steps" | "stepYears" | "checkEvery" | "overshoot"> {
  const horizon = yearsOf(tolerance.horizonMs);
  const steps = Math.max(1, Math.round(horizon / STEP_YEARS));
  const stepYears = horizon / steps;
  const { checkYears } = watching;
  const overshoot = Math.exp(-OVERSHOOT * estimates.volatilityAnnual.value * Math.sqrt(checkYears));
  return { steps, stepYears, checkEvery: checkEveryOf(checkYears, stepYears), overshoot };
}

/** Log size of a fall of the tail, by one uniform number: a power law beyond the threshold. */
const fallOf = ({ threshold, tailIndex }: GapTail, uniform: number): number =>
  Math.min(FALL_MAX, threshold * uniform ** (-1 / tailIndex));

/** What a year of the tail's falls brings of a function of their log size. */
function tailAnnual(tail: GapTail | null, of: (fall: number) => number): number {
  if (tail === null) return 0;
  let sum = 0;
  for (let part = 0; part < TAIL_PARTS; part++) sum += of(fallOf(tail, (part + 0.5) / TAIL_PARTS));
  return (tail.intensityAnnual * sum) / TAIL_PARTS;
}

/** What moves the price, a year: ordinary moves, and beside them those too sudden to trade in. */
interface Market {
  readonly drift: { readonly value: number; readonly standardError: number };
  /** Part of the drift that is of sudden moves, which ordinary ones therefore have not. */
  readonly suddenDrift: number;
  /** Volatility of ordinary moves, and the relative error of what is believed of it. */
  readonly volatility: number;
  readonly volatilityError: number;
  readonly jumps: Jumps | null;
  readonly drops: GapTail | null;
}

/** The market of a request. With no view on the drift the asset earns the lend rate. Falls of the tail are part of the volatility believed, jumps are not. */
function marketOf({ estimates }: ProtectionRequest): Market {
  const { volatilityAnnual, driftAnnual, lendRateAnnual, yieldAnnual, gap, jumps = null } = estimates;
  const drops = gap?.kind === "estimated" ? gap.drops : null;
  const believed = volatilityAnnual.value ** 2;
  const variance = Math.max(ORDINARY_MIN * believed, believed - tailAnnual(drops, (fall) => fall * fall));
  const inJumps = jumps !== null && jumps.countedInDrift ? jumps.intensityAnnual.value * meanJump(jumps) : 0;
  return {
    drift: driftAnnual ?? { value: lendRateAnnual.value - yieldAnnual.value, standardError: 0 },
    suddenDrift: inJumps + tailAnnual(drops, (fall) => Math.expm1(-fall)),
    volatility: Math.sqrt(variance),
    volatilityError: volatilityAnnual.standardError / volatilityAnnual.value,
    jumps,
    drops,
  };
}

/** Log move of what comes at once within a step: at most one jump and one fall of the tail. */
function suddenMove({ jumps, drops }: Market, stepYears: number, stream: Stream): number {
  let move = 0;
  if (jumps !== null && stream.uniform() < -Math.expm1(-jumps.intensityAnnual.value * stepYears)) {
    const size = -Math.log(stream.uniform());
    move += stream.uniform() < jumps.downShare ? -size * jumps.meanDown : size * jumps.meanUp;
  }
  if (drops !== null && stream.uniform() < -Math.expm1(-drops.intensityAnnual * stepYears))
    move -= fallOf(drops, stream.uniform());
  return move;
}

/** Writes when the watcher is down: outages of exponential length, as often as their share of the time asks. */
function writeOutages({ watching }: ProtectionRequest, paths: ProtectedPaths, from: number, stream: Stream): void {
  const { downShare = 0, downYears = watching.checkYears } = watching;
  if (downShare === 0) return;
  const upYears = (downYears * (1 - downShare)) / downShare;
  let isDown = stream.uniform() < downShare;
  let left = -Math.log(stream.uniform()) * (isDown ? downYears : upYears);
  for (let step = 0; step < paths.steps; step++) {
    left -= paths.stepYears;
    while (left <= 0) {
      isDown = !isDown;
      left -= Math.log(stream.uniform()) * (isDown ? downYears : upYears);
    }
    paths.down[from + step] = isDown ? 1 : 0;
  }
}

/** Writes one path: what came at once, then a diffusion whose lowest point between the two ends is drawn from its exact law. */
function writePrices(market: Market, paths: ProtectedPaths, from: number, stream: Stream): void {
  const { steps, stepYears, opens, lows, closes } = paths;
  const drift = market.drift.value + market.drift.standardError * stream.normal() - market.suddenDrift;
  const spread = Math.sqrt(Math.log1p(market.volatilityError ** 2));
  const volatility = market.volatility * Math.exp(spread * stream.normal() - spread ** 2 / 2);
  const mean = (drift - volatility ** 2 / 2) * stepYears;
  const variance = volatility ** 2 * stepYears;
  let at = 0;
  for (let step = from; step < from + steps; step++) {
    at += suddenMove(market, stepYears, stream);
    const move = mean + Math.sqrt(variance) * stream.normal();
    const low = (move - Math.sqrt(move * move - 2 * variance * Math.log(stream.uniform()))) / 2;
    opens[step] = Math.exp(at);
    lows[step] = Math.exp(at + low);
    at += move;
    closes[step] = Math.exp(at);
  }
}

/**
 * Paths of the market believed, with what is uncertain of its drift and volatility drawn once a path. The same seed gives the
 * same paths, and the outages do not depend on the prices.
 */
export function protectedPaths(request: ProtectionRequest): ProtectedPaths {
  const { paths, seed } = request;
  const size = stepsOf(request);
  const length = paths * size.steps;
  const column = (): Float32Array => new Float32Array(length);
  const made: ProtectedPaths = {
    ...{ paths, ...size, opens: column(), lows: column(), closes: column(), down: new Uint8Array(length) },
  };
  const market = marketOf(request);
  for (let path = 0; path < paths; path++) {
    writePrices(market, made, path * size.steps, createStream(seed, 2 * path));
    writeOutages(request, made, path * size.steps, createStream(seed, 2 * path + 1));
  }
  return made;
}
