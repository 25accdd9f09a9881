/** A bar of prices. */
export interface Bar {
  /** End of the bar, epoch ms UTC. */
  readonly closeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** A rate that held, or was paid, at a moment. */
export interface DatedRate {
  readonly timeMs: number;
  /** Funding: fraction of the notional, paid once by longs to shorts. Borrow rate: a year, continuously compounded, of the span that ends at `timeMs`. */
  readonly rate: number;
}

/**
 * The past of one market as its venue tells it, page by page. A page holds what comes first after `fromMs` and not after `toMs`, in
 * order of time; an empty page says that there is nothing more up to `toMs`. Only what is finished is told: no running bar.
 * Each may throw UnavailableError (E_UNAVAILABLE), RateLimitedError (E_RATE_LIMITED), BadAnswerError (E_BAD_ANSWER).
 */
export interface HistorySource {
  /** Who answers, as it may be printed: a host. */
  readonly source: string;
  /** Name of the market, fit for the name of a folder, such as "binance-usdm-ETHUSDT". */
  readonly market: string;
  /** Which price the bars are of. */
  readonly price: "last" | "mark" | "oracle";
  /** Length of the bars, ms. */
  readonly intervalMs: number;
  /** True where a bar is one look at the price at its end: its open, high and low repeat the close and say nothing. Left out: bars are whole. */
  readonly closesOnly?: boolean;
  bars(fromMs: number, toMs: number): Promise<readonly Bar[]>;
  /** Funding payments; null where the venue has none. */
  readonly funding: ((fromMs: number, toMs: number) => Promise<readonly DatedRate[]>) | null;
  /** Rates on what is borrowed; null where the venue has none. */
  readonly borrowRates: ((fromMs: number, toMs: number) => Promise<readonly DatedRate[]>) | null;
}
