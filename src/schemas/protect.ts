import { z } from "zod";

const measured = z.object({
  value: z.number(),
  standardError: z.number().describe("what another seed would change, one standard error"),
});

const outcome = z.object({
  setting: z.object({
    leverageRatio: z.number().describe("at the venue, at the start"),
    share: z.number().describe("part of all wealth at the venue, at the start"),
    stop: z.number().nullable().describe("fall of the price from the entry at which all is sold, a fraction"),
    strike: z.number().nullable().describe("strike of the put over the price when it is bought"),
  }),
  growthAnnual: measured.nullable().describe("log growth of all wealth a year; null where some paths left nothing"),
  belowFloor: measured.describe("odds that wealth was at some time below the floor"),
  liquidated: measured.describe("odds that the venue closed the position, or a part"),
  ruined: measured.describe("odds that nothing was left"),
  medianWealth: z.number().describe("at the end over the start"),
  costAnnual: z.number().describe("mean cost a year over wealth at the start; premiums less what the puts paid"),
});

/** The JSON form of ways to be safe at the same safety. */
export const protectSchema = z.object({
  schema: z.literal("steelyard/protect/1"),
  venue: z.object({ id: z.string(), release: z.string(), asset: z.string(), quote: z.string(), asOfMs: z.number() }),
  wealth: z.number().describe("in cash, quote currency"),
  leverageRatio: z.number().describe("the leverage wished"),
  tolerance: z.object({ lossMax: z.number(), horizonMs: z.number(), probabilityMax: z.number() }),
  watching: z.object({ checkYears: z.number(), downShare: z.number(), downYears: z.number() }),
  slippageRate: z.number(),
  put: z.object({ volatilityPremium: z.number(), periodYears: z.number() }),
  paths: z.number(),
  seed: z.number(),
  stepYears: z.number().describe("length of a step of the paths"),
  ways: z
    .array(
      outcome.extend({
        name: z.enum(["less-leverage", "reserve", "isolation", "resting-stop", "watched-stop", "put"]),
        keeps: z.boolean().describe("false: no setting keeps the tolerance, and this one comes nearest"),
        belowFloorNeverDown: measured.nullable().describe("were the watcher never down; null where nobody watches"),
        afterGap: z.number().nullable().describe("wealth over the start after the stated gap at once; null without one"),
      }),
    )
    .readonly()
    .describe("those that keep the tolerance first, by growth"),
  unprotected: outcome.describe("the leverage wished, with nothing done"),
  unlevered: outcome.describe("the asset held with all wealth, and nothing borrowed"),
  notes: z.array(z.string()).readonly(),
});

/** What `protect --json` prints. */
export type ProtectJson = z.input<typeof protectSchema>;
