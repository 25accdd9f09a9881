import { expect, test } from "vitest";
import { closest } from "./closest.js";

test.each([
  ["volatilty", "volatility"],
  ["max-levrage", null],
  ["levrage-max", "leverage-max"],
  ["borrow_rate", "borrow-rate"],
  ["BorrowRate", "borrow-rate"],
  ["dbet", "debt"],
  ["zzz", null],
  ["borrow", "borrow-rate"],
  ["lev", "leverage-max"],
  ["bo", null],
  ["x".repeat(500), null],
])("%s is nearest to %s", (word, expected) => {
  expect(closest(word, ["volatility", "leverage-max", "borrow-rate", "debt"])).toBe(expected);
});
