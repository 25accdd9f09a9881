import { describe, expect, test } from "vitest";
import { createStream, studentTCdf, studentTDensity, type Stream } from "../../kernel/index.js";
import { advanced, chainOf, powersOf, startOf } from "./chain.js";
import { pointsOf } from "./points.js";
import type { StepFacts, Trade } from "./position.js";
import type { StepLaw } from "./step-law.js";
import { transitionOf, withSudden, type Exit, type Transition } from "./transition.js";

/*
 * The position of section 1 of the reference on speed, moved a day at a time: SIMPLE returns r = mu + s t(4), of standard
 * deviation 4 %, clamped at -.9; debt grows by 1.05 / 365 a day; closed where collateral x .83 < debt, with the bridge of a
 * Brownian path between two days and 5 % of the debt to the liquidator at the barrier; back to 2x outside [1.7, 2.4] for .1 %.
 */
const [MEAN, BORROW, THRESHOLD, BONUS, COST] = [0.0003, 0.05 / 365, 0.83, 0.05, 0.001];
const [TARGET, LOW, HIGH] = [2, 1.7, 2.4];
const CLAMP = -0.9;
const DAYS = 365;
const LEAST = 1e-9;

/** Volatility states, deviations of a day's return, and their switching after each day: calm, middling, wild. */
const DEVIATIONS = [0.024, 0.04, 0.071] as const;
const SWITCHING = [
  [0.97, 0.02, 0.01],
  [0.03, 0.94, 0.03],
  [0.02, 0.08, 0.9],
] as const;
/** Volatility state of the first day. */
const START = 0;

/** State of a leverage ratio above 1: ln(collateral / debt). And back. */
const stateOf = (leverageRatio: number): number => Math.log(leverageRatio / (leverageRatio - 1));
const leverageOf = (state: number): number => 1 / (1 - Math.exp(-state));

/** Chance that the bridge of a day met the barrier, from what collateral stands above it, over the collateral in the morning. */
function met(before: number, after: number, variance: number): number {
  const exponent = (-2 * before * after) / variance;
  return exponent < -40 ? 0 : Math.exp(exponent);
}

/** Chance of the clamp, which is beyond every barrier here. */
const clamped = (deviation: number): number => studentTCdf((CLAMP - MEAN) / (deviation * Math.SQRT1_2), 4);

/** One day's log move, given that the clamp was not reached. */
function dayOf(deviation: number): StepLaw {
  const scale = deviation * Math.SQRT1_2;
  const z = (move: number): number => (Math.expm1(move) - MEAN) / scale;
  const open = 1 - clamped(deviation);
  const reaches = [0, 1, 2, 3, 4.5];
  for (let reach = 4.5 * 1.6; reach * scale < 1000; reach *= 1.6) reaches.push(reach);
  const inside = [...reaches.map((reach) => -reach), ...reaches.slice(1)]
    .map((reach) => MEAN + reach * scale)
    .filter((simple) => simple > CLAMP + 0.01);
  return {
    density: (move) => (studentTDensity(z(move), 4) * Math.exp(move)) / scale / open,
    below: (at) => Math.max(0, studentTCdf(z(at), 4) - clamped(deviation)) / open,
    above: (at) => studentTCdf(-z(at), 4) / open,
    mean: MEAN - deviation ** 2 / 2,
    deviation,
    finest: scale,
    edges: [CLAMP, ...inside.sort((a, b) => a - b)].map(Math.log1p),
    ordinary: null,
    crossing: (start, end) =>
      met(1 - Math.exp(-start), Math.exp(end - start) * (1 + BORROW) - Math.exp(-start) * (1 + BORROW), deviation ** 2),
    crossingReach: (start) => (40 * deviation ** 2) / -Math.expm1(-start),
  };
}

/** What is left of 1 of equity where the venue closes it: the collateral at the barrier, less debt and bonus. */
const leftAtBarrier = (leverageRatio: number): number =>
  (leverageRatio - 1) * (1 + BORROW) * (1 / THRESHOLD - 1 - BONUS);

function factsAt(state: number, deviation: number): StepFacts {
  const leverageRatio = leverageOf(state);
  const shift = -Math.log1p(BORROW);
  const barrier = -Math.log(THRESHOLD) - state;
  const left = leftAtBarrier(leverageRatio);
  return {
    shift,
    cash: -(leverageRatio - 1) * (1 + BORROW),
    notional: leverageRatio,
    below: { start: barrier, end: barrier - shift },
    above: { start: Infinity, end: Infinity },
    closedAt: () => left,
    sudden: { probability: clamped(deviation), logWealth: Math.log(left), loss: 1 - left },
  };
}

/** The trade to the target, its own cost counted. */
function tradeFrom(state: number): Trade {
  const wanted = TARGET - leverageOf(state);
  const traded = Math.abs(wanted) / (1 + Math.sign(wanted) * COST * TARGET);
  return { traded, cost: COST * traded };
}

function transitionAt(nodes: number, deviation: number): Transition {
  const [from, to] = [stateOf(HIGH), stateOf(LOW)];
  // After the nodes the target, and cash for what is left of a closed position.
  const points = pointsOf([from, to], 0, nodes, [stateOf(TARGET), stateOf(TARGET)]);
  const cash = nodes + 1;
  const facts = Array.from(points.states, (state, i) => (i === cash ? null : factsAt(state, deviation)));
  const exit = (edge: number): Exit => ({ edge, to: nodes, trade: tradeFrom });
  const law = dayOf(deviation);
  const step = { points, law, low: exit(from), high: exit(to), facts, idleGrowth: 0, least: LEAST };
  return withSudden(
    transitionOf(step),
    facts.map((at) => at?.sudden ?? null),
  );
}

interface Reached {
  readonly liquidation: number;
  readonly logWealth: number;
  /** Largest row-sum error. */
  readonly leak: number;
}

/** A year of daily steps from the target, in volatility states that switch after each day. */
function yearOf(nodes: number, deviations: readonly number[], switching: readonly (readonly number[])[]): Reached {
  const transitions = deviations.map((deviation) => transitionAt(nodes, deviation));
  const cash = { from: [], place: nodes + 1, trade: { traded: 0, cost: 0 } };
  const chain = chainOf(transitions, switching, cash);
  const mass = new Float64Array(chain.size);
  mass[START * (nodes + 2) + nodes] = 1;
  const { totals } = advanced(startOf(mass), powersOf(chain), DAYS);
  const leak = Math.max(...transitions.map((transition) => transition.leak));
  return { liquidation: totals.closed, logWealth: totals.logWealth, leak };
}

interface Simulated {
  readonly liquidated: boolean;
  readonly logWealth: number;
}

/** The volatility state after `state`. */
function switched(state: number, uniform: number): number {
  const row = SWITCHING[state];
  return uniform < row[0] ? 0 : uniform < row[0] + row[1] ? 1 : 2;
}

/** A Student-t return with 4 degrees of freedom and this deviation (Bailey 1994), clamped. */
function drawn(stream: Stream, deviation: number): number {
  const radius = Math.sqrt(2 * (1 / Math.sqrt(stream.uniform()) - 1));
  return Math.max(CLAMP, MEAN + deviation * radius * Math.cos(2 * Math.PI * stream.uniform()));
}

/** One path in plain accounts: collateral and debt, moved a day at a time. */
function simulatedPath(stream: Stream): Simulated {
  let [collateral, debt, state] = [TARGET, TARGET - 1, START];
  for (let day = 0; day < DAYS; day++) {
    const deviation = DEVIATIONS[state];
    const before = collateral - debt / THRESHOLD;
    const variance = (collateral * deviation) ** 2;
    collateral *= 1 + drawn(stream, deviation);
    debt *= 1 + BORROW;
    const after = collateral - debt / THRESHOLD;
    if (after <= 0 || (2 * before * after < 40 * variance && stream.uniform() < met(before, after, variance)))
      return { liquidated: true, logWealth: Math.log(debt * (1 / THRESHOLD - 1 - BONUS)) };
    const leverage = collateral / (collateral - debt);
    if (leverage < LOW || leverage > HIGH) {
      const move = TARGET * (collateral - debt) - collateral;
      const bought = move / (1 + Math.sign(move) * COST * TARGET);
      collateral += bought;
      debt += bought + COST * Math.abs(bought);
    }
    state = switched(state, stream.uniform());
  }
  return { liquidated: false, logWealth: Math.log(collateral - debt) };
}

/** Mean and its standard error. */
function meanOf(values: Float64Array): { readonly mean: number; readonly error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares) / values.length };
}

describe("independent t(4) days", () => {
  const at = (nodes: number): Reached => yearOf(nodes, [0.04], [[1]]);
  const finest = at(64);

  test("the table's limit: P(liquidation) .029528809, E log wealth -1.020943672 (reference on speed, section 4)", () => {
    // The table's own rows add up to 1 within 5e-9 only, ours within 1e-14: P differs by 5.5e-9, the log by 2.7e-8.
    expect(Math.abs(finest.liquidation - 0.029528809)).toBeLessThan(1e-8);
    expect(Math.abs(finest.logWealth + 1.020943672)).toBeLessThan(5e-8);
    expect(finest.leak).toBeLessThan(1e-13);
  });

  test.each([
    [24, 0.0295535, 5e-7, -1.021798, 1e-4],
    [32, 0.02952896, 1e-8, -1.0209489, 1e-6],
    [48, 0.029528807, 1e-8, -1.020943673, 5e-8],
  ])(
    "its row of %i nodes, P %f and log %f, which quadrature of other panels gives too",
    (nodes, p, pAt, log, logAt) => {
      const row = at(nodes);
      expect(Math.abs(row.liquidation - p)).toBeLessThan(pAt);
      expect(Math.abs(row.logWealth - log)).toBeLessThan(logAt);
    },
  );

  test("a row-sum error below 1e-7 is an error of P below 1e-7: 32 nodes are at that edge, 48 well beyond", () => {
    const [rough, fine] = [at(32), at(48)];
    expect(rough.leak).toBeGreaterThan(5e-8);
    expect(rough.leak).toBeLessThan(2e-7);
    expect(Math.abs(rough.liquidation - finest.liquidation)).toBeLessThan(2 * rough.leak);
    expect(Math.abs(rough.logWealth - finest.logWealth)).toBeLessThan(65 * rough.leak);
    expect(fine.leak).toBeLessThan(1e-10);
    expect(Math.abs(fine.liquidation - finest.liquidation)).toBeLessThan(1e-10);
    expect(Math.abs(fine.logWealth - finest.logWealth)).toBeLessThan(1e-8);
  });

  test("the table's Monte Carlo of 4 million paths, .02963 +- .000085 and -1.02134 +- .0008, is within 4 standard errors", () => {
    expect(Math.abs(finest.liquidation - 0.02963)).toBeLessThan(4 * 0.000085);
    expect(Math.abs(finest.logWealth + 1.02134)).toBeLessThan(4 * 0.0008);
  });
});

// The reference gives .0594445 for its three regimes but not how they switch: that number cannot be reproduced. A chain that
// is stated here, of the same three deviations, is held to its own refinement and to simulation instead.
describe("three volatility states of 2.4, 4 and 7.1 % a day that switch as stated here", () => {
  const at = (nodes: number): Reached => yearOf(nodes, DEVIATIONS, SWITCHING);
  const finest = at(80);

  test("refinement: a row-sum error below 1e-7 is an error of P below 1e-7, and the calmest state sets the nodes", () => {
    const [rough, fine] = [at(48), at(64)];
    expect(rough.leak).toBeGreaterThan(1e-7);
    expect(Math.abs(rough.liquidation - finest.liquidation)).toBeLessThan(4 * rough.leak);
    expect(fine.leak).toBeLessThan(1e-7);
    expect(Math.abs(fine.liquidation - finest.liquidation)).toBeLessThan(1e-7);
    expect(Math.abs(fine.logWealth - finest.logWealth)).toBeLessThan(1e-6);
  });

  test("a plain simulation of collateral and debt is within 4 standard errors", () => {
    const paths = 60_000;
    const [liquidated, logWealth] = [new Float64Array(paths), new Float64Array(paths)];
    for (let path = 0; path < paths; path++) {
      const end = simulatedPath(createStream(4, path));
      [liquidated[path], logWealth[path]] = [end.liquidated ? 1 : 0, end.logWealth];
    }
    const [odds, growth] = [meanOf(liquidated), meanOf(logWealth)];
    expect(Math.abs(odds.mean - finest.liquidation)).toBeLessThan(4 * odds.error);
    expect(Math.abs(growth.mean - finest.logWealth)).toBeLessThan(4 * growth.error);
  });
});
