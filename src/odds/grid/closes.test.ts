import { describe, expect, test } from "vitest";
import { always, positionOf, ratesOf, wholeClose } from "../../../tests/managed.js";
import type { MoveLaw } from "../../model/index.js";
import { custom } from "../../venues/custom/index.js";
import type { VenueMarket } from "../../venues/index.js";
import { closeBeyond, type Beyond } from "./closes.js";
import { LEAST_WEALTH } from "./position.js";
import { stepLawOf } from "./step-laws.js";

const DAY = 1 / 365;

const kou = (intensityAnnual: number, downShare: number, meanDown: number, meanUp: number): MoveLaw => ({
  kind: "kou",
  driftAnnual: 0.02,
  volatilityAnnual: 0.6,
  jumps: { intensityAnnual, downShare, meanDown, meanUp },
});

const LAWS: readonly (readonly [string, MoveLaw])[] = [
  ["Kou, small jumps", kou(4, 0.7, 0.03, 0.03)],
  ["Kou, large jumps", kou(4, 0.6, 0.4, 0.25)],
  ["Kou, many jumps", kou(180, 0.3, 0.08, 0.05)],
  ["t(4)", { kind: "student-t", stepYears: DAY, mean: 0.001, deviation: 0.03, degreesOfFreedom: 4 }],
  ["t(2.5)", { kind: "student-t", stepYears: DAY, mean: 0, deviation: 0.03, degreesOfFreedom: 2.5 }],
];

const reserve = { loanToValueMax: 0.8, liquidationThreshold: 0.83, liquidationBonus: 0.05 };

/** The same lending, but that half of the debt is closed down to a health factor of .95: what a close leaves then jumps there. */
const halfClose: VenueMarket = custom.market({
  kind: "lending",
  asset: "ETH",
  quote: "USD",
  asOf: "2026-01-31",
  source: "a test",
  tradingCostRate: 0,
  closeFactor: 0.5,
  healthFactorFull: 0.95,
  reserves: { ETH: reserve, USD: reserve },
});

/** What lies beyond the close of a position of this leverage after a day. */
function beyondOf(market: VenueMarket, leverage: number, given: MoveLaw): Beyond {
  const rates = ratesOf({ borrowRateAnnual: 0.05 });
  const position = positionOf({ market, rates, moves: always(given), leverage, years: [1] });
  const state = position.stateOf(leverage);
  const facts = position.step(state, DAY);
  const away =
    leverage > 0 ? ({ level: facts.below.end, side: -1 } as const) : { level: facts.above.end, side: 1 as const };
  return { law: stepLawOf(given, DAY), facts, ...away, centre: state, breaks: { below: NaN, above: NaN } };
}

/** Log wealth as what a close leaves counts towards it. */
const logLeftAt = ({ facts }: Beyond, move: number): number => Math.log(Math.max(LEAST_WEALTH, facts.closedAt(move)));

/** Mean log wealth that closes beyond the level take, and their mass, as the engine has them. */
function taken(beyond: Beyond): { readonly log: number; readonly mass: number } {
  let [log, mass] = [0, 0];
  closeBeyond(beyond, (move, share) => {
    log += share * logLeftAt(beyond, move);
    mass += share;
  });
  return { log, mass };
}

const LEVERAGES = [1.5, 3, 5, -0.5, -2] as const;

/** Of masses that are differences of the law's own. */
const ROUNDING = 1e-15;

/** Cells of the plain sum between two edges of the law. */
const CELLS = 4000;

/** The same by a plain sum over the density, what came without a jump closed at the level. */
function summed(beyond: Beyond): number {
  const { law, level, side } = beyond;
  const past = (at: number): number => (side > 0 ? law.above(at) : law.below(at));
  const ordinary = (at: number): number => (side > 0 ? law.ordinary?.above(at) : law.ordinary?.below(at)) ?? 0;
  const jumped = (at: number): number => Math.max(0, law.density(at) - (law.ordinary?.density(at) ?? 0));
  const outwards = [level, ...law.edges.filter((edge) => side * (edge - level) > 0)].sort((a, b) => side * (a - b));
  const last = outwards[outwards.length - 1];
  let sum = ordinary(level) * logLeftAt(beyond, level) + (past(last) - ordinary(last)) * logLeftAt(beyond, last);
  for (let stretch = 1; stretch < outwards.length; stretch++) {
    const cell = (outwards[stretch] - outwards[stretch - 1]) / CELLS;
    for (let k = 0; k < CELLS; k++) {
      const move = outwards[stretch - 1] + cell * (k + 0.5);
      sum += Math.abs(cell) * jumped(move) * logLeftAt(beyond, move);
    }
  }
  return sum;
}

describe.each(LAWS)("%s: mean log wealth taken by closes, against a plain sum over the density", (_, law) => {
  // The log of what is left falls off without end where a close comes to leave nothing; panels are not cut where it jumps.
  test.each([
    ["all at once", wholeClose, 2e-4],
    ["half, then all", halfClose, 0.01],
  ] as const)("%s", (_name, market, within) => {
    for (const leverage of LEVERAGES) {
      const beyond = beyondOf(market, leverage, law);
      const plain = summed(beyond);
      expect(Math.abs(taken(beyond).log - plain)).toBeLessThan(within * Math.abs(plain) + ROUNDING);
    }
  });

  test.each(LEVERAGES)("%fx: all mass beyond the level is closed, once", (leverage) => {
    const beyond = beyondOf(wholeClose, leverage, law);
    const past = beyond.side > 0 ? beyond.law.above(beyond.level) : beyond.law.below(beyond.level);
    expect(taken(beyond).mass / past).toBeCloseTo(1, 9);
  });
});
