import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { spanRun } from "../scripts/study/cells.js";
import { marketsFrom } from "../scripts/study/markets.js";
import { assertAllStudied, descriptionOf, studyPolicies } from "../scripts/study/policies.js";
import { change, NOT_AVAILABLE } from "../scripts/study/words.js";
import { prepareMarket } from "../src/backtest/index.js";
import { DAY_MS, HOUR_MS } from "../src/model/index.js";
import { policyOf } from "../src/policies/index.js";
import { fromRoot } from "./house/source-tree.js";

const data = fromRoot("../shared/data");
const present = existsSync(data);
const page = readFileSync(fromRoot("docs/study.md"), "utf8");

/** Rows of every table of the page, cells trimmed, the row under the head left out. */
const tables = page.split(/\n(?!\|)/).flatMap((block) => {
  const lines = block.split("\n").filter((line) => line.startsWith("|"));
  const rows = lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return rows.length < 3 ? [] : [[rows[0], ...rows.slice(2)]];
});

test("every policy of the registry is studied, at least at one kind of market", () => {
  expect(() => assertAllStudied()).not.toThrow();
  for (const { settings } of studyPolicies)
    expect(Object.values(settings).some((values) => values !== null)).toBe(true);
});

test("the page says which command wrote it, and shows pictures that are there", () => {
  expect(page).toContain("Written by `npm run study -- ../shared/data`");
  const pictures = [...page.matchAll(/\]\((study\/[\w-]+\.svg)\)/g)].map(([, path]) => path);
  expect(pictures).toHaveLength(16);
  for (const path of pictures) expect(readFileSync(fromRoot(`docs/${path}`), "utf8")).toMatch(/^<svg/);
});

test("its tables have every cell, or say that it is not available", () => {
  expect(tables.length).toBeGreaterThan(30);
  for (const [head, ...rows] of tables)
    for (const row of rows) {
      expect(row).toHaveLength(head.length);
      // Against itself 1x has no difference and no chance.
      if (row[0] !== "1x") expect(row.slice(1).every((cell) => cell !== "")).toBe(true);
    }
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});

test("a year before steelyard knows a year of prices is not available; after it, it is", () => {
  const years = tables.find(([head]) => head[1] === "2018");
  const row = years?.find(([name]) => name === "steelyard");
  expect(row?.[1]).toBe(NOT_AVAILABLE);
  expect(row?.slice(2).every((cell) => cell !== NOT_AVAILABLE)).toBe(true);
});

test.skipIf(!present)(
  "a cell computed anew from ../shared/data is that of the page: daily reset of the BTC loop, 2022",
  async () => {
    const market = (await marketsFrom(data)).find(({ id }) => id === "btc-loop")!;
    const study = studyPolicies.find(({ name }) => name === "reset daily")!;
    const span = market.years.find(({ name }) => name === "2022")!;
    const prepared = prepareMarket(market.market);
    const cells = [HOUR_MS, DAY_MS].map((checkMs) => {
      const { summary, ledger } = spanRun(prepared, policyOf(descriptionOf(study, market)!), checkMs, span, false);
      const key = { market: market.id, policy: study.name, checkMs, span: span.name };
      return change({ ...key, figures: { summary, ledger, growth: null }, because: "" });
    });
    const section = page.slice(page.indexOf(`### BTC loop (${market.caveat}): change of wealth`));
    const [head, row] = ["| policy", "| reset daily"].map((start) =>
      section
        .slice(section.indexOf(start))
        .split("\n")[0]
        .split("|")
        .map((cell) => cell.trim()),
    );
    expect(row[head.indexOf("2022")]).toBe(cells.join(" / "));
  },
);
