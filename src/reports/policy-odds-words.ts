import type { Decision, Gap, Odds, PolicyOddsBasis } from "../model/index.js";
import { duration, percent, probability } from "./format.js";
import { table, type Column } from "./layout.js";

/** What odds under the policy rest on at every leverage ratio of a decision; a stated gap that reaches liquidation leaves "none" at that one. */
export function policyBasis(decision: Decision): PolicyOddsBasis {
  const { policy, estimates } = decision;
  const known = decision.status === "infeasible" ? "none" : decision.odds.liquidation.underPolicyBasis;
  if (known !== "none") return known;
  if (policy.kind === "unattended" && policy.rescue === undefined) return "untouched";
  if (estimates.gap === null) return estimates.jumps ? "jump-hazard-bound" : "none";
  return estimates.gap.kind === "estimated" ? "gap-hazard-bound" : "diffusion-only";
}

/** Heading of a column of odds under the policy. */
export const policyColumnTitle: Readonly<Record<PolicyOddsBasis, string>> = {
  "gap-hazard-bound": "under the policy, at most",
  "jump-hazard-bound": "under the policy, at most",
  "diffusion-only": "under the policy, ordinary moves",
  untouched: "under the policy",
  none: "under the policy",
};

const basisWords = {
  "gap-hazard-bound": "a bound that counts gaps too fast to react to",
  "jump-hazard-bound": "a bound that counts sudden jumps, and no gaps",
  "diffusion-only": "ordinary moves alone, no gap beyond the stated one",
  untouched: "nobody watches between resets",
  none: "cannot be said",
} as const;

/** Why odds under the policy are not known; of one who does not know the gap itself, both reasons. */
export function notKnownWords(gap: Gap | null | undefined): string {
  if (gap === undefined) return "not known: no gap is given, or the one given would liquidate it";
  return gap === null
    ? "not known: no gap is known (give prices with lows, or --gap)"
    : "not known: the stated gap would liquidate it";
}

/** A bound of a probability above this says nothing. */
const BOUND_MAX = 0.5;

/** A bound in words: one that is no bound says so. */
const atMost = (value: number): string =>
  value < 1e-9 ? probability(value) : value > 0.999 ? "at most 100 %" : `at most ${probability(value)}`;

const isBound = (basis: PolicyOddsBasis): boolean => basis.endsWith("-bound");

/** The chance that is expected, where a bound does not say the same already; null where it does, or where it is not known. */
function expectedWords(bound: number, expected: number | null): string | null {
  if (expected === null) return null;
  const words = probability(expected);
  return words === probability(bound) ? null : `some ${words} expected`;
}

/** The odds of liquidation under the policy, with what they rest on; a bound is called a bound, with the chance expected beside it. */
export function underPolicyWords({ liquidation }: Odds, gap?: Gap | null): string {
  const { underPolicy, underPolicyExpected, underPolicyBasis: basis } = liquidation;
  if (underPolicy === null) return notKnownWords(gap);
  if (!isBound(basis)) return `${probability(underPolicy)} (${basisWords[basis]})`;
  const expected = expectedWords(underPolicy, underPolicyExpected);
  if (underPolicy > BOUND_MAX)
    return expected === null
      ? `not known: the bound, ${percent(underPolicy)}, is too loose to say anything`
      : `${expected}; no useful bound`;
  return `${expected === null ? "" : `${expected}, `}${atMost(underPolicy)} (${basisWords[basis]})`;
}

/** Odds of liquidation by one horizon. */
interface OddsRow {
  readonly horizonMs: number;
  readonly untouched: number;
  readonly underPolicy: number | null;
  readonly underPolicyExpected: number | null;
}

/** An entry of a table with so many columns that the words for next to nothing have no room. */
const brief = (value: number | null): string =>
  value === null ? "not known" : value < 1e-9 ? "under 1e-9" : probability(value);

/** The columns of odds under the policy, of a row: none where none is known, and the bound and the chance expected where these differ. */
function policyColumns(odds: readonly OddsRow[], basis: PolicyOddsBasis): readonly (keyof OddsRow)[] {
  if (odds.every(({ underPolicy }) => underPolicy === null)) return [];
  const differ = odds.some(({ underPolicy, underPolicyExpected: at }) => at !== null && at !== underPolicy);
  return isBound(basis) && differ ? ["underPolicy", "underPolicyExpected"] : ["underPolicy"];
}

/** A table of odds of liquidation by horizon: left untouched, under the policy where any is known, and the chance expected where a bound does not say the same. */
export function oddsByHorizonTable(
  odds: readonly OddsRow[],
  basis: PolicyOddsBasis,
  untouchedTitle: string,
): readonly string[] {
  const managed = policyColumns(odds, basis);
  const [titles, said] =
    managed.length === 2
      ? [["policy: at most", "policy: expected"], brief]
      : [[policyColumnTitle[basis]], (value: number | null) => (value === null ? "not known" : probability(value))];
  const columns: readonly Column[] = [
    { title: "liquidated within", align: "left" },
    ...[untouchedTitle, ...titles.slice(0, managed.length)].map((title) => ({ title, align: "right" }) as const),
  ];
  const rows = odds.map((row) => [
    duration(row.horizonMs),
    said(row.untouched),
    ...managed.map((key) => said(row[key])),
  ]);
  return table(columns, rows);
}
