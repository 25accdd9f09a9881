import { z } from "zod";
import { backtestExplainSchema, backtestSchema } from "./backtest.js";
import { carrySchema } from "./carry.js";
import { frontierSchema, liquidationSchema, planJsonSchema, venuesSchema } from "./commands.js";
import { compareSchema } from "./compare.js";
import { decisionSchema } from "./decision.js";
import { estimateSchema } from "./estimate.js";
import { explainSchema } from "./explain.js";
import { historySchema } from "./history.js";
import { modelsSchema } from "./models.js";
import { positionSchema } from "./position.js";
import { protectSchema } from "./protect.js";
import { simulateSchema } from "./simulate.js";

/** Every published schema by its file name: JSON Schema (draft 2020-12). New keys may come; none is forbidden. */
export function publishedSchemas(): Readonly<Record<string, object>> {
  const form = (schema: z.ZodType): object =>
    z.toJSONSchema(schema, { io: "input", target: "draft-2020-12", reused: "ref" });
  return {
    "backtest-1.json": form(backtestSchema),
    "backtest-explain-1.json": form(backtestExplainSchema),
    "carry-1.json": form(carrySchema),
    "compare-1.json": form(compareSchema),
    "decision-1.json": form(decisionSchema),
    "explain-1.json": form(explainSchema),
    "estimate-1.json": form(estimateSchema),
    "frontier-1.json": form(frontierSchema),
    "history-1.json": form(historySchema),
    "liquidation-1.json": form(liquidationSchema),
    "models-1.json": form(modelsSchema),
    "plan-1.json": form(planJsonSchema),
    "position-1.json": form(positionSchema),
    "protect-1.json": form(protectSchema),
    "simulate-1.json": form(simulateSchema),
    "venues-1.json": form(venuesSchema),
  };
}
