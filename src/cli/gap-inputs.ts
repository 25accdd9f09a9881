import { ConflictError } from "../errors/index.js";
import { pooledGapWithTails } from "../estimators/index.js";
import type { Gap } from "../model/index.js";
import { modelById, type MarketModel } from "../models/index.js";
import type { PriceSeries } from "../series/index.js";
import { fraction } from "./setting-readers.js";
import type { Setting, Settings } from "./settings.js";
import { readWhole } from "./whole-figure.js";

/** Models that a gap is pooled with where none is named: free prices with a long hourly history. */
const POOL = ["btc", "eth", "sol"] as const;

/** The gap of a model at the shortest of its windows that covers a reaction time. @throws OutOfRangeError (E_OUT_OF_RANGE) */
const memberOf = (model: MarketModel, reactionMs: number) => {
  const { gap } = model.estimates({ borrowRateAnnual: 0, reactionMs });
  return gap === null ? [] : [{ asset: model.asset, volatilityAnnual: model.volatilityAnnual, gap }];
};

/** The tail of a short history weighed with those of fitted models. @throws ConflictError (E_CONFIG_CONFLICT), every code of pooling */
function pooled({ text, field }: Setting, series: PriceSeries | null, reactionMs: number): Gap {
  if (series === null)
    throw new ConflictError({
      field,
      got: "no price file",
      want: "prices of the asset, of at least 30 days",
      hint: "add --prices file.csv, or state a gap such as 30%",
    });
  const named = text.split(":")[1]?.split(",") ?? POOL;
  const models = named.map((id) => modelById(id.trim()));
  // A window is at least one bar, and as long as one that the models have.
  const pool = models.flatMap((model) => memberOf(model, Math.max(reactionMs, series.intervalMs)));
  const windowMs = Math.max(...pool.map(({ gap }) => (gap.kind === "estimated" ? gap.windowMs : reactionMs)));
  return pooledGapWithTails({ asset: series.source, series }, pool, windowMs);
}

/** The gap as typed: a stated fall with a rise, pooled, whole, "none", or undefined where nothing was said. @throws ConflictError (E_CONFIG_CONFLICT), every code of a reader */
export async function gapFrom(
  settings: Settings,
  series: PriceSeries | null,
  reactionMs: number,
): Promise<Gap | "none" | undefined> {
  const typed = settings.get("gap");
  const up = fraction(settings, "gap-up", { min: 0, max: 100, want: "a rise of 0 % or more, such as 43%" });
  const text = typed?.text.trim();
  if (typed === undefined || text === "none" || text === undefined || /^pooled(:|$)/.test(text)) {
    if (up !== undefined)
      throw new ConflictError({ field: "--gap-up", got: "no --gap", want: "a fall beside it", hint: "add --gap 30%" });
    if (typed === undefined) return undefined;
    return text === "none" ? "none" : pooled(typed, series, reactionMs);
  }
  if (text.startsWith("{")) return readWhole(text, typed.field, ({ gapSchema }) => gapSchema);
  const drop =
    fraction(settings, "gap", { min: 0, max: 0.999, want: "a fall from 0 % to below 100 %, such as 30%" }) ?? 0;
  return { kind: "stated", drop, rise: up ?? drop / (1 - drop), source: typed.source ?? "stated by you" };
}
