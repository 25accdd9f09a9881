import { expect, test } from "vitest";
import { quantile } from "./quantile.js";

test("between neighbours as R's default (type 7) has it, in any order", () => {
  const values = Float64Array.of(4, 1, 10, 2);
  for (const [p, value] of [
    [0, 1],
    [0.25, 1.75],
    [0.5, 3],
    [0.9, 8.2],
    [1, 10],
  ])
    expect(quantile(values, p)).toBeCloseTo(value, 12);
  expect([...values]).toEqual([4, 1, 10, 2]);
});

test("one value is every quantile", () => {
  expect(quantile(Float64Array.of(7), 0.3)).toBe(7);
});
