import { allowedLeverage } from "../decision/index.js";
import { assertFinite } from "../errors/index.js";
import type { CapName } from "../model/index.js";
import type { PolicyKind } from "./kind.js";
import { numberIn } from "./policy-values.js";
import { leverageWord } from "./policy-words.js";
import type { TradingPolicy } from "./policy.js";
import { decisionRequest, estimateTerms, type HolderTerms } from "./steelyard-request.js";
import { assertHolderTerms, holderFields, holderTermsIn, toleranceWords } from "./steelyard-terms.js";
import { HOLD, type PolicyNotes, type PolicyView } from "./view.js";

/** Settings of `protectPolicy`: what the holder can bear, and what is held. No drift is believed, and the side is that of the leverage. */
export interface ProtectSettings extends Omit<HolderTerms, "drift" | "side"> {
  /** Signed leverage ratio at which it opens, where the tolerance allows that much; else at what it allows. */
  readonly leverageRatio: number;
}

const SOURCE = "steelyard: the caps of a decision at zero excess drift";

/** The tolerance as a cap on size; Infinity where nothing caps it. */
interface Ceiling {
  readonly most: number;
  readonly sellTo: number;
  readonly boundBy: CapName | null;
}

/** What the tolerance allows of this side now, and never less than the holder's least. */
function ceilingOf(view: PolicyView, terms: HolderTerms): Ceiling {
  const { leverageRatioMax, sellTo, boundBy } = allowedLeverage(decisionRequest(view, terms));
  const least = terms.leverageRatioMin;
  return {
    most: Math.max(least, leverageRatioMax ?? Infinity),
    sellTo: Math.max(least, sellTo ?? Infinity),
    boundBy,
  };
}

/** Most as it is remembered: plain numbers have no Infinity. */
const UNCAPPED = -1;

/**
 * Protection without advice: it opens once, and from then on sells down to what the holder's tolerance allows without any view of the
 * drift, whenever leverage is above it; never below the holder's least leverage. It never buys: what falls in leverage stays there, and
 * what the venue closes stays closed. Where each trade has a fixed cost it sells a little more at once. Wealth is never moved.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the setting; when it decides, as decide
 */
export function protectPolicy(settings: ProtectSettings): TradingPolicy {
  const { leverageRatio, ...given } = settings;
  assertFinite(leverageRatio, "leverage");
  const side = leverageRatio < 0 ? "short" : "long";
  const terms: HolderTerms = { ...given, drift: "none", side };
  assertHolderTerms(terms);
  const sign = Math.sign(leverageRatio);
  return {
    id: "steelyard-protect",
    label: `steelyard deleverages ${leverageWord(leverageRatio)}, ${toleranceWords(terms)}`,
    source: SOURCE,
    signals: [],
    estimates: estimateTerms(terms),
    rules: [],
    adjust: (view) => {
      const isKnown = view.memory["decidedMs"] === view.estimatesMs && view.memory["rulesMs"] === view.market.asOfMs;
      const ceiling = isKnown ? remembered(view) : ceilingOf(view, terms);
      const notes = isKnown ? {} : notesOf(view, ceiling, sign);
      const opens = view.lastTradeMs === null && view.liquidations === 0;
      const size = opens ? Math.abs(leverageRatio) : Math.abs(view.leverageRatio);
      const isOver = size > ceiling.most * (1 + 1e-9);
      if (leverageRatio === 0 || (!opens && !isOver)) return isKnown ? HOLD : { kind: "hold", ...notes };
      const to = sign * (isOver ? Math.min(size, ceiling.sellTo) : size);
      return {
        kind: "trade",
        leverageRatio: to,
        because: isOver ? "more than the tolerance allows" : "opens",
        ...notes,
      };
    },
  };
}

function remembered({ memory: { most, sellTo } }: PolicyView): Ceiling {
  return { most: most === UNCAPPED ? Infinity : most, sellTo: sellTo === UNCAPPED ? Infinity : sellTo, boundBy: null };
}

const plain = (value: number): number => (value === Infinity ? UNCAPPED : value);

/** What a new ceiling says of itself. */
function notesOf(view: PolicyView, { most, sellTo, boundBy }: Ceiling, sign: number): PolicyNotes {
  return {
    memory: {
      decidedMs: view.estimatesMs ?? view.nowMs,
      rulesMs: view.market.asOfMs,
      most: plain(most),
      sellTo: plain(sellTo),
    },
    band: most === Infinity ? null : { low: Math.min(0, sign * most), high: Math.max(0, sign * most) },
    boundBy,
  };
}

const { loss, chance, within, against, least, liquidation, refresh } = holderFields;

/** "steelyard-protect" by name. */
export const protectKind: PolicyKind = {
  id: "steelyard-protect",
  summary:
    "Opens once and then only sells: down to what the holder's tolerance allows, whatever the drift; never buys.",
  source: SOURCE,
  fields: {
    leverage: {
      kind: "leverage",
      what: "signed leverage ratio at which it opens, if the tolerance allows it",
      default: 2,
    },
    ...{ loss, chance, within, against, liquidation, refresh },
    least: { ...least, default: 1 },
  },
  of: (values) =>
    protectPolicy({
      ...holderTermsIn({ ...values, drift: "none", side: "long" }),
      leverageRatio: numberIn(values, "leverage"),
    }),
};
