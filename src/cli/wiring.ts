import type { DecisionRequest } from "../decision/index.js";
import { toleranceOf } from "../model/index.js";
import { day, type Subject } from "../reports/index.js";
import type { PriceSeries } from "../series/index.js";
import type { Io } from "./io.js";
import { isLive, secondPriceNotes } from "./live-price.js";
import { costsFrom, estimatesFrom, policyFrom, reactionMsOf, seriesFrom } from "./market-inputs.js";
import { heldAs, holdingFrom, isCoinMargined } from "./position-inputs.js";
import { seriesNotes } from "./series-notes.js";
import type { DecisionPast, PastTerms } from "./history-inputs.js";
import { amount, choice, leverage, present, required } from "./setting-readers.js";
import type { Settings } from "./settings.js";
import type { Stages } from "./stages.js";
import { toleranceFrom } from "./tolerance-inputs.js";
import { unusedNotes } from "./unused-inputs.js";
import { venueEntryFrom, venueFrom } from "./venue-inputs.js";
import { readSeed } from "./quantities.js";

/** A request with what its report needs beside the decision. */
export interface Wired {
  readonly request: DecisionRequest;
  readonly subject: Subject;
  /** What was assumed while the request was put together, and all of inputNotes. */
  readonly notes: readonly string[];
  /** What to know of the inputs: of the prices, and of figures that were given and cannot matter. */
  readonly inputNotes: readonly string[];
  /** The prices of a file or of the venue's past; null where none are asked for. */
  readonly series: PriceSeries | null;
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
    asset: isCoinMargined(venue) ? venue.asset : (venue.alsoCalled[0] ?? venue.asset),
    quote: venue.quote,
    price: account.price,
    quantity,
    debt,
    equity: account.equity ?? quantity * account.price - debt,
    heldAs: heldAs(venue),
    coinMargined: isCoinMargined(venue),
    recourse: venue.model.recourse,
    nowMs,
  };
}

/** What every answer from a fitted model says: it knows nothing of today. */
const modelNotes = ({ model }: DecisionRequest["estimates"]): readonly string[] =>
  model ? [`The market is the fitted model ${model.id}, with prices up to ${day(model.toMs)}: no live data.`] : [];

/** What a quantity means where the margin is the asset itself. */
const coinNotes = (venue: DecisionRequest["venue"]): readonly string[] =>
  isCoinMargined(venue)
    ? [
        `At ${venue.model.id} the margin of this contract is in ${venue.asset}: every quantity is of ${venue.asset} in all, those of the margin and of the contract together.`,
      ]
    : [];

/** Whose rules they are, where others than the newest were asked for. */
const rulesNotes = (settings: Settings, { model, asOfMs }: DecisionRequest["venue"]): readonly string[] =>
  (settings.has("release") || settings.has("on")) && !isLive(settings)
    ? [`As asked: the rules of ${model.id} ${model.release}, with parameters of ${day(asOfMs)}.`]
    : [];

/** What is assumed of how often a holder looks, where nobody says: it is much to ask. */
const checkNotes = (settings: Settings): readonly string[] =>
  settings.has("check") || settings.has("unattended")
    ? []
    : [
        "Not stated, so assumed: you, or a program of yours, look at it each hour and act (--check 1d, --unattended 30d).",
      ];

/** @throws MissingError (E_MISSING) if a short is held or asked about that borrows the asset at a rate that is not known. */
function assertShortRate({ venue, account, estimates, leverageRatio = 0 }: DecisionRequest): void {
  if (heldAs(venue) === "perpetual" || estimates.assetBorrowRateAnnual !== null) return;
  if (leverageRatio < 0 || (account.quantity ?? 0) < 0)
    required(undefined, "asset-borrow-rate", "a rate a year, such as 2%: a short borrows the asset");
}

/** The venue's own past, where it is asked for; null where it is not. What asks for it is loaded only then. @throws every code of a history */
async function pastFrom(settings: Settings, io: Io, stages: Stages, terms: PastTerms): Promise<DecisionPast | null> {
  if (!settings.has("history") && !settings.has("interval")) return null;
  const { decisionPast } = await import("./history-inputs.js");
  return decisionPast(settings, io, stages, terms);
}

/**
 * The whole request: reads files, makes estimates, and leaves nothing unsaid.
 * @param given what a person gave, where `settings` holds stand-ins as well.
 * @param pricesRead reads the file of prices; one who asks about several markets reads it once.
 * @throws every code of reading and of a value
 */
export async function wired(
  settings: Settings,
  io: Io,
  stages: Stages,
  given: Settings = settings,
  pricesRead: () => Promise<PriceSeries | null> = () => seriesFrom(settings),
): Promise<Wired> {
  const { tolerance, notes } = toleranceFrom(settings);
  const policy = policyFrom(settings);
  const seed = settings.get("seed");
  const venue = await venueFrom(settings);
  const held = heldAs(venue);
  stages.enter("reading prices");
  const past = await pastFrom(settings, io, stages, { held, horizonMs: toleranceOf(tolerance).horizonMs });
  const series = past === null ? await pricesRead() : past.series;
  const account = holdingFrom(settings, venue, series === null ? null : (series.close.at(-1) ?? null));
  stages.enter("estimating");
  const estimates = await estimatesFrom(settings, series, {
    horizonMs: toleranceOf(tolerance).horizonMs,
    policy,
    held,
    venue,
    learnt: past?.rates ?? {},
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
      accuracy: choice(settings, "accuracy", ["fast", "full"] as const),
      draws: amount(settings, "draws", { min: 100, max: 100_000, want: "a whole number from 100 to 100,000" }),
      seed: seed === undefined ? undefined : readSeed(seed.text, seed.field),
    }),
  };
  assertShortRate(request);
  const inputNotes = [
    ...[...settings.values()].flatMap((setting) => setting.notes ?? []),
    ...secondPriceNotes(settings, series, venue, io.nowMs()),
    ...rulesNotes(given, venue),
    ...coinNotes(venue),
    ...unusedNotes(given, held, venueEntryFrom(settings)),
    ...(past?.notes ?? []),
    ...seriesNotes(series, estimates.gap, reactionMsOf(policy)),
    ...modelNotes(estimates),
  ];
  stages.enter("deciding");
  return {
    request,
    subject: subjectOf(request, io.nowMs()),
    notes: [...notes, ...checkNotes(settings), ...inputNotes],
    inputNotes,
    series,
  };
}
