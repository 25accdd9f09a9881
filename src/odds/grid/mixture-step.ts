import { normalCdf, normalDensity, quantile } from "../../kernel/index.js";
import type { MixturePart, MoveLaw } from "../../model/index.js";
import { brownianBridge } from "./normal-step.js";
import type { StepLaw } from "./step-law.js";

const DEVIATIONS = [-8.5, -6, -4, -2, 0, 2, 4, 6, 8.5] as const;

/** Deviations beyond which a part is not looked at. */
const REACH = 8.5;

/** Panel edges closer than this part of the narrowest deviation are one. */
const SAME = 0.5;

/** Edges of all parts, thinned to what the narrowest asks for. */
function edgesOf(parts: readonly MixturePart[], finest: number): readonly number[] {
  const all = parts
    .flatMap(({ mean, deviation }) => DEVIATIONS.map((deviations) => mean + deviations * deviation))
    .sort((a, b) => a - b);
  const kept: number[] = [];
  all.forEach((edge, i) => {
    if (i === all.length - 1 || kept.length === 0 || edge - kept[kept.length - 1] > SAME * finest) kept.push(edge);
  });
  return kept;
}

/** Mean and standard deviation of a mixture. */
function momentsOf(parts: readonly MixturePart[]): { readonly mean: number; readonly deviation: number } {
  const mean = parts.reduce((sum, part) => sum + part.weight * part.mean, 0);
  const square = parts.reduce((sum, part) => sum + part.weight * ((part.mean - mean) ** 2 + part.deviation ** 2), 0);
  return { mean, deviation: Math.sqrt(square) };
}

/** A mixture of normal steps; between two looks the path is taken for a Brownian one of the whole deviation. */
export function mixtureStep(parts: readonly MixturePart[]): StepLaw {
  const { mean, deviation } = momentsOf(parts);
  const finest = Math.min(...parts.map((part) => part.deviation));
  const sum = (f: (part: MixturePart) => number): number => parts.reduce((all, part) => all + part.weight * f(part), 0);
  return {
    density: (move) => sum((part) => normalDensity((move - part.mean) / part.deviation) / part.deviation),
    below: (at) => sum((part) => normalCdf((at - part.mean) / part.deviation)),
    above: (at) => sum((part) => normalCdf((part.mean - at) / part.deviation)),
    mean,
    deviation,
    finest,
    edges: edgesOf(parts, finest),
    ordinary: null,
    ...brownianBridge(deviation),
  };
}

/** Lattice points to one bandwidth. */
const PER_BANDWIDTH = 2;

/** Least part of the deviation that counts as the range of the middle half: of a price that hardly moves but for a few days, the rule would smooth nothing. */
const RANGE_LEAST = 1e-3;

/** Silverman's rule of thumb (1986, 3.31): .9 min(deviation, interquartile range / 1.34) n^(-1/5). */
function silverman(moves: Float64Array, deviation: number): number {
  const range = (quantile(moves, 0.75) - quantile(moves, 0.25)) / 1.34;
  return 0.9 * Math.min(deviation, range > RANGE_LEAST * deviation ? range : deviation) * moves.length ** -0.2;
}

/** Weights on an even lattice, each move shared by the two points beside it, which keeps the mean. */
function latticeOf(moves: Float64Array, spacing: number): { readonly from: number; readonly weights: Float64Array } {
  const [low, high] = [Math.min(...moves), Math.max(...moves)];
  const weights = new Float64Array(Math.ceil((high - low) / spacing) + 2);
  for (const move of moves) {
    const place = (move - low) / spacing;
    const cell = Math.floor(place);
    weights[cell] += (1 - (place - cell)) / moves.length;
    weights[cell + 1] += (place - cell) / moves.length;
  }
  return { from: low, weights };
}

/** Sum over the lattice points within reach of `at`, and all those below it. */
function nearSum(
  { from, weights }: { readonly from: number; readonly weights: Float64Array },
  spacing: number,
  reach: number,
  at: number,
  f: (point: number) => number,
): number {
  const first = Math.max(0, Math.ceil((at - reach - from) / spacing));
  const last = Math.min(weights.length - 1, Math.floor((at + reach - from) / spacing));
  let sum = 0;
  for (let i = first; i <= last; i++) if (weights[i] > 0) sum += weights[i] * f(from + i * spacing);
  return sum;
}

/** Moves seen, smoothed by a normal law: binned on a lattice of half a bandwidth, which keeps the mean; the variance that binning adds, at most a sixteenth of the bandwidth's, is taken off the smoothing, so that the whole has the sample's and the bandwidth's. */
export function smoothedStep(law: Extract<MoveLaw, { kind: "empirical" }>): StepLaw {
  const moves = Float64Array.from(law.moves);
  const mean = moves.reduce((sum, move) => sum + move, 0) / moves.length;
  const spread = Math.sqrt(moves.reduce((sum, move) => sum + (move - mean) ** 2, 0) / moves.length);
  const asked = law.bandwidth ?? silverman(moves, spread);
  const spacing = asked / PER_BANDWIDTH;
  const lattice = latticeOf(moves, spacing);
  const binned = lattice.weights.reduce((sum, weight, i) => sum + weight * (lattice.from + i * spacing - mean) ** 2, 0);
  const bandwidth = Math.sqrt(asked ** 2 - (binned - spread ** 2));
  const points = lattice.weights.length;
  const [lower, upper] = [new Float64Array(points + 1), new Float64Array(points + 1)];
  lattice.weights.forEach((weight, i) => (lower[i + 1] = lower[i] + weight));
  for (let i = points - 1; i >= 0; i--) upper[i] = upper[i + 1] + lattice.weights[i];
  const reach = REACH * bandwidth;
  const place = (at: number): number => Math.min(points, Math.max(0, at));
  const belowReach = (at: number): number => lower[place(Math.ceil((at - reach - lattice.from) / spacing))];
  const aboveReach = (at: number): number => upper[place(Math.floor((at + reach - lattice.from) / spacing) + 1)];
  const deviation = Math.hypot(spread, asked);
  const [low, high] = [lattice.from - reach, lattice.from + points * spacing + reach];
  const panels = Math.ceil((high - low) / (3 * bandwidth));
  return {
    density: (move) =>
      nearSum(lattice, spacing, reach, move, (point) => normalDensity((move - point) / bandwidth)) / bandwidth,
    below: (at) =>
      belowReach(at) + nearSum(lattice, spacing, reach, at, (point) => normalCdf((at - point) / bandwidth)),
    above: (at) =>
      aboveReach(at) + nearSum(lattice, spacing, reach, at, (point) => normalCdf((point - at) / bandwidth)),
    mean,
    deviation,
    finest: bandwidth,
    edges: Array.from({ length: panels + 1 }, (_, i) => low + ((high - low) * i) / panels),
    ordinary: null,
    ...brownianBridge(deviation),
  };
}
