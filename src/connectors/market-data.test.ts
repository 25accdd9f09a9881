import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { gunzipSync } from "node:zlib";
import { readPriceFile } from "./price-file.js";

const folder = fileURLToPath(new URL("../../../shared/data/", import.meta.url));
const present = existsSync(`${folder}README.md`);

/** True if the file is a price series by its name, and has a close. */
function isPriceFile(name: string): boolean {
  if (!/-(1h|30m|1d|1m)[-.0-9]*\.csv\.gz$/.test(name)) return false;
  return /\bclose\b/.test(
    gunzipSync(readFileSync(folder + name))
      .toString("latin1", 0, 200)
      .split("\n")[0],
  );
}

/** What the folder's README says that it counted in a file; null where it says nothing. */
function statedOf(readme: string, name: string): { rows: number; gaps: number | null; missing: number | null } {
  const section = readme.split(`\n## ${name}\n`)[1].split("\n## ")[0];
  const rows = /rows: (\d+)/.exec(section);
  const gaps = /gaps: (\d+) gaps?, (\d+) of \d+ steps missing/.exec(section);
  const line = new RegExp(`\\| ${name} \\| (\\d+) \\|`).exec(readme);
  expect(line?.[1]).toBe(rows?.[1]);
  return {
    rows: Number(rows?.[1]),
    gaps: gaps === null ? null : Number(gaps[1]),
    missing: gaps === null ? null : Number(gaps[2]),
  };
}

describe("the market data for development, where it is present", () => {
  const names = present ? readdirSync(folder).filter(isPriceFile) : [];
  const readme = present ? readFileSync(`${folder}README.md`, "utf8") : "";

  test.skipIf(!present)("each price file is read, with the rows and gaps that its README counted", async () => {
    for (const name of names) {
      const { gaps, missing, rows } = statedOf(readme, name);
      const series = await readPriceFile(folder + name, { barTime: "open" });
      expect({ name, rows: series.close.length }).toEqual({ name, rows });
      if (gaps !== null) expect({ name, ...series.gaps }).toMatchObject({ name, count: gaps, missing });
    }
    expect(names.length).toBeGreaterThanOrEqual(12);
  });

  test.skipIf(!present)("daily closes of an index from 1927 in milliseconds, negative before 1970", async () => {
    const series = await readPriceFile(`${folder}sp500-1d.csv.gz`, { barTime: "open" });
    expect(series).toMatchObject({ intervalMs: 86_400_000, bars: null, volume: null });
    expect([series.closeMs[0], series.close[0]]).toEqual([Date.UTC(1927, 11, 31), 17.659_999_85]);
    expect(series.closeMs.at(-1)).toBe(Date.UTC(2025, 0, 1));
    expect(series.closeMs.filter((time) => Math.abs(time) < 1e10).length).toBeGreaterThan(100);
  });
});
