import fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pastVenue } from "../../tests/history-venue.js";
import { DAY_MS, HOUR_MS } from "../model/index.js";
import { readHistory, type MarketHistory } from "./history-cache.js";

const START = Date.parse("2023-11-07T05:00Z");

/** A run: how long a span it asks for, ending when, page by page of how many rows, and the question that fails. */
const runs = fc.array(
  fc.record({
    fromDay: fc.integer({ min: 0, max: 100 }),
    days: fc.integer({ min: 2, max: 60 }),
    pageRows: fc.integer({ min: 1, max: 200 }),
    failsAt: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 5 },
);

const figures = ({ prices, funding, gaps }: MarketHistory) => ({ prices, funding, gaps });

test("whatever the pages and whatever broke off before, the rows are those of one go", async () => {
  await fc.assert(
    fc.asyncProperty(runs, fc.integer({ min: 0, max: 400 }), async (asked, hole) => {
      const cacheFolder = mkdtempSync(join(tmpdir(), "steelyard-resume-"));
      const lacks = (ms: number): boolean => Math.floor(ms / (6 * HOUR_MS)) % 400 === hole;
      const past = { fromMs: START + 3 * DAY_MS, toMs: START + 200 * DAY_MS, intervalMs: 6 * HOUR_MS, lacks };
      const read = (terms: Partial<Parameters<typeof pastVenue>[0]>, folder: string, fromMs: number, toMs: number) =>
        readHistory({ ...pastVenue({ ...past, ...terms }), fromMs, toMs, nowMs: toMs, cacheFolder: folder });
      try {
        for (const [index, { fromDay, days, pageRows, failsAt }] of asked.entries()) {
          const [fromMs, toMs] = [START + fromDay * DAY_MS, START + (fromDay + 2 + days) * DAY_MS];
          const fails = failsAt === undefined ? {} : { failsAt };
          const broken = await read({ pageRows, ...fails }, cacheFolder, fromMs, toMs).catch((cause: unknown) => cause);
          if (broken instanceof Error) expect(broken).toMatchObject({ code: "E_UNAVAILABLE" });
          const whole = await read({ pageRows: 10_000 }, join(cacheFolder, `whole-${index}`), fromMs, toMs);
          expect(figures(await read({ pageRows }, cacheFolder, fromMs, toMs))).toEqual(figures(whole));
        }
      } finally {
        rmSync(cacheFolder, { recursive: true });
      }
    }),
    { numRuns: 30 },
  );
});
