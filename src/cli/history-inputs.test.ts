import { describe, expect, test } from "vitest";
import { HOUR_MS } from "../model/index.js";
import { pricesFromColumns } from "../series/index.js";
import { cacheFolder, historyNotes, type AskedHistory } from "./history-inputs.js";

describe("folder of the cache", () => {
  const of = (env: Readonly<Record<string, string>>): string => cacheFolder({ env, folder: "/here" });

  test("the first of STEELYARD_CACHE, XDG_CACHE_HOME and the home folder", () => {
    const all = { STEELYARD_CACHE: "/own", XDG_CACHE_HOME: "/shared", HOME: "/home/me" };
    expect(of(all)).toBe("/own");
    expect(of({ ...all, STEELYARD_CACHE: " " })).toBe("/shared/steelyard");
    expect(of({ HOME: "/home/me" })).toBe("/home/me/.cache/steelyard");
    expect(of({ USERPROFILE: "/Users/me" })).toBe("/Users/me/.cache/steelyard");
  });

  test("one of our own starts from here; a shared one that starts from nowhere is left aside, as its standard wants it", () => {
    expect(of({ STEELYARD_CACHE: "kept" })).toBe("/here/kept");
    expect(of({ XDG_CACHE_HOME: "kept", HOME: "/home/me" })).toBe("/home/me/.cache/steelyard");
  });

  test("where there is no home it must be named", () => {
    expect(() => of({})).toThrow(expect.objectContaining({ code: "E_MISSING", field: "STEELYARD_CACHE" }));
  });
});

describe("what to know of a history", () => {
  const START = Date.parse("2024-03-01Z");
  const closeMs = [1, 2, 3, 9, 10, 12].map((hour) => START + hour * HOUR_MS);
  const prices = pricesFromColumns({ close_time: closeMs, close: closeMs.map(() => 100) }, { timeUnit: "ms" });
  const history: AskedHistory = {
    ...{ prices, funding: null, borrowRates: null, folder: "/kept", fetchedRows: 6, notes: ["A public node."] },
    ...{ source: "past.test", market: "past", price: "last", intervalMs: HOUR_MS, fromMs: START, toMs: START },
    gaps: [
      { fromMs: START + 3 * HOUR_MS, toMs: START + 9 * HOUR_MS, missing: 5 },
      { fromMs: START + 10 * HOUR_MS, toMs: START + 12 * HOUR_MS, missing: 1 },
    ],
  };

  test("how it was reached, and its longest gap", () => {
    expect(historyNotes(history)).toEqual([
      "A public node.",
      "6 bars are missing, the most of them from 2024-03-01 03:00 UTC to 2024-03-01 09:00 UTC; nothing was filled.",
    ]);
  });

  test("that it begins later than asked", () => {
    const [, note] = historyNotes({ ...history, gaps: [], fromMs: START - 30 * HOUR_MS });
    expect(note).toBe("Bars begin on 2024-03-01, later than asked: past.test tells none of before.");
  });
});
