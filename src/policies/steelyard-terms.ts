import { assertInRange, assertNotNegative, assertPositive } from "../errors/index.js";
import { DAY_MS, YEAR_MS } from "../model/index.js";
import type { PolicyField, PolicyValues } from "./kind.js";
import { percentWord, durationWord } from "./policy-words.js";
import { choiceIn, numberIn } from "./policy-values.js";
import type { HolderTerms } from "./steelyard-request.js";

/** The settings that every policy of ours has. */
export const holderFields = {
  loss: { kind: "fraction", what: "share of wealth that may be lost", default: 0.5 },
  chance: { kind: "fraction", what: "with at most this probability", default: 0.1 },
  within: { kind: "duration", what: "within this time", default: YEAR_MS },
  against: {
    kind: "choice",
    what: "loss counted in money, or against holding",
    choices: ["cash", "holding"],
    default: "cash",
  },
  least: { kind: "leverage", what: "never sold below this leverage; 0x: down to cash", default: 0 },
  liquidation: { kind: "fraction", what: "liquidation at most this likely within a quarter of a year", default: 0.01 },
  drift: {
    kind: "choice",
    what: "learnt of the past with a prior, or no view",
    choices: ["posterior", "none"],
    default: "posterior",
  },
  refresh: { kind: "duration", what: "time between two decisions", default: 7 * DAY_MS },
  side: { kind: "choice", what: "which side may be held", choices: ["long", "short", "either"], default: "long" },
} as const satisfies Readonly<Record<string, PolicyField>>;

/** Terms of named settings. @throws MissingError (E_MISSING), NotANumberError (E_NOT_A_NUMBER), UnknownKeyError (E_UNKNOWN_KEY) */
export const holderTermsIn = (values: PolicyValues): HolderTerms => ({
  lossMax: numberIn(values, "loss"),
  probabilityMax: numberIn(values, "chance"),
  horizonMs: numberIn(values, "within"),
  measuredAgainst: choiceIn(values, "against", ["cash", "holding"]),
  leverageRatioMin: numberIn(values, "least"),
  liquidationProbabilityMax: numberIn(values, "liquidation"),
  drift: choiceIn(values, "drift", ["posterior", "none"]),
  refreshMs: numberIn(values, "refresh"),
  side: choiceIn(values, "side", ["long", "short", "either"]),
});

/** @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the setting */
export function assertHolderTerms(terms: HolderTerms): void {
  const share = { min: 0, max: 1, open: true, want: "a fraction between 0 and 1, such as 0.5" };
  assertInRange(terms.lossMax, "loss", share);
  assertInRange(terms.probabilityMax, "chance", share);
  assertInRange(terms.liquidationProbabilityMax, "liquidation", share);
  assertPositive(terms.horizonMs, "within");
  assertPositive(terms.refreshMs, "refresh");
  assertNotNegative(terms.leverageRatioMin, "least");
}

/** Such as "50 % lost within 365 days at 10 %". */
export const toleranceWords = ({ lossMax, probabilityMax, horizonMs, measuredAgainst }: HolderTerms): string =>
  `${percentWord(lossMax)} lost${measuredAgainst === "holding" ? " against holding" : ""} within ${durationWord(horizonMs)} at ${percentWord(probabilityMax)}`;
