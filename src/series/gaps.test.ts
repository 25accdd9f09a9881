import { describe, expect, test } from "vitest";
import { gapsOf, intervalMsOf } from "./gaps.js";

const at = (...times: number[]): Float64Array => Float64Array.from(times);

describe("the bar length is the commonest step", () => {
  test.each([
    ["two rows", [0, 7], 7],
    ["with a gap", [0, 1, 2, 5, 6], 1],
    ["without a majority", [0, 1, 2, 4, 6, 9, 12, 15], 3],
    ["of two equally common steps the shorter", [0, 2, 4, 5, 6], 1],
    ["of steps that all differ the shortest", [0, 3, 8, 10], 2],
  ])("%s", (_, times, interval) => {
    expect(intervalMsOf(at(...times))).toBe(interval);
  });
});

describe("gaps", () => {
  test("none in even steps", () => {
    expect(gapsOf(at(0, 60, 120), 60)).toEqual({ count: 0, missing: 0, largestMs: 60 });
  });
  test("weekends of a daily series are counted: two bars each", () => {
    const days = [1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 15].map((day) => day * 86_400_000);
    expect(gapsOf(Float64Array.from(days), 86_400_000)).toEqual({ count: 2, missing: 4, largestMs: 3 * 86_400_000 });
  });
  test("a step that is late by less than half a bar lacks none", () => {
    expect(gapsOf(at(0, 60, 149), 60)).toEqual({ count: 0, missing: 0, largestMs: 89 });
    expect(gapsOf(at(0, 60, 151), 60)).toEqual({ count: 1, missing: 1, largestMs: 91 });
  });
  test("calendar months are no gaps", () => {
    const months = Float64Array.from({ length: 24 }, (_, month) => Date.UTC(2020, month, 1));
    expect(gapsOf(months, intervalMsOf(months))).toEqual({ count: 0, missing: 0, largestMs: 31 * 86_400_000 });
  });
});
