import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { money, multiple, percent, points, probability, significant } from "../src/reports/index.js";
import { cli, root } from "./cli-io.js";
import { launch } from "./house/chromium.js";

const LOOP =
  "--venue aave-v3 --asset WETH --quantity 40 --debt 50000 --price 2500 --volatility 60%±5% --drift 70%±15% --borrow-rate 5%±1% --gap 30% --against cash --loss 60% --within 1y --chance 15%";

/** Answers of every kind: borrowing, holding, short with a share out of reach, none, without a view, and left alone. */
const CASES: Readonly<Record<string, readonly string[]>> = {
  "a loop on Aave": LOOP.split(" "),
  "examples/eth-aave.json": ["--request", "examples/eth-aave.json"],
  "examples/sp500-margin-loan.json": ["--request", "examples/sp500-margin-loan.json"],
  "examples/eth-binance.json, short": [
    ...["--request", "examples/eth-binance.json", "--drift", "-60%±20%", "--quantity", "-8", "--loss", "60%"],
  ],
  "no answer fits": ["--request", "examples/eth-aave.json", "--leverage-min", "3x", "--hold", "3x"],
  "no view on the drift": ["--request", "examples/eth-aave.json", "--drift", "none"],
  "with jumps": [...LOOP.split(" "), "--jumps", "0.5x10%"],
  "left alone": ["--request", "examples/eth-binance.json", "--unattended", "30d"],
};

/** The page aims to be sent by mail. */
const BYTES_MAX = 150_000;

let browser: Browser;
let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "report-"));
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** A report and the decision that the same run prints as JSON. */
async function reported(name: string, args: readonly string[]): Promise<{ readonly file: string; json: unknown }> {
  const file = join(folder, `${name.replaceAll(/\W+/g, "-")}.html`);
  const run = await cli(["optimize", "--json", "--report", file, ...args]);
  expect(run).toMatchObject({ status: 0, stderr: "" });
  return { file, json: JSON.parse(run.stdout) };
}

/** Opens a report; what it asks of the network, and what it complains of, is gathered in `faults`. */
async function opened(file: string) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: "light" });
  const faults: string[] = [];
  const url = pathToFileURL(file).href;
  page.on("request", (request) => request.url() === url || faults.push(request.url()));
  page.on("console", (message) => faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.goto(url);
  return { page, faults };
}

/** The value at a place such as "caps.0.slack" of a JSON document. */
const valueAt = (document: unknown, place: string): unknown =>
  place.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown> | null)?.[key], document);

interface Figure {
  readonly place: string;
  readonly value: string;
  readonly words: string;
}

const figuresOf = (page: Page): Promise<Figure[]> =>
  page.evaluate<Figure[]>(
    `[...document.querySelectorAll("data[data-place]")].map((each) => ({ place: each.dataset.place, value: each.value, words: each.textContent }))`,
  );

/** Every way in which the house writes a number. */
const written = (value: number): readonly string[] =>
  [multiple, percent, points, money, probability, significant, (each: number) => each.toFixed(4)].map((words) =>
    words(value),
  );

describe.each(Object.entries(CASES))("the report of %s", (name, args) => {
  let report: Awaited<ReturnType<typeof reported>>;
  beforeAll(async () => {
    report = await reported(name, args);
  });

  test("holds the JSON form of the decision, and each number on the page is the JSON's, in words of the house", async () => {
    const { page } = await opened(report.file);
    const inside = await page.evaluate<string>(`document.querySelector("script#decision").textContent`);
    expect(JSON.parse(inside)).toEqual(report.json);
    const figures = await figuresOf(page);
    expect(figures.length).toBeGreaterThan(10);
    for (const { place, value, words } of figures) {
      expect(Number(value), place).toBe(valueAt(report.json, place));
      expect(written(Number(value)), place).toContain(words);
    }
    await page.close();
  });

  test("asks nothing of a network, complains of nothing, and fits a telephone and a desk, in light and in dark", async () => {
    const { page, faults } = await opened(report.file);
    await page.evaluate(`document.querySelectorAll("details").forEach((each) => (each.open = true))`);
    for (const colorScheme of ["light", "dark"] as const)
      for (const width of [360, 1280]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      }
    expect(faults).toEqual([]);
    await page.close();
  });

  test(`has pictures without NaN, undefined or Infinity, and fewer than ${BYTES_MAX} bytes`, () => {
    const text = readFileSync(report.file, "utf8");
    const drawings = text.match(/<svg[^]*?<\/svg>/g) ?? [];
    expect(drawings.length).toBeGreaterThan(1);
    for (const drawing of drawings) expect(drawing).not.toMatch(/NaN|undefined|Infinity/);
    expect(statSync(report.file).size).toBeLessThan(BYTES_MAX);
  });
});

/** Numbers on one axis of the growth picture with the pixels that they stand at, and the middle of the dot of the answer. */
interface Drawn {
  readonly across: readonly (readonly [value: number, pixel: number])[];
  readonly up: readonly (readonly [value: number, pixel: number])[];
  readonly dot: readonly [x: number, y: number];
}

const DRAWN = `(() => {
  const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
  const svg = document.querySelector("figure .wide svg");
  const texts = [...svg.querySelectorAll("text")].map((each) => [each.textContent, middle(each.getBoundingClientRect())]);
  const numbers = (form, at) => texts.flatMap(([text, place]) => form.test(text) ? [[parseFloat(text), place[at]]] : []);
  const dots = [...svg.querySelectorAll('path[fill="var(--answer)"]')].map((each) => each.getBoundingClientRect());
  const round = dots.find(({ width, height }) => Math.abs(width - height) < 0.5 && width < 30);
  return { across: numbers(/^-?[\\d.]+x$/, 0), up: numbers(/^-?[\\d.]+\\u00a0%$/, 1), dot: middle(round) };
})()`;

/** The value at a pixel, on the straight line through the first and the last number of an axis. */
function valueOf(axis: Drawn["across"], pixel: number): number {
  const [[low, from] = [0, 0], [high, to] = [1, 1]] = [axis[0], axis.at(-1)];
  return low + ((high - low) * (pixel - from)) / (to - from);
}

test("the dot of the answer stands at its leverage and its growth, read back from the pixels of the axes", async () => {
  const { file, json } = await reported("dot", LOOP.split(" "));
  const { page } = await opened(file);
  const { across, up, dot } = await page.evaluate<Drawn>(DRAWN);
  expect(across.length).toBeGreaterThan(3);
  expect(up.length).toBeGreaterThan(3);
  // A pixel of 770 for 2.7x, and one of 300 for 120 points.
  expect(valueOf(across, dot[0])).toBeCloseTo(valueAt(json, "leverageRatio") as number, 1.9);
  expect(valueOf(up, dot[1]) / 100).toBeCloseTo(valueAt(json, "growth.rateAnnual") as number, 1.9);
  await page.close();
});

test("lines and text of the pictures follow light and dark", async () => {
  const { file } = await reported("schemes", LOOP.split(" "));
  const { page } = await opened(file);
  const colours = async (colorScheme: "light" | "dark"): Promise<readonly string[]> => {
    await page.emulateMedia({ colorScheme });
    return page.evaluate<string[]>(
      `["body", "figure .wide svg text", "figure .wide svg path[stroke='var(--ink)']"].map((each) => { const style = getComputedStyle(document.querySelector(each)); return each === "body" ? style.backgroundColor : style.fill + style.stroke; })`,
    );
  };
  const [light, dark] = [await colours("light"), await colours("dark")];
  await page.close();
  light.forEach((colour, index) => expect(dark[index]).not.toBe(colour));
});

test("a file and a source that are named like markup stay text", async () => {
  const hostile = `<img src=x onerror="document.title='hit'">`;
  const prices = join(folder, `${hostile.replaceAll("/", "")}.csv`);
  copyFileSync(`${root}node_modules/vega-datasets/data/sp500-2000.csv`, prices);
  const example = JSON.parse(readFileSync(`${root}examples/sp500-margin-loan.json`, "utf8")) as Record<string, unknown>;
  const source = `</script><script>document.title = "hit"</script>${hostile}`;
  const request = join(folder, "hostile.json");
  writeFileSync(request, JSON.stringify({ ...example, prices, "borrow-rate": { value: "2.5%±1%", source } }));
  const { file } = await reported("hostile", ["--request", request]);
  const { page, faults } = await opened(file);
  const counts = await page.evaluate<number[]>("[document.scripts.length, document.images.length]");
  expect(counts).toEqual([1, 0]);
  expect(await page.title()).not.toBe("hit");
  expect(await page.evaluate<string>("document.body.innerText")).toContain(source);
  expect(faults).toEqual([]);
  await page.close();
});
