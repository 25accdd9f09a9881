import type { DecisionRequest } from "../decision/index.js";
import { toleranceOf } from "../model/index.js";
import type { Subject } from "../reports/index.js";
import type { Io } from "./io.js";
import { costsFrom, estimatesFrom, policyFrom, seriesFrom } from "./market-inputs.js";
import { heldAs, holdingFrom } from "./position-inputs.js";
import { amount, choice, leverage, present } from "./setting-readers.js";
import type { Settings } from "./settings.js";
import type { Stages } from "./stages.js";
import { toleranceFrom } from "./tolerance-inputs.js";
import { venueFrom } from "./venue-inputs.js";
import { readSeed } from "./quantities.js";

/** A request with what its report needs beside the decision. */
export interface Wired {
  readonly request: DecisionRequest;
  readonly subject: Subject;
  /** What was assumed while the request was put together. */
  readonly notes: readonly string[];
}

/** Limits of the holder's own. */
const mandateFrom = (settings: Settings): NonNullable<DecisionRequest["mandate"]> =>
  present({
    leverageRatioMax: leverage(settings, "leverage-max", {
      min: 0,
      open: true,
      want: "a leverage ratio above 0, such as 3x",
    }),
    notionalMax: amount(settings, "notional-max", { min: 0, open: true, want: "an amount above 0, such as 2000000" }),
  });

/** What the request is about, in the holder's words. */
function subjectOf(request: DecisionRequest, nowMs: number): Subject {
  const { account, venue } = request;
  const quantity = account.quantity ?? 0;
  const debt = account.debt ?? 0;
  return {
    asset: venue.alsoCalled[0] ?? venue.asset,
    quote: venue.quote,
    price: account.price,
    quantity,
    debt,
    equity: account.equity ?? quantity * account.price - debt,
    heldAs: heldAs(venue),
    nowMs,
  };
}

/** The whole request: reads files, makes estimates, and leaves nothing unsaid. @throws every code of reading and of a value */
export async function wired(settings: Settings, io: Io, stages: Stages): Promise<Wired> {
  const { tolerance, notes } = toleranceFrom(settings);
  const policy = policyFrom(settings);
  const seed = settings.get("seed");
  if (seed !== undefined) readSeed(seed.text, seed.field);
  const venue = await venueFrom(settings);
  stages.enter("reading prices");
  const series = await seriesFrom(settings);
  const account = holdingFrom(settings, venue, series === null ? null : (series.close.at(-1) ?? null));
  stages.enter("estimating");
  const estimates = estimatesFrom(settings, series, {
    horizonMs: toleranceOf(tolerance).horizonMs,
    policy,
    held: heldAs(venue),
  });
  const request: DecisionRequest = {
    account,
    estimates,
    venue,
    tolerance,
    policy,
    costs: costsFrom(settings),
    mandate: mandateFrom(settings),
    ...present({
      wealth: amount(settings, "wealth", { min: 0, open: true, want: "an amount above 0, such as 120000" }),
      side: choice(settings, "side", ["long", "short", "either"] as const),
      leverageRatio: leverage(settings, "hold"),
    }),
  };
  stages.enter("deciding");
  return { request, subject: subjectOf(request, io.nowMs()), notes };
}
