import { HOUR_MS } from "../../../model/index.js";
import type { PolicyKind, PolicyValues } from "../../kind.js";
import { numberIn, numberOrNullIn } from "../../policy-values.js";
import { leverageTokenPolicy, type LeverageTokenSettings } from "./policy.js";

function preLiquidationIn(values: PolicyValues): LeverageTokenSettings["preLiquidation"] {
  const collateralRatio = numberOrNullIn(values, "preLiquidation");
  if (collateralRatio === null) return null;
  return { collateralRatio, reward: numberIn(values, "reward"), penalty: numberIn(values, "penalty") };
}

/** Seamless' leverage token by name; the auction's defaults are those of its weETH / WETH 17x. */
export const leverageTokenKind: PolicyKind = {
  id: "leverage-token",
  summary: "Seamless: trades to its target by Dutch auction when collateral over debt leaves a band.",
  source: "seamless-protocol/leverage-tokens, src/rebalance",
  fields: {
    min: { kind: "number", what: "collateral over debt below which it delevers" },
    target: { kind: "number", what: "collateral over debt that it opens at and trades to" },
    max: { kind: "number", what: "collateral over debt above which it levers" },
    duration: { kind: "duration", what: "length of an auction", default: HOUR_MS },
    initial: { kind: "number", what: "price over the oracle's at which an auction starts", default: 1.01 },
    minimum: { kind: "number", what: "price over the oracle's at which an auction ends", default: 0.999 },
    executorCost: { kind: "fraction", what: "least that an executor wants, of what it receives", default: 0.0005 },
    preLiquidation: { kind: "number", what: "collateral over debt below which no auction is needed", optional: true },
    reward: { kind: "fraction", what: "part of the penalty paid for a pre-liquidation", default: 0.3 },
    penalty: { kind: "fraction", what: "the lender's liquidation penalty", default: 0.05 },
  },
  of: (values) =>
    leverageTokenPolicy({
      band: { min: numberIn(values, "min"), target: numberIn(values, "target"), max: numberIn(values, "max") },
      auction: {
        initial: numberIn(values, "initial"),
        minimum: numberIn(values, "minimum"),
        durationMs: numberIn(values, "duration"),
      },
      executorCost: numberIn(values, "executorCost"),
      preLiquidation: preLiquidationIn(values),
    }),
};
