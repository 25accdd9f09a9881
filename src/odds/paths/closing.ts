import { OutOfRangeError } from "../../errors/index.js";
import type { PathClosing } from "../../kernel/index.js";
import { equity, type Account } from "../../model/index.js";
import { pricesAt, surplus } from "../../venues/index.js";
import { movesMeanwhile, overshootOf, type VenueHolding } from "../grid/venue-position.js";
import { liquidationMoves } from "../liquidation-barrier.js";
import { accountOf, balancesAt, eased, pathOf, type Balances } from "./balances.js";

/** Where a venue closes, as paths carry it, and how well that says what the venue's own solver does. */
export interface DerivedClosing {
  /** Null where no price closes it. */
  readonly closing: PathClosing | null;
  /** Largest log distance between the solver's level and this one, over the leverage ratios asked for at half, the same and twice the wealth; 0 where nothing closes. */
  readonly levelApart: number;
}

/** The straight line that the surplus is where the position is closed: ofNotional x notional + ofCash x cash + constant. */
type Line = Omit<PathClosing, "left">;

/** Cells of the table of what a close leaves. */
const CELLS = 1024;

/** Log distance of levels beyond which the line does not say what the venue does. */
const LEVELS_APART_MAX = 0.05;

/** Constants below this part of wealth, and distances below this in logs, are rounding. */
const NONE = 1e-12;

/** Wealth, over the holding's, at which levels are compared. */
const SCALES = [1, 0.5, 2] as const;

/** Log move at which the venue's solver closes balances, on the side that hurts; infinite where there is none. */
function levelOf(holding: VenueHolding, balances: Balances, scale = 1): number {
  const { market, prices } = holding;
  const { below, above } = liquidationMoves({ market, prices, account: accountOf(holding, balances, scale) });
  return balances.notional > 0 ? below : above;
}

/** A price ratio inside the piece on whose edge, or in which, a level lies: between it and the next break on the side of safety. */
function ratioInside(holding: VenueHolding, account: Account, level: number, side: 1 | -1): number {
  const breaks = holding.market.model
    .demandBreaks(account, pathOf(holding))
    .map((ratio) => side * (Math.log(ratio) - level))
    .filter((distance) => distance > NONE);
  return Math.exp(level + (side * Math.min(1, ...breaks)) / 2);
}

/** The line of the piece in which these balances are closed at `level`. */
function lineAt(holding: VenueHolding, balances: Balances, level: number): Line {
  const { market, wealth } = holding;
  const side = balances.notional > 0 ? 1 : -1;
  const path = pathOf(holding);
  const account = accountOf(holding, balances);
  const at = (of: Account, ratio: number): number => surplus(market.model, of, pricesAt(path, ratio)) / wealth;
  const [edge, inside] = [Math.exp(level), ratioInside(holding, account, level, side)];
  const there = at(account, inside);
  const ofNotional = (there - at(account, edge)) / ((inside - edge) * balances.notional);
  const more = eased(balances);
  const ofCash = (at(accountOf(holding, more), inside) - there) / (more.cash - balances.cash);
  const constant = there - ofNotional * inside * balances.notional - ofCash * balances.cash;
  return { ofNotional, ofCash, constant: Math.abs(constant) < NONE ? 0 : constant };
}

/** Signed notional at which a line closes cash. */
const closingNotional = ({ ofNotional, ofCash, constant }: Line, cash: number): number =>
  -(ofCash * cash + constant) / ofNotional;

/** Log distance between where the solver and the line close one leverage ratio other than 0; infinite where only one of them does. */
function apartAt(holding: VenueHolding, line: Line, leverageRatio: number, scale: number): number {
  const balances = balancesAt(holding, leverageRatio);
  const level = levelOf(holding, balances, scale);
  const ratio = closingNotional({ ...line, constant: line.constant / scale }, balances.cash) / leverageRatio;
  const none = !(ratio > 0);
  if (none || !Number.isFinite(level)) return none && !Number.isFinite(level) ? 0 : Infinity;
  return Math.abs(Math.log(ratio) - level);
}

/** Leverage ratios of total wealth that a position is held at, the first now; and whether a policy trades back to them. */
export interface Visited {
  readonly ratios: readonly number[];
  readonly trades: boolean;
}

/** A line with its distance from the solver: at the holding's wealth, and over all sizes of it. */
interface Judged {
  readonly line: Line;
  readonly apart: number;
  readonly levelApart: number;
}

function judged(holding: VenueHolding, line: Line, leverageRatios: readonly number[]): Judged {
  const [apart, ...others] = SCALES.map((scale) =>
    leverageRatios.reduce((most, ratio) => Math.max(most, ratio === 0 ? 0 : apartAt(holding, line, ratio, scale)), 0),
  );
  return { line, apart, levelApart: Math.max(apart, ...others) };
}

/**
 * The line that says best where the venue closes these leverage ratios: the surplus of one tier; or, where a venue demands a part of
 * what was once opened, so that its constant is a part of wealth, the line through the same level that scales with wealth. That
 * one is taken as well where a policy trades: a constant is money, and would stay while a re-levered account shrinks or grows.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) where neither says what the venue does
 */
function bestLine(
  holding: VenueHolding,
  leverageRatio: number,
  level: number,
  { ratios: all, trades }: Visited,
): Judged {
  const balances = balancesAt(holding, leverageRatio);
  const line = lineAt(holding, balances, level);
  const scaled = (-line.ofCash * balances.cash) / (leverageRatio * Math.exp(level));
  const candidates = [line, { ofNotional: scaled, ofCash: line.ofCash, constant: 0 }];
  const [first, second] = candidates.map((each) => judged(holding, each, all));
  const scales = trades ? second.apart <= LEVELS_APART_MAX : second.levelApart < first.levelApart;
  const best = scales ? second : first;
  if (best.apart <= LEVELS_APART_MAX) return best;
  throw new OutOfRangeError({
    field: "policy",
    got: `leverage ratios ${all.join(", ")}, closed up to ${best.apart} log moves off one straight line`,
    want: `at most ${LEVELS_APART_MAX} off it`,
    hint: "ask about leverage that stays in one tier of the venue",
  });
}

/** What a close leaves at a price ratio, over wealth. */
function leftAt(holding: VenueHolding, account: Account, ratio: number): number {
  const { market, wealth } = holding;
  const path = pathOf(holding);
  const { account: rest } = market.model.liquidate(account, pricesAt(path, ratio));
  return movesMeanwhile(holding).reduce((sum, { move, weight }) => {
    const worth = equity(rest, pricesAt(path, ratio * Math.exp(move))) / wealth;
    return sum + weight * (market.model.recourse ? worth : Math.max(0, worth));
  }, 0);
}

/** The table of what a close leaves over |cash|, from the venue's own liquidation of these balances. */
function leftOf(holding: VenueHolding, line: Line, { notional, cash }: Balances): Float64Array {
  const account = accountOf(holding, { notional, cash });
  const level = closingNotional(line, cash) / notional;
  const atLevel = holding.closesAtLevel === true;
  return Float64Array.from({ length: CELLS + 1 }, (_, i) => {
    // Beyond every price the table's end stands for the last cell's.
    const u = atLevel ? 1 : Math.max(i, NONE) / CELLS;
    return leftAt(holding, account, notional > 0 ? level * u : level / u) / Math.abs(cash);
  });
}

/** The line moved further off by the mean overshoot of a level that is looked at every so often. */
function lookedAt(holding: VenueHolding, line: Line, side: number): Line {
  return { ...line, ofNotional: line.ofNotional * Math.exp(side * overshootOf(holding)) };
}

/**
 * Where the venue closes a holding at these leverage ratios of total wealth (the first is the one held), and what it then leaves, from
 * its own solver and its own liquidation: nothing here knows a venue. The equity that a venue demands is made of straight
 * lines; the one of the piece in which the close of the first closable ratio lies is taken, at the holding's wealth.
 * Null where the price that closes it is not the market's.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) where that line does not say where the venue closes the others.
 */
export function closingOf(holding: VenueHolding, visited: Visited): DerivedClosing {
  const none = { closing: null, levelApart: 0 };
  if (!holding.seesMarket) return none;
  for (const leverageRatio of visited.ratios) {
    if (leverageRatio === 0) continue;
    const balances = balancesAt(holding, leverageRatio);
    const level = levelOf(holding, balances);
    if (!Number.isFinite(level)) continue;
    const { line, levelApart } = bestLine(holding, leverageRatio, level, visited);
    const looked = lookedAt(holding, line, Math.sign(leverageRatio));
    return { closing: { ...looked, left: leftOf(holding, looked, balances) }, levelApart };
  }
  return none;
}
