import { createStream, type Stream } from "../src/kernel/index.js";
import type { BandPolicy, MoveLaw } from "../src/model/index.js";

/** What a venue does to one account, in its own words. Fractions. */
export type Terms =
  | {
      readonly kind: "lending";
      /** Debt over collateral above which it may close, where the asset and where cash is the collateral. */
      readonly assetThreshold: number;
      readonly cashThreshold: number;
      /** What liquidators get beyond the debt repaid, likewise. */
      readonly assetBonus: number;
      readonly cashBonus: number;
      /** Share of the debt that a call repays while the health factor is above `fullBelow`; 1: all of it. */
      readonly closeFactor: number;
      readonly fullBelow: number;
    }
  | {
      readonly kind: "perpetual";
      readonly maintenanceRate: number;
      /** Of notional, taken in a liquidation; null: the whole margin is lost. */
      readonly liquidationFeeRate: number | null;
    };

/** Rates a year, continuously compounded; funding is summed. */
export interface Rates {
  readonly borrow: number;
  readonly assetBorrow: number;
  readonly lend: number;
  readonly yield: number;
  readonly funding: number;
}

/** A managed position, as a person would tell it. Leverage ratios are signed and of total wealth. */
export interface Told {
  readonly terms: Terms;
  readonly rates: Rates;
  /** Part of wealth within the venue's reach, restored after each step by moving cash. */
  readonly share: number;
  readonly leverageRatio: number;
  readonly side: 1 | -1;
  readonly policy: BandPolicy;
  readonly tradingCostRate: number;
  readonly fixedCostShare: number;
  /** Laws of the volatility states, the chance of each to begin with, and of each to follow each after `switchesPerStep` turns. */
  readonly laws: readonly MoveLaw[];
  readonly start: readonly number[];
  readonly switching: readonly (readonly number[])[];
  readonly switchesPerStep: number;
  readonly stepYears: number;
  readonly steps: number;
  /** 0: nobody ever looks. */
  readonly stepsPerCheck: number;
  /** Part of the time that nobody acts, and for how many steps on average. */
  readonly downShare: number;
  readonly downSteps: number;
}

/** What one path came to. */
export interface PathResult {
  closed: number;
  /** Log of wealth at the end, less each surprise of the price times the leverage that met it: the same mean, with a far smaller error. */
  logWealth: number;
  traded: number;
  cost: number;
  trades: number;
  /** Share of wealth that the close cost, of wealth at the beginning of its step. */
  loss: number;
}

/** A log wealth is not followed below this part of what it was one step before. */
const LEAST_WEALTH = 1e-9;

/** A move of the log price; `broken` where a jump was in it, so that it may have passed a level without touching it. */
interface Move {
  readonly size: number;
  readonly broken: boolean;
}

/** Draws a step of a law; its mean, and the deviation of the Brownian path that it is taken for between its ends. */
interface Mover {
  readonly mean: number;
  /** Beyond the mean by more than this, a move counts as this much of a surprise: of symmetric laws whose tails are too heavy for a sample. */
  readonly surpriseMax: number;
  readonly bridgeDeviation: number;
  draw(stream: Stream): Move;
}

/** Number of the first chance that a uniform number falls in. */
function choose(chances: readonly number[], stream: Stream): number {
  let left = stream.uniform();
  for (let i = 0; i < chances.length - 1; i++) {
    left -= chances[i];
    if (left < 0) return i;
  }
  return chances.length - 1;
}

const exponential = (stream: Stream): number => -Math.log(stream.uniform());

function kouMover(law: Extract<MoveLaw, { kind: "kou" }>, years: number): Mover {
  const { intensityAnnual, downShare, meanDown, meanUp } = law.jumps;
  const deviation = law.volatilityAnnual * Math.sqrt(years);
  const jump = (1 - downShare) * meanUp - downShare * meanDown;
  return {
    mean: (law.driftAnnual + intensityAnnual * jump) * years,
    surpriseMax: Infinity,
    bridgeDeviation: deviation,
    draw: (stream) => {
      let size = law.driftAnnual * years + deviation * stream.normal();
      let count = 0;
      for (let at = exponential(stream); at < intensityAnnual * years; at += exponential(stream)) {
        size += stream.uniform() < downShare ? -meanDown * exponential(stream) : meanUp * exponential(stream);
        count++;
      }
      return { size, broken: count > 0 };
    },
  };
}

const meanOf = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

/** A law's step. */
function moverOf(law: MoveLaw, years: number): Mover {
  switch (law.kind) {
    case "normal": {
      const deviation = law.volatilityAnnual * Math.sqrt(years);
      const mean = law.driftAnnual * years;
      const draw = (stream: Stream): Move => ({ size: mean + deviation * stream.normal(), broken: false });
      return { mean, surpriseMax: Infinity, bridgeDeviation: deviation, draw };
    }
    case "kou":
      return kouMover(law, years);
    case "student-t": {
      const { mean, deviation, degreesOfFreedom: nu } = law;
      const scale = deviation * Math.sqrt((nu - 2) / nu);
      // Bailey 1994: the polar method for Student's t.
      const draw = (stream: Stream): Move => {
        const radius = Math.sqrt(nu * (stream.uniform() ** (-2 / nu) - 1));
        return { size: mean + scale * radius * Math.cos(2 * Math.PI * stream.uniform()), broken: true };
      };
      return { mean, surpriseMax: 5 * deviation, bridgeDeviation: deviation, draw };
    }
    case "normal-mixture": {
      const { parts } = law;
      const weights = parts.map((part) => part.weight);
      const mean = parts.reduce((sum, part) => sum + part.weight * part.mean, 0);
      const square = parts.reduce((sum, part) => sum + part.weight * (part.mean ** 2 + part.deviation ** 2), 0);
      const draw = (stream: Stream): Move => {
        const part = parts[choose(weights, stream)];
        return { size: part.mean + part.deviation * stream.normal(), broken: true };
      };
      return { mean, surpriseMax: Infinity, bridgeDeviation: Math.sqrt(square - mean ** 2), draw };
    }
    case "empirical": {
      const { moves, bandwidth } = law;
      if (bandwidth === null) throw new Error("the simulator smooths by a stated bandwidth only");
      const draw = (stream: Stream): Move => {
        const seen = moves[Math.floor(stream.uniform() * moves.length)];
        return { size: seen + bandwidth * stream.normal(), broken: true };
      };
      const mean = meanOf(moves);
      const spread = Math.sqrt(meanOf(moves.map((move) => (move - mean) ** 2)));
      return { mean, surpriseMax: Infinity, bridgeDeviation: Math.hypot(spread, bandwidth), draw };
    }
  }
}

/** An account at the venue: cash it holds, or owes below 0, and units of the asset, likewise. For a perpetual the cash is its margin. */
interface Holdings {
  readonly cash: number;
  readonly units: number;
  /** Price at which a perpetual was opened. */
  readonly entry: number;
}

/** Equity at a price. */
const worthAt = ({ kind }: Terms, { cash, units, entry }: Holdings, price: number): number =>
  kind === "lending" ? cash + units * price : cash + units * (price - entry);

/** Price at which the venue closes; null where there is none. */
function closingPrice(terms: Terms, { cash, units, entry }: Holdings): number | null {
  if (terms.kind === "lending") {
    if (units > 0 && cash < 0) return -cash / (units * terms.assetThreshold);
    return units < 0 ? (cash * terms.cashThreshold) / -units : null;
  }
  // cash + units (price - entry) = maintenance rate x |units| x price.
  const price = (units * entry - cash) / (units - terms.maintenanceRate * Math.abs(units));
  return price > 0 ? price : null;
}

/** The account after interest and funding, prices unchanged. */
function afterInterest({ kind }: Terms, { cash, units, entry }: Holdings, rates: Rates, years: number): Holdings {
  if (kind === "perpetual")
    return { cash: cash * Math.exp(rates.lend * years) - rates.funding * units * entry * years, units, entry };
  return {
    cash: cash * Math.exp((cash > 0 ? rates.lend : rates.borrow) * years),
    units: units * Math.exp((units > 0 ? rates.yield : rates.assetBorrow) * years),
    entry,
  };
}

/** Equity left by liquidators at a price at which they may call. */
function leftByLiquidators(terms: Terms, holdings: Holdings, price: number): number {
  const { cash, units } = holdings;
  if (terms.kind === "perpetual") {
    if (terms.liquidationFeeRate === null) return 0;
    const worth = worthAt(terms, holdings, price);
    return Math.max(0, worth - terms.liquidationFeeRate * Math.abs(units) * price);
  }
  const long = units > 0;
  let [collateral, debt] = long ? [units * price, -cash] : [cash, -units * price];
  const [threshold, bonus] = long ? [terms.assetThreshold, terms.assetBonus] : [terms.cashThreshold, terms.cashBonus];
  for (let calls = 0; calls === 0 || (debt > 0 && collateral * threshold < debt); calls++) {
    const all = (collateral * threshold) / debt <= terms.fullBelow || calls >= 100;
    const repaid = Math.min(all ? debt : terms.closeFactor * debt, collateral / (1 + bonus));
    debt -= repaid;
    collateral -= repaid * (1 + bonus);
    if (collateral < 1e-12) return 0;
  }
  return collateral - debt;
}

/** A position on its way. */
interface Walk {
  price: number;
  wealth: number;
  notional: number;
  /** Sum of what each move was beyond its mean, times the leverage it met: 0 in the mean, wherever it is stopped. */
  surprise: number;
}

/** One step of the price, in which the venue may close the position: what is left of wealth then, else null and the walk goes on. */
function moved(told: Told, walk: Walk, mover: Mover, stream: Stream): number | null {
  const { terms, rates, share, stepYears } = told;
  const [atVenue, idle] = [share * walk.wealth, (1 - share) * walk.wealth];
  const units = walk.notional / walk.price;
  const cash = terms.kind === "lending" ? atVenue - walk.notional : atVenue;
  const before: Holdings = { cash, units, entry: walk.price };
  const after = afterInterest(terms, before, rates, stepYears);
  const [levelBefore, levelAfter] = [closingPrice(terms, before), closingPrice(terms, after)];
  const { size, broken } = mover.draw(stream);
  const price = walk.price * Math.exp(size);
  walk.surprise +=
    (walk.notional / walk.wealth) * Math.max(-mover.surpriseMax, Math.min(mover.surpriseMax, size - mover.mean));
  const idleAfter = idle * Math.exp(rates.lend * stepYears);
  const closedAt = (at: number): number => idleAfter + Math.max(0, leftByLiquidators(terms, after, at));
  if (levelBefore !== null && levelAfter !== null) {
    // How far above a level below, or below a level above, in logs.
    const side = walk.notional > 0 ? 1 : -1;
    const far = side * Math.log(walk.price / levelBefore);
    const near = side * Math.log(price / levelAfter);
    if (far <= 0) return closedAt(walk.price);
    if (near <= 0) return closedAt(broken ? price : levelAfter);
    if (stream.uniform() < Math.exp((-2 * far * near) / mover.bridgeDeviation ** 2)) return closedAt(levelAfter);
  }
  walk.price = price;
  walk.wealth = idleAfter + worthAt(terms, after, price);
  walk.notional = after.units * price;
  return null;
}

/** Money to buy (or sell, below 0) so that afterwards notional / wealth is `wanted`, the costs of it paid out of wealth. */
export function tradeTo(
  wanted: number,
  { wealth, notional }: Pick<Walk, "wealth" | "notional">,
  rate: number,
  fixed: number,
): number {
  // notional + x = wanted (wealth - rate |x| - fixed).
  const missing = wanted * (wealth - fixed) - notional;
  return missing > 0 ? missing / (1 + rate * wanted) : missing / (1 - rate * wanted);
}

/** A check on which somebody acts. */
function check(told: Told, walk: Walk, result: PathResult): void {
  const { policy, side } = told;
  const size = Math.abs(walk.notional / walk.wealth);
  const tooLow = policy.low !== null && size < policy.low;
  const tooHigh = policy.high !== null && size > policy.high;
  if (!tooLow && !tooHigh) return;
  const edge = tooLow ? policy.low : policy.high;
  const wanted = side * (policy.tradeTo === "edge" && edge !== null ? edge : policy.target);
  const fixed = told.fixedCostShare * walk.wealth;
  const bought = tradeTo(wanted, walk, told.tradingCostRate, fixed);
  const paid = told.tradingCostRate * Math.abs(bought) + fixed;
  result.trades++;
  result.traded += Math.abs(bought) / walk.wealth;
  result.cost += paid / walk.wealth;
  walk.notional += bought;
  walk.wealth -= paid;
}

/** Whether somebody acts on checks, step after step: an outage ends with a chance of 1 in its mean length. */
function watcher({ downShare, downSteps }: Told, stream: Stream): () => boolean {
  if (downShare === 0) return () => true;
  const ends = Math.min(1, 1 / downSteps);
  const begins = Math.min(1, (ends * downShare) / (1 - downShare));
  let up = stream.uniform() >= downShare;
  return () => {
    const now = up;
    up = up ? stream.uniform() >= begins : stream.uniform() < ends;
    return now;
  };
}

/** The volatility state after one step: whole turns of the matrix, and a part of one with a chance in proportion. */
function switched({ switching, switchesPerStep }: Told, state: number, stream: Stream): number {
  let next = state;
  const whole = Math.floor(switchesPerStep + 1e-9);
  for (let turn = 0; turn < whole; turn++) next = choose(switching[next], stream);
  const part = switchesPerStep - whole;
  return part > 1e-9 && stream.uniform() < part ? choose(switching[next], stream) : next;
}

/** One path. */
function simulatedPath(told: Told, movers: readonly Mover[], stream: Stream): PathResult {
  const result: PathResult = { closed: 0, logWealth: 0, traded: 0, cost: 0, trades: 0, loss: 0 };
  const walk: Walk = { price: 100, wealth: 1, notional: told.leverageRatio, surprise: 0 };
  const acts = watcher(told, stream);
  let state = choose(told.start, stream);
  for (let step = 1; step <= told.steps; step++) {
    const before = walk.wealth;
    const left = moved(told, walk, movers[state], stream);
    if (left !== null) {
      result.closed = 1;
      result.loss = 1 - left / before;
      const cash = Math.log(before) + Math.log(Math.max(LEAST_WEALTH, left / before));
      result.logWealth = cash + told.rates.lend * told.stepYears * (told.steps - step) - walk.surprise;
      return result;
    }
    if (acts() && told.stepsPerCheck > 0 && step % told.stepsPerCheck === 0) check(told, walk, result);
    state = switched(told, state, stream);
  }
  result.logWealth = Math.log(walk.wealth) - walk.surprise;
  return result;
}

/** Means over paths and their standard errors. */
export interface Simulated {
  readonly mean: Readonly<PathResult>;
  readonly standardError: Readonly<PathResult>;
}

/** Simulates a managed position, path by path. */
export function simulated(told: Told, paths: number, seed: number): Simulated {
  const movers = told.laws.map((law) => moverOf(law, told.stepYears));
  const none = (): PathResult => ({ closed: 0, logWealth: 0, traded: 0, cost: 0, trades: 0, loss: 0 });
  const [mean, square] = [none(), none()];
  const names = ["closed", "logWealth", "traded", "cost", "trades", "loss"] as const;
  for (let path = 0; path < paths; path++) {
    const result = simulatedPath(told, movers, createStream(seed, path));
    for (const name of names) {
      mean[name] += result[name] / paths;
      square[name] += result[name] ** 2 / paths;
    }
  }
  const standardError = none();
  for (const name of names) standardError[name] = Math.sqrt(Math.max(0, square[name] - mean[name] ** 2) / paths);
  return { mean, standardError };
}
