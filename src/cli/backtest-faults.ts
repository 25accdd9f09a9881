import { SteelyardError } from "../errors/index.js";
import { duration } from "../reports/index.js";
import type { FlagName } from "./flags.js";
import type { Settings } from "./settings.js";

/** The flag that says what a field of a backtest's request says. */
const FLAGS: Readonly<Record<string, FlagName>> = {
  wealth: "wealth",
  checkIntervalMs: "check",
  reactionMs: "reaction",
  fromMs: "from",
  toMs: "to",
  onMs: "rules",
  prices: "prices",
  trigger: "mark-prices",
  "costs.feeRate": "fee",
  "costs.spreadRate": "spread",
  "costs.impact": "impact",
  "costs.fixedCost": "fixed-cost",
  "costs.tradeMin": "trade-min",
  "rates.borrow": "borrow-rate",
  "rates.assetBorrow": "asset-borrow-rate",
  "rates.lend": "lend-rate",
  "rates.yield": "yield",
  "rates.funding": "funding",
};

/** Choices of the request, such as gaps.prices: "bridge", and times in ms, as they are typed. */
const typedWords = (text: string): string =>
  text
    .replace(/\bgaps\.(\w+): "(\w+)"/g, "--gap-$1 $2")
    .replace(/\b(\d+) ms\b/g, (_, ms: string) => duration(Number(ms)));

/** What was typed where the value of a flag is at fault, and not a file or a past that it names. */
const gotOf = (settings: Settings, flag: FlagName, got: string): string =>
  ["prices", "mark-prices", "rules"].includes(flag) ? got : (settings.get(flag)?.text ?? got);

/** What `run` gives; an error of its request names the flag that a person typed, or can type. @throws SteelyardError */
export function namingFlags<Value>(settings: Settings, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof SteelyardError)) throw error;
    const { code, field, got, want, hint, origin } = error;
    const flag = FLAGS[field];
    if (flag === undefined) throw error;
    const words = { want: typedWords(want), hint: typedWords(hint) };
    const detail = { field: `--${flag}`, got: gotOf(settings, flag, got), ...words };
    throw new SteelyardError(code, detail, { origin, cause: error });
  }
}
