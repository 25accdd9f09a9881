import type { Estimate } from "../model/index.js";

/** Mean of values, at least one, and its standard error from their spread; of one value the error is its size. */
export function meanAndError(values: readonly number[]): Pick<Estimate, "value" | "standardError"> {
  const count = values.length;
  const value = values.reduce((sum, one) => sum + one, 0) / count;
  if (count === 1) return { value, standardError: Math.abs(value) };
  const squares = values.reduce((sum, one) => sum + (one - value) ** 2, 0);
  return { value, standardError: Math.sqrt(squares / (count - 1) / count) };
}
