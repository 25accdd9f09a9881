/** What one step does to a position that begins it in one state. Wealth is total wealth, over what it was at the step's start. */
export interface StepFacts {
  /** What carry adds to the state over the step. */
  readonly shift: number;
  /** Wealth at the step's end is cash + notional x exp(log move), if the venue leaves it alone. */
  readonly cash: number;
  readonly notional: number;
  /** Log move at which the venue closes the position, at the step's start and, carry paid, at its end: below 0, and above 0; infinite where none does. */
  readonly below: Closing;
  readonly above: Closing;
  /** Wealth left where the venue closes it at this log move. */
  readonly closedAt: (move: number) => number;
  /** Events beside the law that close it within the step, such as gaps; null where there are none. */
  readonly sudden: Sudden | null;
}

/** Where the venue closes a position, as a log move of the price. */
export interface Closing {
  readonly start: number;
  readonly end: number;
}

/** Sudden closes of one step. */
export interface Sudden {
  /** Chance in one step. */
  readonly probability: number;
  /** Mean log wealth, and mean loss of wealth as a fraction, given that it happens. */
  readonly logWealth: number;
  readonly loss: number;
}

/** What one trade costs. */
export interface Trade {
  /** Notional traded over wealth, >= 0. */
  readonly traded: number;
  /** Wealth lost, a fraction. */
  readonly cost: number;
}

/** Wealth over what it was at the step's start, below which its log is not followed: what a close or a trade that leaves nothing counts as. */
export const LEAST_WEALTH = 1e-9;

/** Log of the wealth that a trade leaves, over that before it. */
export const logLeft = ({ cost }: Trade): number => Math.log1p(-Math.min(1 - LEAST_WEALTH, cost));

/** States further out than this cannot be told from leverage 0 or 1. */
export const STATE_MAX = 30;

/** A position in one coordinate, which a log move of the price shifts one for one: the log odds of its leverage. */
export interface GridPosition {
  /** Facts of one step of `years` begun in a state. */
  step(state: number, years: number): StepFacts;
  /** The trade from one state to another. */
  trade(from: number, to: number): Trade;
  /** Growth of wealth held in cash, a year. */
  readonly idleRateAnnual: number;
  /** State of a signed leverage ratio of wealth. */
  stateOf(leverageRatio: number): number;
  /** 1 where the state grows with the size of leverage; -1 above 1x, where leverage falls as the price rises. */
  readonly sense: 1 | -1;
}
