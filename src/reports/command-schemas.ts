import { z } from "zod";
import type { Frontier } from "../decision/index.js";
import type { Decision } from "../model/index.js";
import {
  assertFiniteJson,
  coordinatesSchema,
  decisionSchema,
  decisionToJson,
  horizonOddsSchema,
  oddsSchema,
  planSchema,
} from "./decision-schema.js";
import { carrySchema } from "./carry-schema.js";
import { explainSchema } from "./explain-schema.js";
import { estimateSchema } from "./estimate-schema.js";
import type { LiquidationReport } from "./liquidation.js";
import { modelsSchema } from "./models-text.js";
import { simulateSchema } from "./simulate-schema.js";
import type { VenueReport } from "./venues-text.js";

const nullable = z.number().nullable();

/** The JSON form of a frontier. */
export const frontierSchema = z.object({
  schema: z.literal("steelyard/frontier/1"),
  points: z
    .array(
      z.object({
        leverageRatio: z.number(),
        growthAnnual: z.number().nullable(),
        volatilityAnnual: z.number(),
        belowFloorProbability: z.number(),
        liquidationUntouched: z.number(),
        liquidationUnderPolicy: nullable,
      }),
    )
    .readonly(),
  decision: decisionSchema,
});

/** The JSON form of a plan: the position now, the steps, and the decision that they lead to. */
export const planJsonSchema = z.object({
  schema: z.literal("steelyard/plan/1"),
  status: z.enum(["optimal", "no-leverage", "infeasible"]),
  plan: planSchema.nullable().describe("null where nothing can be planned"),
  before: coordinatesSchema.nullable(),
  after: coordinatesSchema.nullable(),
  notes: z.array(z.string()).readonly(),
});

/** The JSON form of a liquidation report. */
export const liquidationSchema = z.object({
  schema: z.literal("steelyard/liquidation/1"),
  leverageRatio: z.number(),
  coordinates: coordinatesSchema,
  distanceInDays: nullable.describe("log distance in standard deviations of one day"),
  odds: oddsSchema.nullable().describe("null without a volatility"),
  oddsByHorizon: z.array(horizonOddsSchema).readonly(),
  outcome: z
    .object({
      equityBefore: z.number(),
      closedNotional: z.number(),
      cost: z.number(),
      equityAfter: z.number(),
      badDebt: z.number(),
    })
    .nullable()
    .describe("what the venue does at the liquidation price; quote currency"),
  provenance: z.object({
    venue: z.object({ id: z.string(), release: z.string(), asOfMs: z.number(), source: z.string() }),
  }),
  notes: z.array(z.string()).readonly(),
});

/** The JSON form of the list of venues. */
export const venuesSchema = z.object({
  schema: z.literal("steelyard/venues/1"),
  venues: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        summary: z.string(),
        release: z.string().describe("of the rules that are shown"),
        releases: z
          .array(
            z.object({
              id: z.string(),
              fromMs: nullable.describe("day from which it is in force; null where that is not known"),
              differs: z.string().describe("what it changed"),
              proof: z.string().describe("how its rules were checked"),
            }),
          )
          .readonly()
          .describe("every release that is modelled, oldest first"),
        exact: z.array(z.string()).readonly(),
        approximate: z.array(z.string()).readonly(),
        markets: z
          .array(
            z.object({
              chain: z.string().nullable(),
              asset: z.string(),
              quote: z.string(),
              alsoCalled: z.array(z.string()).readonly(),
              triggerPrice: z
                .enum(["market", "mark", "index", "exchange-rate"])
                .describe("which price triggers liquidation there"),
              asOfMs: z.number(),
              source: z.string(),
              leverageRatioMax: z.number().describe("of a small holding"),
              liquidationPriceRatioAt2x: nullable.describe("price ratio at which a long of 2x is liquidated"),
            }),
          )
          .readonly(),
      }),
    )
    .readonly(),
});

/** The object itself, once it is known that JSON can carry its numbers. @throws InternalError (E_INTERNAL) */
function checked<Value>(value: Value): Value {
  assertFiniteJson(value, "");
  return value;
}

/** The object that `frontier --json` prints. @throws InternalError (E_INTERNAL) for a number that is not finite. */
export const frontierToJson = ({ points, decision }: Frontier): z.input<typeof frontierSchema> =>
  checked({ schema: "steelyard/frontier/1" as const, points, decision: decisionToJson(decision) });

/** The object that `plan --json` prints. @throws InternalError (E_INTERNAL) for a number that is not finite. */
export const planToJson = (decision: Decision): z.infer<typeof planJsonSchema> =>
  checked({
    schema: "steelyard/plan/1" as const,
    status: decision.status,
    plan: decision.status === "infeasible" ? null : decision.plan,
    before: decision.current === null ? null : decision.current.coordinates,
    after: decision.status === "infeasible" || decision.plan === null ? null : decision.plan.after,
    notes: decision.notes,
  });

/** The object that `liquidation --json` prints. @throws InternalError (E_INTERNAL) for a number that is not finite. */
export const liquidationToJson = (report: LiquidationReport): z.infer<typeof liquidationSchema> =>
  checked({ schema: "steelyard/liquidation/1" as const, ...report });

/** The object that `venues --json` prints. */
export const venuesToJson = (venues: readonly VenueReport[]): z.infer<typeof venuesSchema> => ({
  schema: "steelyard/venues/1",
  venues,
});

/** Every published schema by its file name: JSON Schema (draft 2020-12). New keys may come; none is forbidden. */
export function publishedSchemas(): Readonly<Record<string, object>> {
  const form = (schema: z.ZodType): object =>
    z.toJSONSchema(schema, { io: "input", target: "draft-2020-12", reused: "ref" });
  return {
    "carry-1.json": form(carrySchema),
    "decision-1.json": form(decisionSchema),
    "explain-1.json": form(explainSchema),
    "estimate-1.json": form(estimateSchema),
    "frontier-1.json": form(frontierSchema),
    "liquidation-1.json": form(liquidationSchema),
    "models-1.json": form(modelsSchema),
    "plan-1.json": form(planJsonSchema),
    "simulate-1.json": form(simulateSchema),
    "venues-1.json": form(venuesSchema),
  };
}
