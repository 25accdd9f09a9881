import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTime, TIME_MS_MAX, TIME_MS_MIN } from "./time.js";

describe("ISO times that are read", () => {
  test.each([
    ["2024-01-31", Date.UTC(2024, 0, 31)],
    ["1927-12-30", Date.UTC(1927, 11, 30)],
    ["1970-01-01", 0],
    ["2000-02-29", Date.UTC(2000, 1, 29)],
    ["2024-01-31T10:20Z", Date.UTC(2024, 0, 31, 10, 20)],
    ["2024-01-31T10:20:30Z", Date.UTC(2024, 0, 31, 10, 20, 30)],
    ["2024-01-31 10:20:30+00:00", Date.UTC(2024, 0, 31, 10, 20, 30)],
    ["2024-01-31T10:20:30.123Z", Date.UTC(2024, 0, 31, 10, 20, 30, 123)],
    ["2024-01-31T10:20:30.123456Z", Date.UTC(2024, 0, 31, 10, 20, 30, 123) + 0.456],
    ["2024-01-31T10:20:30+05:30", Date.UTC(2024, 0, 31, 4, 50, 30)],
    ["2024-01-31T10:20:30-08:00", Date.UTC(2024, 0, 31, 18, 20, 30)],
    // RFC 3339 §5.8, the second example, says that these two are the same instant.
    ["1996-12-19T16:39:57-08:00", Date.UTC(1996, 11, 20, 0, 39, 57)],
  ])("%s", (text, timeMs) => {
    expect(readTime(text)).toEqual({ ok: true, timeMs, form: text.length === 10 ? "date" : "date-time" });
  });

  test("every whole millisecond from 1900 to 2200, as Date prints it", () => {
    fc.assert(
      fc.property(fc.integer({ min: TIME_MS_MIN, max: TIME_MS_MAX }), (timeMs) => {
        expect(readTime(new Date(timeMs).toISOString())).toEqual({ ok: true, timeMs, form: "date-time" });
      }),
      { numRuns: 3_000 },
    );
  });
});

test.each(["2024-01-31T10:20:30", "2024-01-31 10:20", "2024-01-31T10:20:30.5"])("%s lacks a zone", (text) => {
  expect(readTime(text)).toEqual({ ok: false, code: "E_TIME_UNIT" });
});

test.each([
  ...["2024-02-30", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-01-00", "2024-1-31", "24-01-31"],
  ...["31.01.2024", "01/31/2024", "2024/01/31", "20240131", "2024-01-31T", "2024-01-31T24:00Z", "2024-01-31T10:60Z"],
  ...["2024-06-30T23:59:60Z", "2024-01-31T10:20:30.Z", "2024-01-31T10:20:30.1234567890Z", "2024-01-31T10:20:3Z"],
  ...["2024-01-31T10:20:30z", "2024-01-31t10:20:30Z", "2024-01-31T10:20:30+0000", "2024-01-31T10:20:30+15:00"],
  ...["2024-01-31T10:20:30 UTC", "2024-01-31T10:20:30+01", "2024-01-31  10:20Z", " 2024-01-31", "2024-01-31T10Z"],
  ...["Jan 31 2024", "now", "-2024-01-31", "2024-01-31Z", "2024-01-31+00:00", "2024-01-31T10:20:30.12x4Z"],
])("%s is not a time", (text) => {
  expect(readTime(text)).toEqual({ ok: false, code: "E_PARSE" });
});

test("a blank is not a time", () => {
  expect(readTime(" ")).toEqual({ ok: false, code: "E_EMPTY" });
});
