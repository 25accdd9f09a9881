import { OutOfRangeError } from "../../errors/index.js";
import { createStream, type SeveralClosing } from "../../kernel/index.js";
import { equity } from "../../model/index.js";
import { surplus } from "../../venues/index.js";
import { severalAccountOf, severalBalancesOf, type SeveralBalances, type SeveralHolding } from "./several-balances.js";

/** How the assets of an account move together: what is likely when it is closed. */
export interface JointMoves {
  /** Of each moving leg, which asset it moves with. */
  readonly assetOf: readonly number[];
  /** Covariance of the assets' log moves over the time that matters, row after row. */
  readonly covariance: Float64Array;
  /** Its Cholesky factor. */
  readonly factor: Float64Array;
}

/** The surplus as a straight line in the balances. */
export interface SeveralLine extends Pick<SeveralClosing, "ofNotional" | "constant"> {
  /** What cash counts where it is held, and where it is owed. */
  readonly ofHeld: number;
  readonly ofOwed: number;
}

/** Where a venue closes an account of several assets, as paths carry it, and how well that says what its own rule does. */
export interface DerivedSeveralClosing {
  readonly line: SeveralLine;
  /** Null where no move closes it. */
  readonly closing: SeveralClosing | null;
  /** Largest |surplus|, over the sum of notionals, that the venue's own rule finds where the line is 0, along joint moves; 0 where nothing closes. */
  readonly apart: number;
}

/** Cells of the table of what a close leaves. */
const CELLS = 1024;
/** Balances over wealth that tell a slope: small enough to stay in one piece, large enough for rounding. */
const BUMP = 1e-4;
/** Standard deviations of a joint move beyond which nothing is looked for, and parts of one in which it is. */
const FAR = 40;
const PARTS = 8;
const HALVINGS = 50;
/** Times that the way to the close is found anew from the slopes where it ended. */
const ROUNDS = 3;
/** Joint moves along which the line is held against the venue's rule, and the most they may differ. */
const CHECKS = 64;
const APART_MAX = 0.05;
/** Constants below this part of wealth are rounding. */
const NONE = 1e-9;

/** Surplus by the venue's own rule, over wealth. */
const surplusOf = (holding: SeveralHolding, balances: SeveralBalances): number =>
  surplus(holding.model, severalAccountOf(holding, balances), holding.prices) / holding.wealth;

/** Surplus by the line. */
const lineAt = ({ ofNotional, ofHeld, ofOwed, constant }: SeveralLine, { notionals, cash }: SeveralBalances): number =>
  notionals.reduce(
    (sum, notional, i) => sum + ofNotional[i] * notional,
    (cash < 0 ? ofOwed : ofHeld) * cash + constant,
  );

/** Equity of balances, over wealth. */
const worthOf = ({ notionals, cash }: SeveralBalances): number => notionals.reduce((sum, each) => sum + each, cash);

/** The straight line that the surplus is about these balances. */
function lineAbout(holding: SeveralHolding, balances: SeveralBalances): SeveralLine {
  const { notionals, cash } = balances;
  const there = surplusOf(holding, balances);
  const ofNotional = notionals.map((notional, i) => {
    const bump = notional * BUMP;
    if (bump === 0) return 0;
    const bumped = notionals.map((each, j) => (i === j ? each + bump : each));
    return (surplusOf(holding, { notionals: bumped, cash }) - there) / bump;
  });
  const [less, none, more] = [-BUMP, 0, BUMP].map((each) => surplusOf(holding, { notionals, cash: each }));
  const line = { ofNotional, ofHeld: (more - none) / BUMP, ofOwed: (none - less) / BUMP, constant: 0 };
  const constant = there - lineAt(line, balances);
  return { ...line, constant: Math.abs(constant) < NONE ? 0 : constant };
}

/** Log move of each leg for one standard deviation of the joint move that most likely closes the line: against its gradient, in the metric of the covariance. */
function likeliestMove(line: SeveralLine, { notionals }: SeveralBalances, joint: JointMoves): readonly number[] | null {
  const { assetOf, covariance, factor } = joint;
  const assets = Math.sqrt(factor.length);
  const gradient = new Float64Array(assets);
  notionals.forEach((notional, i) => (gradient[assetOf[i]] += line.ofNotional[i] * notional));
  const along = Float64Array.from({ length: assets }, (_, a) =>
    gradient.reduce((sum, each, b) => sum + covariance[a * assets + b] * each, 0),
  );
  const variance = along.reduce((sum, each, a) => sum + each * gradient[a], 0);
  return variance > 0 ? assetOf.map((a) => -along[a] / Math.sqrt(variance)) : null;
}

/** Balances after so many times a move of the legs. */
const moved = ({ notionals, cash }: SeveralBalances, move: readonly number[], times: number): SeveralBalances => ({
  notionals: notionals.map((notional, i) => notional * Math.exp(times * move[i])),
  cash,
});

/** First times a move, above 0, at which `positive` ends; null where it does not within reach. */
function endOf(positive: (times: number) => boolean, from: number): number | null {
  let safe = from;
  for (let part = 1; part <= FAR * PARTS; part++) {
    const next = from + part / PARTS;
    if (positive(next)) safe = next;
    else {
      let beyond = next;
      for (let halving = 0; halving < HALVINGS; halving++) {
        const middle = (safe + beyond) / 2;
        if (positive(middle)) safe = middle;
        else beyond = middle;
      }
      return beyond;
    }
  }
  return null;
}

/**
 * The line through 0 that is 0 where the given one is at these balances: what a constant says, on the notionals. A constant is
 * money, and would stay where a policy keeps its leverage of a wealth that grows or shrinks.
 */
function throughZero(line: SeveralLine, { notionals }: SeveralBalances): SeveralLine {
  const gross = notionals.reduce((sum, notional) => sum + Math.abs(notional), 0);
  const more = line.constant / gross;
  const ofNotional = line.ofNotional.map((each, i) => each + (notionals[i] < 0 ? -more : more));
  return { ...line, ofNotional, constant: 0 };
}

/** The likeliest way to the close, and the line there. */
interface Way {
  readonly line: SeveralLine;
  readonly move: readonly number[];
  /** Times the move at which the line is 0. */
  readonly times: number;
}

/** The likeliest way to the close; null where no move closes the account. `resized`: the account's size will change. */
function wayOf(holding: SeveralHolding, balances: SeveralBalances, joint: JointMoves, resized: boolean): Way | null {
  let line = lineAbout(holding, balances);
  let move = likeliestMove(line, balances, joint);
  for (let round = 0; round < ROUNDS; round++) {
    const way = move;
    if (way === null) return null;
    const found = endOf((times) => surplusOf(holding, moved(balances, way, times)) > 0, 0);
    if (found === null) return null;
    const there = moved(balances, way, found);
    line = lineAbout(holding, there);
    if (resized) line = throughZero(line, there);
    move = likeliestMove(line, there, joint);
  }
  const last = line;
  const way = move;
  if (way === null) return null;
  const times = endOf((each) => lineAt(last, moved(balances, way, each)) > 0, 0);
  return times === null ? null : { line, move: way, times };
}

/** The table of what a close leaves over the equity demanded, from the venue's own liquidation further along the likeliest way. */
function leftOf(holding: SeveralHolding, balances: SeveralBalances, { line, move, times: from }: Way): Float64Array {
  const at = (times: number): SeveralBalances => moved(balances, move, times);
  const demanded = (there: SeveralBalances): number => worthOf(there) - lineAt(line, there);
  let beyond = from;
  const left = new Float64Array(CELLS + 1);
  for (let i = CELLS; i >= 0; i--) {
    const covered = (times: number): boolean => worthOf(at(times)) > (i / CELLS) * demanded(at(times));
    beyond = covered(beyond) ? (endOf(covered, beyond) ?? beyond) : beyond;
    const there = at(beyond);
    const { account: rest } = holding.model.liquidate(severalAccountOf(holding, there), holding.prices);
    const worth = equity(rest, holding.prices) / holding.wealth;
    left[i] = Math.max(0, worth) / demanded(there);
  }
  return left;
}

/** Largest surplus that the venue's rule finds where the line is 0, over the sum of notionals, along joint moves of all sorts. */
function apartOf(holding: SeveralHolding, balances: SeveralBalances, line: SeveralLine, joint: JointMoves): number {
  const { assetOf, factor } = joint;
  const assets = Math.sqrt(factor.length);
  let most = 0;
  for (let check = 0; check < CHECKS; check++) {
    const stream = createStream(0, check);
    const normals = Float64Array.from({ length: assets }, () => stream.normal());
    const size = Math.hypot(...normals);
    const of = (a: number): number =>
      normals.reduce((sum, each, b) => sum + (b <= a ? (factor[a * assets + b] * each) / size : 0), 0);
    const move = assetOf.map(of);
    const times = endOf((each) => lineAt(line, moved(balances, move, each)) > 0, 0);
    if (times === null || times > CHECKED_FAR) continue;
    const there = moved(balances, move, times);
    const gross = there.notionals.reduce((sum, each) => sum + Math.abs(each), 0);
    most = Math.max(most, Math.abs(surplusOf(holding, there)) / gross);
  }
  return most;
}

/** Standard deviations beyond which a joint move does not come about. */
const CHECKED_FAR = 4;

/**
 * Where the venue closes an account of several assets, and what it then leaves, from its own rule: nothing here knows a venue. The
 * equity demanded is made of straight pieces; the one in which the likeliest joint move closes it is taken, and what a close
 * leaves is found along that move. `resized`: a policy will trade, and the line is one of any size.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) where that line does not say where other joint moves close it.
 */
export function severalClosingOf(holding: SeveralHolding, joint: JointMoves, resized: boolean): DerivedSeveralClosing {
  const balances = severalBalancesOf(holding);
  const way = wayOf(holding, balances, joint, resized);
  if (way === null) return { line: lineAbout(holding, balances), closing: null, apart: 0 };
  const { line } = way;
  const apart = apartOf(holding, balances, line, joint);
  if (apart > APART_MAX) {
    throw new OutOfRangeError({
      field: "account",
      got: `a close where the venue still finds ${apart} of the notionals to spare, or to lack`,
      want: `at most ${APART_MAX}`,
      hint: "ask about an account that stays in one tier of the venue",
    });
  }
  const { ofNotional, constant } = line;
  return { line, closing: { ofNotional, constant, left: leftOf(holding, balances, way) }, apart };
}
