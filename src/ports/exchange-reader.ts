/** What may be asked of an exchange, in the words of the unified interface that its connector speaks. Nothing here can trade. */
export interface ExchangeReader {
  /** The exchange as its connector calls it, such as "binanceusdm". */
  readonly exchange: string;
  /** Who answers, as it may be printed: a host. */
  readonly source: string;
  /** Open positions; `symbol` as the connector writes it, such as "ETH/USDT:USDT". Needs a key. */
  positions(symbol: string): Promise<unknown>;
  /** Balances of the account that margins the positions. Needs a key. */
  balance(): Promise<unknown>;
  /** The exchange's own answer of what the key may do; null where it tells nothing. Needs a key. */
  permissions(): Promise<unknown>;
  /** Table of leverage and maintenance of a symbol. */
  leverageTiers(symbol: string): Promise<unknown>;
  /** Funding now, with its interval where told. */
  fundingRate(symbol: string): Promise<unknown>;
  /** Prices now: last, mark and index where told. */
  ticker(symbol: string): Promise<unknown>;
  /** One page of bars from `fromMs` on, as [open time ms, open, high, low, close, volume]. */
  bars(symbol: string, intervalMs: number, fromMs: number, price: "last" | "mark"): Promise<unknown>;
  /** One page of funding payments from `fromMs` on. */
  fundingRates(symbol: string, fromMs: number): Promise<unknown>;
}
