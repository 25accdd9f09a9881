import { z } from "zod";
import { coordinatesSchema, decisionSchema, horizonOddsSchema, oddsSchema, planSchema } from "./decision.js";

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

/** What `frontier --json` prints. */
export type FrontierJson = z.input<typeof frontierSchema>;

/** What `plan --json` prints. */
export type PlanJson = z.infer<typeof planJsonSchema>;

/** What `liquidation --json` prints. */
export type LiquidationJson = z.infer<typeof liquidationSchema>;

/** What `venues --json` prints. */
export type VenuesJson = z.infer<typeof venuesSchema>;
