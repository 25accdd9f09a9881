import type { Command } from "./command.js";

/** Every command, in the order of --help. What a command does is loaded when it is asked for, so that a start stays short. */
export const commands: readonly Command[] = [
  {
    name: "optimize",
    summary: "how much to borrow: the answer, what binds, the odds, and what to do now",
    example:
      "optimize --venue aave-v3 --asset WETH --quantity 40 --debt 50000 --price 2500 --volatility 60% --drift 20%±15% --borrow-rate 5% --gap 30%",
    takesFlags: true,
    asksTolerance: true,
    load: () => import("./optimize.js"),
  },
  {
    name: "explain",
    summary: "why the answer is what it is: the parts of growth, the limits, what would change it",
    example:
      "explain --venue aave-v3 --asset WETH --equity 50000 --price 2500 --volatility 60% --drift 40%±15% --borrow-rate 5%",
    takesFlags: true,
    asksTolerance: true,
    load: () => import("./explain.js"),
  },
  {
    name: "compare",
    summary: "the same wish at every venue: which grows fastest at equal safety, and why",
    example: "compare --asset ETH --equity 50000 --price 2500 --model eth --drift 60%±20%",
    takesFlags: true,
    asksTolerance: false,
    load: () => import("./compare.js"),
  },
  {
    name: "simulate",
    summary: "what becomes of a position, path by path: as advised, and left alone as it is",
    example:
      "simulate --venue aave-v3 --asset WETH --quantity 40 --debt 50000 --price 2500 --volatility 60% --drift 20%±15% --borrow-rate 5% --gap 30%",
    takesFlags: true,
    asksTolerance: true,
    load: () => import("./simulate.js"),
  },
  {
    name: "protect",
    summary: "ways to make a long safe, priced at the same safety: which grows most",
    example:
      "protect --venue aave-v3 --asset WETH --equity 50000 --price 2500 --hold 2x --volatility 60% --drift 40%±15% --borrow-rate 5% --paths 200",
    takesFlags: true,
    asksTolerance: true,
    load: () => import("./protect.js"),
  },
  {
    name: "frontier",
    summary: "growth against risk over a row of leverage ratios, as a picture and a table",
    example:
      "frontier --venue aave-v3 --asset WETH --equity 50000 --price 2500 --volatility 60% --drift 40%±15% --borrow-rate 5%",
    takesFlags: true,
    asksTolerance: true,
    load: () => import("./frontier.js"),
  },
  {
    name: "liquidation",
    summary: "where a position is liquidated, how far that is, the odds, and the cost if hit",
    example: "liquidation --venue aave-v3 --asset WETH --quantity 40 --debt 50000 --price 2500",
    takesFlags: true,
    asksTolerance: false,
    load: () => import("./liquidation.js"),
  },
  {
    name: "carry",
    summary: "what a position costs a year, part by part, and what other sizes would cost",
    example: "carry --venue aave-v3 --asset WETH --quantity 40 --debt 50000 --price 2500 --borrow-rate 5% --yield 1.8%",
    takesFlags: true,
    asksTolerance: false,
    load: () => import("./carry.js"),
  },
  {
    name: "plan",
    summary: "from what you hold to the decision: the trades, their cost, the state after",
    example:
      "plan --venue aave-v3 --asset WETH --quantity 40 --debt 50000 --price 2500 --volatility 60% --drift 20%±15% --borrow-rate 5%",
    takesFlags: true,
    asksTolerance: true,
    load: () => import("./plan.js"),
  },
  {
    name: "position",
    summary: "what an account holds and owes now, in every coordinate, and where prices close it",
    example: "position --position aave-v3:ethereum:0x...",
    takesFlags: ["position", "exchange", "symbol", "parameters", "rpc", "deployment"],
    asksTolerance: false,
    load: () => import("./position.js"),
  },
  {
    name: "history",
    summary: "a venue's own past: prices, funding or borrow rates, kept on your disk",
    example: "history --venue hyperliquid --asset BTC --history 90d",
    takesFlags: [
      ...(["history", "interval", "venue", "chain", "asset", "quote"] as const),
      ...(["exchange", "symbol", "rpc", "deployment"] as const),
    ],
    asksTolerance: false,
    load: () => import("./history.js"),
  },
  {
    name: "estimate",
    summary: "which volatility estimator forecasts the prices of a file best, out of sample",
    example: "estimate prices.csv --bar-time close",
    word: "[prices.csv]",
    takesFlags: [
      ...(["prices", "bar-time", "time-unit", "sort", "drop-duplicates", "allow-jumps"] as const),
      ...(["history", "interval", "venue", "chain", "asset", "quote"] as const),
      ...(["exchange", "symbol", "rpc", "deployment"] as const),
    ],
    asksTolerance: false,
    load: () => import("./estimate.js"),
  },
  {
    name: "backtest",
    summary: "policies on a market's real past: which survived and grew, and whether by more than luck",
    example:
      "backtest --venue aave-v3 --asset WETH --prices eth.csv --bar-time open --borrow-rate 5% --policy hold:leverage=2x --policy band:low=1.5x,high=2.5x",
    takesFlags: [
      ...(["prices", "bar-time", "time-unit", "sort", "drop-duplicates", "allow-jumps", "mark-prices"] as const),
      ...(["borrow-rate", "borrow-rates", "borrow-column", "borrow-unit", "borrow-compounding"] as const),
      ...(["lend-rate", "yield", "asset-borrow-rate", "funding", "funding-rates", "funding-column"] as const),
      ...(["funding-unit", "venue", "chain", "asset", "quote", "parameters", "release", "on"] as const),
      ...(["policy", "sweep", "from", "to", "check", "reaction", "wealth", "fee", "spread", "impact"] as const),
      ...([
        "fixed-cost",
        "trade-min",
        "gap-prices",
        "gap-rates",
        "gap-funding",
        "rules",
        "draws",
        "seed",
        "threads",
      ] as const),
    ],
    asksTolerance: false,
    load: () => import("./backtest.js"),
  },
  {
    name: "models",
    summary: "the fitted market models that come with the program, their figures and their age",
    example: "models",
    takesFlags: false,
    asksTolerance: false,
    load: () => import("./models.js"),
  },
  {
    name: "venues",
    summary: "what is supported, with releases, parameters, dates and sources",
    example: "venues aave-v3",
    word: "[id]",
    takesFlags: ["release", "on"],
    asksTolerance: false,
    load: () => import("./venues.js"),
  },
];
