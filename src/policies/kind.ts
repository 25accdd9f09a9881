import type { TradingPolicy } from "./policy.js";

/** What one setting of a policy is, so that whoever reads text knows how to read it and what to ask for. */
export interface PolicyField {
  /** A leverage ratio ("1.5x"), a share or rate ("5%"), a duration in ms ("1d"), quote currency, a price, a plain number, or one of some words. */
  readonly kind: "leverage" | "fraction" | "duration" | "amount" | "price" | "number" | "choice";
  /** In a few words, with its unit. */
  readonly what: string;
  /** What it is where it is left out; without a default it must be given, but for one that is optional. */
  readonly default?: number | string;
  /** May be left out, and is then not there: `what` says what that means. */
  readonly optional?: true;
  /** The words of a choice. */
  readonly choices?: readonly string[];
}

/** Settings of a policy as plain data: they cross into a worker and into a journal. */
export type PolicyValues = Readonly<Record<string, number | string>>;

/** A policy by name, such as a command line or a sweep asks for it. */
export interface PolicyDescription {
  readonly policy: string;
  readonly values: PolicyValues;
}

/** One kind of policy that can be asked for by name. */
export interface PolicyKind {
  readonly id: string;
  /** One sentence: what it does. */
  readonly summary: string;
  readonly source: string;
  readonly fields: Readonly<Record<string, PolicyField>>;
  /** The policy of these settings, of which all but the optional are there. @throws every error of bad input, naming the setting */
  of(values: PolicyValues): TradingPolicy;
}
