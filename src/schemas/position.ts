import { z } from "zod";

const nullable = z.number().nullable();

const closing = z
  .object({ ratio: z.number().describe("price over today's: 1 is now"), price: nullable })
  .nullable()
  .describe("null where no such move closes it; price is null where several assets move");

const margin = z.object({
  name: z.string(),
  currency: z.string().describe("of all money of this margin"),
  legs: z
    .array(
      z.object({
        kind: z.enum(["collateral", "debt", "perpetual"]),
        asset: z.string(),
        quantity: z.number().describe("units; a short perpetual is negative"),
        price: z.number().describe("as the venue's rule sees it"),
        value: z.number().describe("quantity x price; owed and short are negative"),
        entryPrice: nullable,
      }),
    )
    .readonly(),
  collateral: z.number(),
  debt: z.number(),
  equity: z.number().describe("what is left if all is closed now"),
  leverageRatio: nullable.describe("size of all risky assets over equity"),
  loanToValue: nullable.describe("debt / collateral"),
  collateralRatio: nullable.describe("collateral / debt"),
  healthFactor: nullable.describe("below 1 can be liquidated; null without debt"),
  utilisation: nullable.describe("share of what the venue allows that is in use; 1 is liquidation"),
  maintenanceMargin: nullable.describe("equity that the venue demands"),
  paths: z
    .array(z.object({ name: z.string(), assets: z.array(z.string()).readonly(), below: closing, above: closing }))
    .readonly()
    .describe("where moves of one asset, and of all risky assets together, close it"),
  rates: z
    .array(
      z.object({
        kind: z.enum(["borrow", "earn", "funding"]),
        asset: z.string(),
        rateAnnual: nullable.describe("fraction a year; null where the venue tells none"),
        costAnnual: nullable.describe("negative earns"),
        source: z.string().nullable(),
      }),
    )
    .readonly(),
  costAnnual: nullable.describe("of holding all of it for a year; negative earns; null where a rate is not known"),
});

/** The JSON form of an account that was read. */
export const positionSchema = z.object({
  schema: z.literal("steelyard/position/1"),
  venue: z.string(),
  release: z.string().nullable(),
  chain: z.string().nullable(),
  holder: z.string().describe("an address, or the name of an exchange"),
  asOfMs: z.number().describe("moment that the answers are of, epoch ms UTC"),
  block: nullable,
  source: z.string().describe("who answered: a host"),
  margins: z.array(margin).readonly().describe("each is liquidated alone; empty where nothing is held"),
  stated: z
    .array(
      z.object({
        name: z.enum(["equity", "maintenanceMargin", "healthFactor", "liquidationPrice"]),
        asset: z.string().nullable(),
        value: nullable.describe("as the venue states it"),
        ours: nullable.describe("as its rule gives it here"),
      }),
    )
    .readonly(),
  notes: z.array(z.string()).readonly(),
});

/** What `position --json` prints. */
export type PositionJson = z.input<typeof positionSchema>;
