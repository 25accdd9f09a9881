import type { Account, AssetId, Leg, LendingPool, Prices } from "../model/index.js";

/** A figure as a venue states it. */
export interface Reading {
  readonly value: number;
  /** Where it stands, in a few words, such as "variable borrow rate of the pool". */
  readonly source: string;
}

/** Rates of one market a year, continuously compounded, fractions; what the venue does not tell is left out. */
export interface RatesReading {
  /** On what is borrowed of the quote currency. */
  readonly borrowRateAnnual?: Reading;
  /** On idle quote currency held there. */
  readonly lendRateAnnual?: Reading;
  /** That the asset earns there. */
  readonly yieldAnnual?: Reading;
  /** Paid by longs to shorts. */
  readonly fundingRateAnnual?: Reading;
  /** On the asset where it is borrowed. */
  readonly assetBorrowRateAnnual?: Reading;
}

/** One asset against one quote currency of an account that was read: what a person would have to type to ask about it. */
export interface MarketReading {
  /** Which margin it is part of: 0 is that of `account`, n is that of the n-th of `isolated`. */
  readonly margin: number;
  /** As the venue's `find` takes them. */
  readonly asset: AssetId;
  readonly quote: AssetId;
  /** Price of the asset in the quote currency, as the venue's rule sees it. */
  readonly price: number;
  /** Units held; negative is short. */
  readonly quantity: number;
  /** Quote currency owed, >= 0; null where nothing is borrowed at this venue: a perpetual. */
  readonly debt: number | null;
  /** What is left if all of this market is closed at `price`, quote currency. */
  readonly equity: number;
  readonly rates: RatesReading;
  /** The pool that the quote currency is borrowed from; null where there is none, or it is not told. */
  readonly pool: LendingPool | null;
  /** The venue's parameters as they were answered, as its `find` takes them: day and source named in them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Legs of the account that are no part of this market and share its margin; empty where it stands alone. */
  readonly others: readonly Leg[];
}

/** A figure that the venue itself states of the account, to be held against what its rule gives. */
export interface StatedFigure {
  readonly name: "equity" | "maintenanceMargin" | "healthFactor" | "liquidationPrice";
  /** Of which asset; null where it is of the whole account. */
  readonly asset: AssetId | null;
  /** Null where the venue states that there is none. */
  readonly value: number | null;
  /** What its rule, as modelled, gives from the same answer; the reader has refused what differs by more than it may. */
  readonly ours: number | null;
}

/** What a venue answered of one account at one moment. */
export interface AccountReading {
  /** Id of the venue. */
  readonly venue: string;
  /** Chain on which it runs; null where there is none. */
  readonly chain: string | null;
  /** Whose it is, as it may be printed: an address, or the name of the exchange. */
  readonly holder: string;
  /** Moment that the answer is of, epoch ms UTC: a block's time, or the venue's own stamp. */
  readonly asOfMs: number;
  /** Block that it is of; null where there is none. */
  readonly block: number | null;
  /** Who answered, as it may be printed: a host. */
  readonly source: string;
  /** Release of the rules in force there; null where the venue has but one. */
  readonly release: string | null;
  /** Every leg that shares one margin: collateral rounded down, debt up. Positions with a margin of their own are in `isolated`. */
  readonly account: Account;
  /** Accounts with a margin of their own, one for each isolated position; empty where there is none. */
  readonly isolated: readonly Account[];
  /** Price of every asset of the legs as the venue's rule sees them, in `currency`. */
  readonly prices: Prices;
  /** What `prices` are counted in, such as "USD" or "USDT". */
  readonly currency: string;
  /** Each asset that a decision can be about, the largest first; empty where nothing is held. */
  readonly markets: readonly MarketReading[];
  readonly stated: readonly StatedFigure[];
  /** What a reader must know: what was left out, what could not be compared. */
  readonly notes: readonly string[];
}
