import { ConflictError } from "../../../errors/index.js";
import type { PolicyKind, PolicyValues } from "../../kind.js";
import { numberIn, numberOrNullIn } from "../../policy-values.js";
import { autoBuySellPolicy } from "./policy.js";
import type { AutomationTrigger } from "./settings.js";

/** The trigger of that name, null where neither of its ends is given. @throws ConflictError (E_CONFIG_CONFLICT) where one alone is */
function triggerIn(values: PolicyValues, name: "buy" | "sell"): AutomationTrigger | null {
  const [execution, target] = [numberOrNullIn(values, `${name}At`), numberOrNullIn(values, `${name}To`)];
  const price = numberOrNullIn(values, `${name}Price`);
  if (execution !== null && target !== null) return { execution, target, price };
  if (execution === target && price === null) return null;
  const field = `${name}At, ${name}To`;
  const hint = `leave all settings of the auto-${name} out to have none`;
  throw new ConflictError({ field, got: "one without the other", want: "both, or neither", hint });
}

/** Summer.fi's auto-buy and auto-sell by name. */
export const autoBuySellKind: PolicyKind = {
  id: "auto-buy-sell",
  summary: "Summer.fi: buys at or below one loan to value, sells at or above another, and closes at a stop-loss.",
  source:
    "OasisDEX/automation-smartcontracts, contracts/commands; OasisDEX/oasis-earn-sc, packages/domain/src/adjust-position.ts",
  fields: {
    open: { kind: "leverage", what: "opens here" },
    buyAt: { kind: "fraction", what: "loan to value from which down it buys", optional: true },
    buyTo: { kind: "fraction", what: "loan to value that a purchase ends at", optional: true },
    buyPrice: { kind: "price", what: "highest price at which it buys", optional: true },
    sellAt: { kind: "fraction", what: "loan to value from which up it sells", optional: true },
    sellTo: { kind: "fraction", what: "loan to value that a sale ends at", optional: true },
    sellPrice: { kind: "price", what: "lowest price at which it sells", optional: true },
    stopLoss: { kind: "fraction", what: "loan to value from which it closes for good", optional: true },
    deviation: { kind: "fraction", what: "how far from its target a trade may end", default: 0.01 },
    swapFee: { kind: "fraction", what: "fee of the service on each of its swaps", default: 0.002 },
    flashFee: { kind: "fraction", what: "fee of the flash loan", default: 0 },
  },
  of: (values) =>
    autoBuySellPolicy({
      open: numberIn(values, "open"),
      buy: triggerIn(values, "buy"),
      sell: triggerIn(values, "sell"),
      stopLoss: numberOrNullIn(values, "stopLoss"),
      deviation: numberIn(values, "deviation"),
      swapFee: numberIn(values, "swapFee"),
      flashFee: numberIn(values, "flashFee"),
    }),
};
