/**
 * Sample quantile at rank p (n - 1) of the values in ascending order, straight between neighbours: definition 7 of Hyndman & Fan
 * 1996, Sample quantiles in statistical packages. `values`: any order, at least one; p from 0 to 1.
 */
export function quantile(values: Float64Array, p: number): number {
  const ascending = values.slice().sort();
  const rank = p * (values.length - 1);
  const below = Math.floor(rank);
  const above = Math.min(below + 1, values.length - 1);
  return ascending[below] + (rank - below) * (ascending[above] - ascending[below]);
}
