import { gammaQuantile } from "../incomplete-gamma.js";
import { CELL_BITS, TAIL_NODES, quantileTable, type QuantileTable } from "./quantile-table.js";

/** Quantiles of the root of (nu - 2) / chi-square(nu), nu above 2: what makes a normal shock one of Student's law, of variance 1. */
export const studentTScale = (nu: number): QuantileTable =>
  quantileTable((p) => Math.sqrt((nu - 2) / (2 * gammaQuantile(1 - p, nu / 2))));

/** Means over the uniform number of what two tables draw from it: of the first, and of their product. Exact for tables that are straight between nodes, by Simpson's rule. */
function meansOf(
  { nodes: a }: QuantileTable,
  { nodes: b }: QuantileTable,
): { readonly mean: number; readonly product: number } {
  let [mean, product] = [0, 0];
  for (const first of [0, TAIL_NODES])
    for (let j = 0; j < TAIL_NODES - 1; j++) {
      const width = 2 ** ((j >> CELL_BITS) - 33 - CELL_BITS);
      const [a0, a1, b0, b1] = [a[first + j], a[first + j + 1], b[first + j], b[first + j + 1]];
      mean += (width * (a0 + a1)) / 2;
      product += (width * (a0 * b0 + a1 * b1 + (a0 + a1) * (b0 + b1))) / 6;
    }
  return { mean, product };
}

/** What the correlation of two shocks is of that of their normal parts, given their scales (null: normal), which are of one draw or of their own. */
export function keptCorrelation(a: QuantileTable | null, b: QuantileTable | null, shared: boolean): number {
  if (a === null) return b === null ? 1 : meansOf(b, b).mean;
  if (b === null) return meansOf(a, a).mean;
  const { mean, product } = meansOf(a, b);
  if (!shared) return mean * meansOf(b, b).mean;
  return product / Math.sqrt(meansOf(a, a).product * meansOf(b, b).product);
}
