import { SteelyardError } from "../errors/index.js";
import type { FlagName } from "./flags.js";

/** The flag that says what a field of a backtest's request says. */
const FLAGS: Readonly<Record<string, FlagName>> = {
  wealth: "wealth",
  checkIntervalMs: "check",
  reactionMs: "reaction",
  fromMs: "from",
  toMs: "to",
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

/** Choices of the request, such as gaps.prices: "bridge", as they are typed. */
const typedChoices = (text: string): string => text.replace(/\bgaps\.(\w+): "(\w+)"/g, "--gap-$1 $2");

/** What `run` gives; an error of its request names the flag that a person typed, or can type. @throws SteelyardError */
export function namingFlags<Value>(run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof SteelyardError)) throw error;
    const { code, field, got, want, hint, origin } = error;
    const flag = FLAGS[field];
    if (flag === undefined) throw error;
    const detail = { field: `--${flag}`, got, want: typedChoices(want), hint: typedChoices(hint) };
    throw new SteelyardError(code, detail, { origin, cause: error });
  }
}
