import { ConflictError } from "../errors/index.js";
import { bestSolution, conflictOf, conflictWords } from "./best.js";
import { onGrid, watchedOf, type GridSolution } from "./on-grid.js";
import { policyOdds } from "./odds.js";
import type { DecisionRequest } from "./request.js";
import { horizonsOf, settingOf } from "./setting.js";
import { hybridMarket, VENUE_PARTS, type PartsFrom, type VenuePart } from "./venue-hybrid.js";
import type { Estimates } from "../model/index.js";
import type { VenueMarket } from "../venues/index.js";

export { VENUE_PARTS, type VenuePart } from "./venue-hybrid.js";

/** The figures of an answer that are compared. */
export interface VenueAnswer {
  /** Notional over total wealth. */
  readonly leverageRatio: number;
  /** Log growth of wealth a year after every cost; null where it is minus infinity. */
  readonly growthAnnual: number | null;
  /** P(liquidation) under the policy within the tolerance's liquidation horizon; null where it cannot be said. */
  readonly liquidationProbability: number | null;
}

/** A difference of one figure, the other venue's less the first one's, and what each part of the rules makes of it: they sum to it. */
export interface Attributed {
  readonly total: number;
  readonly parts: Readonly<Record<VenuePart, number>>;
}

/** The same wish at two venues, and what makes the answers differ. */
export type VenueDifference =
  | {
      readonly status: "explained";
      readonly from: VenueAnswer;
      readonly to: VenueAnswer;
      readonly leverageRatio: Attributed;
      /** Null where a liquidation may take everything under some mixture of the two venues' rules. */
      readonly growthAnnual: Attributed | null;
      /** Null where one of the odds cannot be said. */
      readonly liquidationProbability: Attributed | null;
    }
  | {
      readonly status: "no-answer";
      /** The venues at which none fits: their ids. */
      readonly venues: readonly string[];
      readonly because: string;
    };

/** An answer with the conflict that leaves it none; null where it stands. */
interface Judged extends VenueAnswer {
  readonly conflict: string | null;
}

function conflictText(solution: GridSolution): string | null {
  const conflict = conflictOf(solution);
  return conflict.length === 0 ? null : conflictWords(solution, conflict);
}

/** The answer alone, without intervals and plan. */
function judged(request: DecisionRequest): Judged {
  const solution = onGrid(bestSolution(settingOf(request)));
  const { setting, leverageRatio, growthAnnual } = solution;
  const [odds] = policyOdds(setting, watchedOf(solution), [horizonsOf(setting).liquidation]);
  return {
    leverageRatio,
    growthAnnual: Number.isFinite(growthAnnual) ? growthAnnual : null,
    liquidationProbability: odds.probability,
    conflict: conflictText(solution),
  };
}

/** The request with its wish written out as its own venue reads it, so that every other venue is asked the same. */
function written(request: DecisionRequest): DecisionRequest {
  const { tolerance, sides } = settingOf(request);
  const { leverageRatio: _, ...rest } = request;
  const side = sides.length > 1 ? "either" : sides[0] === 1 ? "long" : "short";
  return { ...rest, tolerance, side, accuracy: "fast" };
}

/** What a holder pays and earns at one venue: rates are part of its carry, costs of trading of its cost. */
export type TermsAt = Pick<DecisionRequest, "estimates" | "costs">;

/** The estimates with the rates of another venue in them. */
function withRates(estimates: Estimates, { estimates: of }: TermsAt): Estimates {
  const { borrowRateAnnual, lendRateAnnual, yieldAnnual, fundingRateAnnual, assetBorrowRateAnnual, pool } = of;
  const { pool: _, ...rest } = estimates;
  const rates = { borrowRateAnnual, lendRateAnnual, yieldAnnual, fundingRateAnnual, assetBorrowRateAnnual };
  return { ...rest, ...rates, ...(pool === undefined ? {} : { pool }) };
}

/** The same request of another market, with its rates where its carry is asked about and its costs where they are: what is held is worth the same there. */
function askedAt(request: DecisionRequest, venue: VenueMarket, carry: TermsAt, { costs }: TermsAt): DecisionRequest {
  const { costs: _, ...rest } = request;
  return {
    ...rest,
    ...(costs === undefined ? {} : { costs }),
    estimates: withRates(request.estimates, carry),
    venue,
    account: { ...request.account, asset: venue.asset },
  };
}

/** Every mixture of two markets by its number: bit i is set where part i is taken from the second. */
const MIXTURES = 2 ** VENUE_PARTS.length;

/** True where a mixture takes the part from the second market. */
const isTaken = (number: number, part: VenuePart): boolean => ((number >> VENUE_PARTS.indexOf(part)) & 1) === 1;

const mixture = (number: number, from: VenueMarket, to: VenueMarket): PartsFrom => {
  const of = (part: VenuePart): VenueMarket => (isTaken(number, part) ? to : from);
  return { carry: of("carry"), threshold: of("threshold"), outcome: of("outcome"), cost: of("cost") };
};

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

/** Parts taken from the second market. */
const sizeOf = (number: number): number => VENUE_PARTS.filter((_, bit) => (number >> bit) & 1).length;

/**
 * What one part adds, averaged over every order in which the parts may be exchanged (Shapley 1953, "A value for n-person games"):
 * the sum over mixtures S without it of |S|! (n - 1 - |S|)! / n! times what it adds to S. Exact: symmetric, and sums to the total.
 */
function shareOf(bit: number, values: readonly number[]): number {
  const n = VENUE_PARTS.length;
  let share = 0;
  values.forEach((without, number) => {
    if ((number >> bit) & 1) return;
    const size = sizeOf(number);
    share += ((factorial(size) * factorial(n - 1 - size)) / factorial(n)) * (values[number | (1 << bit)] - without);
  });
  return share;
}

/** A figure of every mixture, as its difference and the parts of that. */
function attributed(values: readonly number[]): Attributed {
  const share = (part: VenuePart): number => shareOf(VENUE_PARTS.indexOf(part), values);
  const [carry, threshold, outcome, cost] = [share("carry"), share("threshold"), share("outcome"), share("cost")];
  return { total: values[MIXTURES - 1] - values[0], parts: { carry, threshold, outcome, cost } };
}

/** The same of a figure that may not be known; null where one of them is not. */
function attributedIfKnown(figures: readonly (number | null)[]): Attributed | null {
  const values = figures.filter((figure) => figure !== null);
  return values.length < MIXTURES ? null : attributed(values);
}

/** @throws ConflictError (E_CONFIG_CONFLICT) where only one of two assets tracks its quote: they are not the same. */
function assertAlike(from: VenueMarket, to: VenueMarket): void {
  if ((from.correlated ?? false) === (to.correlated ?? false)) return;
  const named = ({ model, asset, quote }: VenueMarket): string => `${asset} in ${quote} at ${model.id}`;
  throw new ConflictError({
    field: "other",
    got: `${named(to)}, compared with ${named(from)}`,
    want: "the same asset: of these two only one tracks its quote currency",
    hint: "compare markets of one asset against one kind of money",
  });
}

/**
 * What makes the answer at `other` differ from that of the request: the same wish is decided at both venues and at the mixtures
 * of their rules, and the difference is given to carry, threshold, outcome and cost by Shapley's value. The wish - side,
 * tolerance and its defaults - is that of the request at its own venue; quote currencies are taken at par, and that the two
 * assets are the same the caller knows. Accuracy is `fast`; a leverage insisted on is left out.
 * @param there rates and costs at `other`; left out: those of the request.
 * @throws every error of bad input as decide, at either venue: MissingError (E_MISSING) where one of them needs a rate that is not given; ConflictError (E_CONFIG_CONFLICT).
 */
export function venueDifference(
  request: DecisionRequest,
  other: VenueMarket,
  there: TermsAt = request,
): VenueDifference {
  const { venue } = request;
  assertAlike(venue, other);
  const wish = written(request);
  const at = (number: number): Judged => {
    const from = mixture(number, venue, other);
    const terms = (part: VenuePart): TermsAt => (isTaken(number, part) ? there : wish);
    return judged(askedAt(wish, hybridMarket(from, wish.account.price), terms("carry"), terms("cost")));
  };
  const [from, to] = [at(0), at(MIXTURES - 1)];
  const without = [from, to].flatMap(({ conflict }, i) =>
    conflict === null ? [] : [{ id: (i === 0 ? venue : other).model.id, conflict }],
  );
  if (without.length > 0)
    return {
      status: "no-answer",
      venues: without.map(({ id }) => id),
      because: without.map(({ id, conflict }) => `${id}: ${conflict}`).join("; "),
    };
  const between = Array.from({ length: MIXTURES - 2 }, (_, i) => at(i + 1));
  const all = [from, ...between, to];
  return {
    status: "explained",
    from: answerOf(from),
    to: answerOf(to),
    leverageRatio: attributed(all.map(({ leverageRatio }) => leverageRatio)),
    growthAnnual: attributedIfKnown(all.map(({ growthAnnual }) => growthAnnual)),
    liquidationProbability: attributedIfKnown(all.map(({ liquidationProbability }) => liquidationProbability)),
  };
}

/** The figures alone. */
const answerOf = ({ leverageRatio, growthAnnual, liquidationProbability }: Judged): VenueAnswer => ({
  leverageRatio,
  growthAnnual,
  liquidationProbability,
});
