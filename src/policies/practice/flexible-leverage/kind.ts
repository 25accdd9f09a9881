import { DAY_MS } from "../../../model/index.js";
import type { PolicyField, PolicyKind } from "../../kind.js";
import { choiceIn, numberIn, numberOrNullIn } from "../../policy-values.js";
import { flexibleLeveragePolicy } from "./policy.js";

const LENDERS = ["compound", "aave-v2", "aave-v3", "morpho"] as const;

/** Defaults: the settings of test/adapters/flexibleLeverageStrategyExtension.spec.ts, but for chunks and reward, which suit one size of fund. */
const fields: Readonly<Record<string, PolicyField>> = {
  target: { kind: "leverage", what: "leverage that it returns to", default: 2 },
  min: { kind: "leverage", what: "leverage below which it rebalances at once", default: 1.7 },
  max: { kind: "leverage", what: "leverage above which it rebalances at once", default: 2.3 },
  speed: { kind: "fraction", what: "weight of the target in the next leverage", default: 0.05 },
  interval: { kind: "duration", what: "time between rebalances, to be exceeded", default: DAY_MS },
  cooldown: { kind: "duration", what: "time between the chunks of a rebalance, to be exceeded", default: 3_000_000 },
  chunk: { kind: "number", what: "largest trade, units of the asset; no limit unless given", optional: true },
  slippage: { kind: "fraction", what: "cost of trading beyond which a rebalance reverts", default: 0.01 },
  unutilized: { kind: "fraction", what: "part of the lender's limit left unused", default: 0.01 },
  lender: { kind: "choice", what: "whose limits bind a trade", default: "aave-v3", choices: LENDERS },
  ripcord: { kind: "leverage", what: "leverage from which anyone may delever for a reward", default: 2.6 },
  ripcordCooldown: { kind: "duration", what: "time between ripcords, to be exceeded", default: 60_000 },
  ripcordChunk: { kind: "number", what: "largest ripcord, units of the asset; no limit unless given", optional: true },
  ripcordSlippage: { kind: "fraction", what: "cost of trading beyond which a ripcord reverts", default: 0.05 },
  reward: { kind: "amount", what: "paid to who pulls the ripcord, quote currency", default: 0 },
};

/** Index Coop's flexible leverage by name. */
export const flexibleLeverageKind: PolicyKind = {
  id: "flexible-leverage",
  summary: "Index Coop: part of the way back to the target every interval, at once outside the bounds, with a ripcord.",
  source: "IndexCoop/index-coop-smart-contracts, contracts/adapters/FlexibleLeverageStrategyExtension.sol",
  fields,
  of: (values) =>
    flexibleLeveragePolicy({
      target: numberIn(values, "target"),
      min: numberIn(values, "min"),
      max: numberIn(values, "max"),
      recenteringSpeed: numberIn(values, "speed"),
      rebalanceIntervalMs: numberIn(values, "interval"),
      twapCooldownMs: numberIn(values, "cooldown"),
      chunkMax: numberOrNullIn(values, "chunk"),
      slippage: numberIn(values, "slippage"),
      unutilized: numberIn(values, "unutilized"),
      lender: choiceIn(values, "lender", LENDERS),
      ripcord: {
        leverageRatio: numberIn(values, "ripcord"),
        cooldownMs: numberIn(values, "ripcordCooldown"),
        chunkMax: numberOrNullIn(values, "ripcordChunk"),
        slippage: numberIn(values, "ripcordSlippage"),
        reward: numberIn(values, "reward"),
      },
    }),
};
