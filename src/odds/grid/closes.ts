import { gaussLegendre } from "../../kernel/index.js";
import type { StepFacts } from "./position.js";
import type { Spread, StepLaw } from "./step-law.js";

/** States from which on a close leaves the same, on either side, as the last row found them: where the next one looks first. */
export interface Breaks {
  below: number;
  above: number;
}

/** What ends beyond a level at which the venue closes. */
export interface Beyond {
  readonly law: StepLaw;
  readonly facts: StepFacts;
  /** Log move of the level, and which way lies beyond: 1 above it, -1 below. */
  readonly level: number;
  readonly side: 1 | -1;
  /** State that a move of 0 leads to. */
  readonly centre: number;
  readonly breaks: Breaks;
}

/** Nodes of a panel: each asks the venue what it does. */
const NODES = 4;

/** How nearly the move is known from which a close leaves the same. */
const SAME = 1e-7;

/** Parts of the way to that move at which panels end: the log of what is left falls off without end there. */
const TOWARDS_BREAK = [0.2, 0.02] as const;

/** The move from which on a close leaves what it leaves at the furthest: by halving, or where the last row found it. */
function breakOff({ facts, level, side, centre, breaks }: Beyond, furthest: number): number {
  const { closedAt } = facts;
  const last = closedAt(furthest);
  if (closedAt(level) === last) return level;
  const name = side > 0 ? "above" : "below";
  const guess = breaks[name] - centre;
  const inside = side * (guess - level) > SAME && side * (furthest - guess) > SAME;
  if (inside && closedAt(guess) === last && closedAt(guess - side * SAME) !== last) return guess;
  let [varies, same] = [level, furthest];
  while (Math.abs(same - varies) > SAME / 2) {
    const middle = (varies + same) / 2;
    if (closedAt(middle) === last) same = middle;
    else varies = middle;
  }
  breaks[name] = same + centre;
  return same;
}

/** Ends of panels outwards from the level to the move from which on a close leaves the same. */
function panelsOf({ law, level, side }: Beyond, end: number): readonly number[] {
  const inside = law.edges.filter((edge) => side * (edge - level) > 0 && side * (end - edge) > 0);
  const ordered = side > 0 ? inside : inside.reverse();
  const last = ordered.length === 0 ? level : ordered[ordered.length - 1];
  return [level, ...ordered, ...TOWARDS_BREAK.map((part) => end + part * (last - end)), end];
}

/** The part of a law that comes by jumps. */
function jumpsOf(law: StepLaw): Spread | null {
  const { ordinary } = law;
  if (ordinary === null) return law;
  if (ordinary.above(-Infinity) >= 1 - NONE) return null;
  return {
    density: (move) => Math.max(0, law.density(move) - ordinary.density(move)),
    below: (at) => Math.max(0, law.below(at) - ordinary.below(at)),
    above: (at) => Math.max(0, law.above(at) - ordinary.above(at)),
  };
}

/** Chance of a jump that is none. */
const NONE = 1e-15;

/** Calls `close(move, mass)` for the mass beyond a level at the step's end: what came there without a jump was closed at the level, the rest where it landed. */
export function closeBeyond(beyond: Beyond, close: (move: number, mass: number) => void): void {
  const { law, level, side } = beyond;
  const past = (spread: Spread, move: number): number => (side > 0 ? spread.above(move) : spread.below(move));
  if (law.ordinary !== null) close(level, past(law.ordinary, level));
  const jumps = jumpsOf(law);
  if (jumps === null) return;
  const { edges } = law;
  const furthest = side > 0 ? Math.max(level, edges[edges.length - 1]) : Math.min(level, edges[0]);
  const end = breakOff(beyond, furthest);
  const { nodes, weights } = gaussLegendre(NODES);
  const panels = end === level ? [level] : panelsOf(beyond, end);
  let before = past(jumps, level);
  for (let panel = 1; panel < panels.length; panel++) {
    const middle = (panels[panel] + panels[panel - 1]) / 2;
    const half = Math.abs(panels[panel] - panels[panel - 1]) / 2;
    const masses = weights.map((weight, k) => weight * jumps.density(middle + half * nodes[k]));
    const after = past(jumps, panels[panel]);
    // The law says how much lies in the panel; quadrature only shares it out.
    const shared = masses.reduce((sum, mass) => sum + mass, 0);
    // Where nodes see no density what lies in the panel goes on to the next.
    if (shared === 0) continue;
    const scale = (before - after) / shared;
    before = after;
    if (scale > 0) masses.forEach((share, k) => close(middle + half * nodes[k], share * scale));
  }
  if (before > 0) close(panels[panels.length - 1], before);
}
