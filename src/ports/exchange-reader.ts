/** How a position is margined: alone, or with every other of its currency. */
export type MarginMode = "isolated" | "cross";

/** A contract as an exchange lists it. */
export interface ExchangeContract {
  /** As the connector writes it, such as "ETH/USDT:USDT". */
  readonly symbol: string;
  /** As the exchange writes it, such as "ETHUSDT". */
  readonly id: string;
  /** Currency of margin and profit, such as "USDT"; the coin itself for an inverse contract. */
  readonly settle: string;
  /** True for margin and profit in the coin. */
  readonly inverse: boolean;
  /** What one contract is: units of the asset, or quote currency for an inverse one. As answered: unchecked. */
  readonly contractSize: unknown;
}

/** What an exchange has of its own in the words of the connector of all exchanges; what is left out is as with the others. */
export interface ExchangeDialect {
  /** What the connector calls it, such as "binanceusdm". */
  readonly connector: string;
  /** Its question for what a key may do; left out: it tells nothing. */
  readonly permissions?: string;
  /** Its question for how an account is set up; left out: it tells nothing. */
  readonly settings?: string;
  /** Kinds of markets that are listed: perpetuals, as far as they can be asked for alone. Left out: the connector's own choice. */
  readonly marketTypes?: readonly string[];
  /** Rows of one page of bars and of funding payments, at most; left out: as many as every exchange gives. */
  readonly pageRows?: { readonly bars: number; readonly payments: number };
  /** True where tables of leverage differ between isolated and cross margin. */
  readonly tiersByMargin?: boolean;
  /** How positions settled in a currency are asked for; left out: it answers with all of them. */
  readonly positionsOf?: (settle: string) => object;
  /** How the balance of a currency is asked for; left out: it answers with all of them. */
  readonly balanceOf?: (settle: string) => object;
}

/** What may be asked of an exchange, in the words of the unified interface that its connector speaks. Nothing here can trade. */
export interface ExchangeReader {
  /** The exchange as its connector calls it, such as "binanceusdm". */
  readonly exchange: string;
  /** Who answers, as it may be printed: a host. */
  readonly source: string;
  /** The perpetual that people or the exchange call so, such as "ETH/USDT:USDT" or "ETHUSDT". @throws UnknownKeyError (E_UNKNOWN_KEY) */
  contract(symbol: string): Promise<ExchangeContract>;
  /** Open positions of all contracts that are settled in a currency, such as "USDT". Needs a key. */
  positions(settle: string): Promise<unknown>;
  /** Balances of the account that margins positions settled in a currency. Needs a key. */
  balance(settle: string): Promise<unknown>;
  /** The exchange's own answer of what the key may do; null where it tells nothing. Needs a key. */
  permissions(): Promise<unknown>;
  /** The exchange's own answer of how the account is set up; null where it tells nothing. Needs a key. */
  settings(): Promise<unknown>;
  /** Table of leverage and maintenance of a symbol, as the connector writes it. */
  leverageTiers(symbol: string, margin: MarginMode): Promise<unknown>;
  /** Funding now, with its interval where told. */
  fundingRate(symbol: string): Promise<unknown>;
  /** Prices now: last, mark and index where told. */
  ticker(symbol: string): Promise<unknown>;
  /** One page of bars from `fromMs` on, as [open time ms, open, high, low, close, volume]. */
  bars(symbol: string, intervalMs: number, fromMs: number, price: "last" | "mark"): Promise<unknown>;
  /** One page of funding payments from `fromMs` on. */
  fundingRates(symbol: string, fromMs: number): Promise<unknown>;
}
