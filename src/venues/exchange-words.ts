import type { ExchangeContract, MarginMode } from "../ports/index.js";
import type { MarketRequest } from "./entry.js";
import type { VenueMarket } from "./venue.js";

/** A part of an answer that was checked to be an object. */
export type Told = Readonly<Record<string, unknown>>;

/** What a key may do beyond reading. */
export interface KeyRights {
  /** Rights to move money out of the account, in the exchange's own words: a key with any of them is refused. */
  readonly moving: readonly string[];
  /** Rights to trade, in the exchange's own words: they are not needed. */
  readonly trading: readonly string[];
}

/** One figure that the exchange states and that follows from others that it states. */
export interface Followed {
  readonly field: string;
  readonly stated: number;
  /** What follows. */
  readonly ours: number;
  /** Largest difference, in the figure's own unit. */
  readonly tolerance: number;
}

/** A position as one exchange states it; money in the currency of settlement. */
export interface ExchangePosition {
  readonly contract: ExchangeContract;
  /** Units of the asset, signed; of an inverse contract its face value over the entry price. */
  readonly quantity: number;
  readonly entryPrice: number;
  readonly markPrice: number;
  readonly margin: MarginMode;
  /** What was put into an isolated position, without its unrealised profit; null in a cross margin. */
  readonly deposit: number | null;
  readonly liquidationPrice: number | null;
  /** Null where the exchange states none of the position. */
  readonly maintenance: number | null;
  /** Figures that must follow from the above: its value, its unrealised profit. */
  readonly followed: readonly Followed[];
  /** What the answer calls the position, for errors. */
  readonly field: string;
}

/** How the account is set up, as far as it bears on its margin. */
export interface AccountSettings {
  /** One mode for all positions, where the exchange keeps it with the account; null where each has its own. */
  readonly margin: MarginMode | null;
}

/** How far the exchange's figures of a position may stand from the rule's. */
export interface Tolerances {
  /** Of a liquidation price, in quote currency; `ours` is the rule's. */
  readonly liquidationPrice: (position: ExchangePosition, ours: number) => number;
  /** Of a maintenance margin, in quote currency. */
  readonly maintenance: (position: ExchangePosition, ours: number) => number;
  /** What may be behind a larger difference. */
  readonly hint: string;
}

/** A contract with its table, as the parameters of the venue are made of. */
export interface AnsweredTiers {
  readonly contract: ExchangeContract;
  /** What one contract is, checked. */
  readonly contractSize: number;
  /** Rows of the table as the exchange wrote them, lowest first. */
  readonly rows: readonly Told[];
  readonly field: string;
}

/** When and by whom a table was answered, and how often funding is paid. */
export interface Answered {
  readonly asOf: string;
  readonly source: string;
  /** Of the contract that is asked about, hours. */
  readonly fundingHours: number;
}

/** How one exchange answers: what the reader of all exchanges must know of it. Each function throws BadAnswerError (E_BAD_ANSWER) for what is not of its form. */
export interface ExchangeWords {
  /** Id of the venue. */
  readonly venue: string;
  /** What people call the exchange. */
  readonly name: string;
  /** Currencies in which open positions are asked for where no contract is named, the usual one first: one where that answers with all. */
  readonly settles: readonly [string, ...string[]];
  /** Hours between payments of funding where the answer names none; null: it must. */
  readonly fundingHours: number | null;
  readonly rights: (answer: unknown) => KeyRights;
  /** @throws OutOfRangeError (E_OUT_OF_RANGE) for an account whose margin is not modelled */
  readonly settings: (answer: unknown) => AccountSettings;
  /** Null for a row that holds nothing. */
  readonly position: (
    row: Told,
    field: string,
    context: { readonly contract: ExchangeContract; readonly contractSize: number; readonly settings: AccountSettings },
  ) => ExchangePosition | null;
  /** Margin that cross positions share, without their unrealised profit. */
  readonly crossBalance: (answer: unknown, settle: string, positions: readonly ExchangePosition[]) => number;
  /** Parameters of contracts that share a margin, as the venue's `find` takes them. */
  readonly parameters: (tiers: readonly AnsweredTiers[], answered: Answered) => Readonly<Record<string, unknown>>;
  /** The venue's own `find`. */
  readonly find: (request: MarketRequest) => VenueMarket;
  readonly tolerances: Tolerances;
  /** What a reader of any account there must know. */
  readonly notes: readonly string[];
}

/** Name of a contract in an account: its own, or that of the coin where margin is in it. */
export const assetOf = ({ id, settle, inverse }: ExchangeContract): string => (inverse ? settle : id);

/** Currency of its prices. */
export const quoteOf = ({ settle, inverse }: ExchangeContract): string => (inverse ? "USD" : settle);

/** Unrealised profit of a position at its mark, in the currency of settlement. */
export const profitOf = ({ contract, quantity, entryPrice, markPrice }: ExchangePosition): number =>
  contract.inverse ? quantity * (1 - entryPrice / markPrice) : quantity * (markPrice - entryPrice);
