/** Where a flag is listed in --help. */
export type FlagGroup =
  | "The market"
  | "The venue"
  | "What you hold"
  | "A live account"
  | "Your tolerance"
  | "How you act"
  | "The backtest"
  | "Limits and costs"
  | "Input and output";

/** One flag. Its name is also its key in a request file. */
export interface Flag {
  readonly name: string;
  /** What stands for the value in --help; empty for a switch, which takes none and is true or false in a request file. */
  readonly value: string;
  readonly help: string;
  readonly group: FlagGroup;
  /** May be given several times: the texts are joined by semicolons, as they stand in one text. */
  readonly repeats?: true;
  /** The commands that take it; left out: every command that takes flags. */
  readonly only?: readonly string[];
}

const flag = <Name extends string>(
  group: FlagGroup,
  name: Name,
  value: string,
  help: string,
  ...only: readonly string[]
): Flag & { readonly name: Name } => ({ name, value, help, group, ...(only.length === 0 ? {} : { only }) });

/** Commands that can ask about what an account holds. */
const OF_AN_ACCOUNT = [
  "optimize",
  "explain",
  "compare",
  "simulate",
  "frontier",
  "liquidation",
  "carry",
  "plan",
  "protect",
] as const;

/** Every flag that describes a decision, in the order of --help. */
export const flags = [
  flag(
    "The market",
    "prices",
    "file",
    "price history: CSV, CSV.gz, Parquet or JSON candles, with columns ts,open,high,low,close or ts,close; without a header only rows as ccxt (6 columns) or Binance (12 columns) write them",
  ),
  flag("The market", "bar-time", "open|close", "which end of its bar each time in that file names"),
  flag("The market", "time-unit", "s|ms|us", "unit of numeric times in that file"),
  flag("The market", "sort", "", "put the lines of that file in order of time; the answer says so"),
  flag("The market", "drop-duplicates", "", "drop lines of it that are equal to the one before; the answer says so"),
  flag("The market", "allow-jumps", "", "take a close 20 times the one before, or a twentieth of it, as real"),
  flag(
    "The market",
    "history",
    "2y",
    "in place of --prices: the venue's own prices of this long, kept for the next time, and its funding or borrow rate where you give none",
  ),
  flag("The market", "interval", "1h", "length of those bars; if left out 1h, or 12h where a chain is looked at"),
  flag("The market", "volatility", "60%", "standard deviation of log returns a year; 60%±3% adds a standard error"),
  flag("The market", "implied", "62%/30d", "volatility that options imply, and their tenor: it leads until then"),
  flag(
    "The market",
    "drift",
    "20%±10%",
    "arithmetic drift a year, E[dS/S]: your view; or posterior (from prices), or none",
  ),
  flag("The market", "borrow-rate", "5%", "annual rate (APR) on what you borrow; 5%±1% adds a standard error"),
  flag("The market", "lend-rate", "3%", "annual rate on idle cash or margin; 0 if left out"),
  flag("The market", "yield", "2.8%", "annual yield of the asset: staking, supply rate, dividends; 0 if left out"),
  flag("The market", "funding", "8%", "annual funding that longs pay to shorts"),
  flag("The market", "asset-borrow-rate", "2%", "annual rate on the asset itself, when a short borrows it"),
  flag(
    "The market",
    "gap",
    "30%",
    "largest fall too fast to react to; or none; or pooled with fitted models: pooled:btc,eth,sol",
  ),
  flag(
    "The market",
    "jumps",
    "0.2x3%",
    "sudden lasting falls beside the volatility: how many a year x their mean size",
  ),
  flag(
    "The market",
    "pool",
    "{json}",
    "the pool that you borrow from, so that your own size moves its rate: docs/inputs.md has its keys",
  ),
  flag(
    "The market",
    "model",
    "eth",
    "a fitted market model that comes with the program, in place of --prices; see steelyard models",
  ),
  flag("The market", "gap-up", "43%", "largest such rise; if left out, the rise that undoes the fall"),
  flag("The venue", "venue", "aave-v3", "where: one of those that steelyard venues lists"),
  flag("The venue", "chain", "ethereum", "chain of a lending market, such as ethereum"),
  flag("The venue", "asset", "WETH", "the asset, such as WETH, ETHUSDT or SPX"),
  flag("The venue", "quote", "WETH", "currency of debt, where the venue has several for the asset"),
  flag("The venue", "parameters", "file.json", "the venue's own parameters, in place of those shipped"),
  flag(
    "The venue",
    "release",
    "3.6",
    "release of the venue's rules; if left out, its own choice, or the one in force --on that day",
  ),
  flag("The venue", "on", "2024-06-30", "the venue's rules and parameters of that day; if left out, the newest"),
  flag(
    "The venue",
    "liquidation-threshold",
    "83%",
    "debt / collateral at which a lender may close, in place of the venue's",
  ),
  flag(
    "The venue",
    "venues",
    "aave-v3,hyperliquid",
    "the venues to ask; if left out, all that list the asset",
    "compare",
  ),
  flag("The venue", "rates", "file.json", "rates of each venue by its id: docs/compare.md", "compare"),
  flag("The venue", "versus", "binance-usdm", "another venue: what makes its answer differ", "explain"),
  flag("The venue", "versus-asset", "ETHUSDT", "the same asset there; if left out, the one so called", "explain"),
  flag("The venue", "versus-chain", "base", "chain of the lending market there", "explain"),
  flag("The venue", "versus-quote", "USDC", "currency of debt there, where it has several", "explain"),
  flag("The venue", "versus-parameters", "file.json", "that venue's own parameters", "explain"),
  flag(
    "The market",
    "law",
    "bars",
    "how the market moves: normal (moves with the jumps stated), states or hourly-states (spells of volatility), garch, or bars (of --prices, as they came)",
    "simulate",
  ),
  flag("What you hold", "quantity", "40", "units of the asset held; negative is short"),
  flag("What you hold", "debt", "50000", "quote currency owed"),
  flag("What you hold", "price", "2500", "price of the asset now; if left out, the last close of --prices"),
  flag("What you hold", "equity", "50000", "what is left if all is closed now; if left out, quantity x price - debt"),
  flag("What you hold", "wealth", "120000", "your total wealth; if left out, the equity"),
  flag(
    "A live account",
    "position",
    "venue:chain:0x",
    "what an address holds, such as aave-v3:ethereum:0x..., hyperliquid:0x... or morpho-blue:base:0x...:market; in place of venue and holding",
    ...OF_AN_ACCOUNT,
  ),
  flag(
    "A live account",
    "exchange",
    "binance",
    "what you hold at an exchange, by a key in the environment that may read",
    ...OF_AN_ACCOUNT,
  ),
  flag("A live account", "symbol", "ETH/USDT:USDT", "which contract there", ...OF_AN_ACCOUNT),
  flag(
    "A live account",
    "rpc",
    "url",
    "node of the chain; better in STEELYARD_RPC_<CHAIN> if a key stands in it",
    ...OF_AN_ACCOUNT,
  ),
  flag(
    "A live account",
    "deployment",
    "file.json",
    "addresses of a deployment that is not shipped: docs/live.md",
    ...OF_AN_ACCOUNT,
  ),
  flag("Your tolerance", "loss", "50%", "share of wealth that may be lost ..."),
  flag("Your tolerance", "within", "1y", "... within this time ..."),
  flag("Your tolerance", "chance", "10%", "... with at most this probability"),
  flag("Your tolerance", "against", "cash|holding", "loss counted in money, or against simply holding the asset"),
  flag("Your tolerance", "leverage-min", "1x", "never below this: 1x if you mean to keep the asset"),
  flag("Your tolerance", "liquidation-chance", "1%", "liquidation at most this likely ..."),
  flag("Your tolerance", "liquidation-within", "90d", "... within this time"),
  flag("How you act", "check", "1h", "the position is checked, and put right, at this interval"),
  flag("How you act", "unattended", "30d", "or: it is left alone for this long at a time"),
  flag(
    "How you act",
    "rescue",
    "1.1",
    "with --unattended: a standing order deleverages at this health factor; it looks each hour",
  ),
  flag("How you act", "side", "long|short|either", "which side may be held"),
  flag("How you act", "hold", "5x", "you insist on this leverage: what it asks and risks"),
  flag("How you act", "down", "2%", "part of the time in which nobody acts on a check; 0 if left out", "protect"),
  flag("How you act", "down-for", "1d", "mean length of such an outage; one check if left out", "protect"),
  flag("How you act", "band", "1.5x:2.5x", "keep it between these, in place of the answer's own band", "simulate"),
  {
    ...flag(
      "The backtest",
      "policy",
      "band:low=1.5x,high=2.5x",
      "a policy by name with its settings; several by giving it several times, all for every one that needs no settings, one+other for two that act together",
      "backtest",
    ),
    repeats: true,
  },
  {
    ...flag(
      "The backtest",
      "sweep",
      "band:low=1.2x..1.8x/4,high=2x|3x",
      "in place of --policy: every combination of lists (a|b) and ranges (from..to/count) of settings",
      "backtest",
    ),
    repeats: true,
  },
  flag("The backtest", "from", "2020-01-01", "first day; if left out, the first on which all is known", "backtest"),
  flag("The backtest", "to", "2024-12-31", "last day; if left out, the last of the prices", "backtest"),
  flag(
    "The backtest",
    "reaction",
    "5m",
    "least time from a check to the fill of its order; 0, the next price, if left out",
    "backtest",
  ),
  flag(
    "The backtest",
    "rules",
    "newest|dated",
    "the venue's rules: the newest over the whole past, or those of each day as far as they are dated; newest if left out",
    "backtest",
  ),
  flag(
    "The backtest",
    "mark-prices",
    "file",
    "mark or index prices by which the venue liquidates, on the same bars; if left out, those of --prices",
    "backtest",
  ),
  flag(
    "The backtest",
    "borrow-rates",
    "file.csv",
    "what was paid on borrowed money through time; --borrow-rate holds where it has none",
    "backtest",
  ),
  flag("The backtest", "borrow-column", "name", "the column of that file", "backtest"),
  flag("The backtest", "borrow-unit", "fraction-annual|percent-annual", "its unit", "backtest"),
  flag("The backtest", "borrow-compounding", "apr|apy", "whether compounding is in it; apr if left out", "backtest"),
  flag(
    "The backtest",
    "funding-rates",
    "file.csv",
    "funding through time; --funding holds where it has none",
    "backtest",
  ),
  flag("The backtest", "funding-column", "name", "the column of that file", "backtest"),
  flag(
    "The backtest",
    "funding-unit",
    "fraction-per-interval|fraction-annual|percent-annual",
    "its unit; for one interval if left out",
    "backtest",
  ),
  flag("The backtest", "fee", "0.05%", "fee of one side; if left out, the venue's own", "backtest"),
  flag(
    "The backtest",
    "spread",
    "0.02%",
    "whole spread, half of which is paid on each trade; 0 if left out",
    "backtest",
  ),
  flag(
    "The backtest",
    "impact",
    "0.05%/100000",
    "what trading so much at once costs more; other sizes by the square root; 0 if left out",
    "backtest",
  ),
  flag("The backtest", "trade-min", "100", "smaller trades are not made, in quote currency; 0 if left out", "backtest"),
  flag(
    "The backtest",
    "gap-prices",
    "refuse|bridge",
    "where bars lack: refuse, or take the step as one bar",
    "backtest",
  ),
  flag("The backtest", "gap-rates", "refuse|keep", "where a recorded rate lacks: refuse, or keep the last", "backtest"),
  flag("The backtest", "gap-funding", "refuse|unpaid", "where recorded funding lacks: refuse, or pay none", "backtest"),
  flag(
    "The backtest",
    "backtest",
    "result.json",
    "in place of a decision: what backtest --json printed, and where its money went",
    "explain",
  ),
  flag("The backtest", "of", "label", "which of its policies; if left out, the one that it chose", "explain"),
  flag("Limits and costs", "cost", "0.1%", "cost of trading one side; if left out, the venue's own fee"),
  flag("Limits and costs", "fixed-cost", "30", "cost per trade in quote currency: gas"),
  flag(
    "Limits and costs",
    "slippage",
    "0.2%",
    "what a stop is filled worse than its price; 0.2% if left out",
    "protect",
  ),
  flag(
    "Limits and costs",
    "put-premium",
    "10%",
    "volatility at which puts are sold over that believed, as a part of it; 10% if left out",
    "protect",
  ),
  flag("Limits and costs", "put-every", "30d", "time to the end of a put, and to the next; 30d if left out", "protect"),
  flag("Limits and costs", "leverage-max", "3x", "your own rules allow no more"),
  flag("Limits and costs", "notional-max", "2000000", "the market takes no more, in quote currency"),
  flag(
    "Input and output",
    "accuracy",
    "fast|full",
    "fast: bands by closed forms; full: band and share searched on the grid, which takes longer",
  ),
  flag("Input and output", "draws", "500", "draws of drift, volatility and rates behind each interval"),
  flag("Input and output", "seed", "1", "seed of those draws, and of paths: the same seed gives the same answer"),
  flag("Input and output", "horizon", "90d", "how long the paths run; if left out, the time of --within", "simulate"),
  flag(
    "Input and output",
    "paths",
    "10000",
    "how many paths; if left out, as many as take a second or two; in protect 1,000",
    "simulate",
    "optimize",
    "protect",
  ),
  flag(
    "Input and output",
    "threads",
    "2",
    "threads at most; no number depends on it",
    "simulate",
    "optimize",
    "backtest",
  ),
] as const satisfies readonly Flag[];

/** Name of a flag, and key of a request file. */
export type FlagName = (typeof flags)[number]["name"];

/** Every name. */
export const flagNames: readonly FlagName[] = flags.map(({ name }) => name);

/** True for a flag that takes no value. */
export const isSwitch = (name: FlagName): boolean => flags.some((each) => each.name === name && each.value === "");

/** Flags that say which live account is meant, and how it is reached. */
export const liveFlags = ["position", "exchange", "symbol", "rpc", "deployment"] as const satisfies readonly FlagName[];

/** Flags that exclude each other: one given on the command line replaces the other of a request file. */
export const exclusive: readonly (readonly FlagName[])[] = [["check", "unattended"]];

/** True where `text` names a flag. */
export const isFlagName = (text: string): text is FlagName => flagNames.some((name) => name === text);
