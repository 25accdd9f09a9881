import { createStream } from "../../src/kernel/index.js";

/** Draws of one state: the same for the same seed and number, whatever other states draw. */
export interface Draws {
  /** Uniform between two numbers. */
  between(low: number, high: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** The list in another order. */
  shuffled<T>(from: readonly T[]): readonly T[];
  /** A whole number between 10^low and 10^high, as likely in each power of ten, with all its digits drawn. */
  amount(low: number, high: number): bigint;
  /** A share of an amount, down. */
  shareOf(amount: bigint, share: number): bigint;
}

const BILLIONTHS = 1_000_000_000;

/** An amount times a number, down to billionths of the number. */
export const scaled = (amount: bigint, factor: number): bigint =>
  (amount * BigInt(Math.floor(factor * BILLIONTHS))) / BigInt(BILLIONTHS);

/** Draws of state number `index` under `seed`. */
export function drawsOf(seed: number, index: number): Draws {
  const stream = createStream(seed, index);
  const uniform = (): number => stream.uniform();
  const between = (low: number, high: number): number => low + (high - low) * uniform();
  const fifteenDigits = (value: number): bigint => BigInt(Math.floor(value * 1e15));
  return {
    between,
    chance: (probability) => uniform() < probability,
    pick: (from) => from[Math.floor(uniform() * from.length)],
    shuffled: (from) =>
      from
        .map((each) => ({ each, rank: uniform() }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ each }) => each),
    amount: (low, high) => {
      const exponent = between(low, high);
      const whole = Math.floor(exponent);
      const digits = fifteenDigits(10 ** (exponent - whole)) * 10n ** 15n + fifteenDigits(uniform());
      return (digits * 10n ** BigInt(whole)) / 10n ** 30n;
    },
    shareOf: scaled,
  };
}

/** Counts states by kind, for a report and for a test that the mix holds each kind. */
export interface Tally {
  add(...kinds: readonly string[]): void;
  /** "kind 12, other kind 3", the most frequent first. */
  toString(): string;
  count(kind: string): number;
}

export function createTally(): Tally {
  const counts = new Map<string, number>();
  return {
    add: (...kinds) => kinds.forEach((kind) => counts.set(kind, (counts.get(kind) ?? 0) + 1)),
    toString: () =>
      [...counts]
        .sort(([, a], [, b]) => b - a)
        .map(([kind, count]) => `${kind} ${count}`)
        .join(", "),
    count: (kind) => counts.get(kind) ?? 0,
  };
}
