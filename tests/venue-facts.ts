import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { equity, type Account, type AssetId, type Prices } from "../src/model/index.js";
import { liquidationRatios, onePath, type VenueEntry, type VenueMarket } from "../src/venues/index.js";

/** A holding that somebody else worked out: opened at `price`. Money in quote currency; a short has a notional below 0. */
export interface Example {
  /** Who worked it out, and where it stands. */
  readonly source: string;
  readonly asset: AssetId;
  readonly quote?: AssetId;
  /** The venue's own parameters as JSON, where the example is not about those that are shipped. */
  readonly parameters?: string;
  readonly equity: number;
  readonly notional: number;
  readonly price: number;
}

/** The price at which the holding may be closed. */
export interface ClosingExample extends Example {
  readonly closedAt: number;
}

/** The equity that is left when it is closed at a price. */
export interface OutcomeExample extends Example {
  readonly at: number;
  readonly left: number;
}

/** Share of a golden number by which it may be missed: examples are written to a few digits. */
const TOLERANCE = 1e-6;

/** Before any of these venues was there: a day that was not filled in. */
const FIRST_DAY_MS = Date.UTC(2009, 0, 1);

const isWritten = (text: string): boolean => /\S/.test(text);

/** First cells of the rows of a page's tables that leave a cell empty. */
function rowsWithHoles(page: string): readonly string[] {
  const rows = page.split("\n").filter((line) => line.startsWith("|") && !/^[|\s:-]+$/.test(line));
  const cells = rows.map((row) => row.split("|").slice(1, -1));
  return cells.filter((row) => !row.every(isWritten)).map(([first = ""]) => first.trim());
}

/** Asks for everything that a venue has to state before anything follows from it; a fact that is missing is named. */
export function describeFacts(venue: VenueEntry, readme: URL, facts: Readonly<Record<string, () => unknown>>): void {
  const listed = (): ReturnType<VenueEntry["listMarkets"]> => {
    const markets = venue.listMarkets();
    expect(markets, "no market in params.ts").not.toEqual([]);
    return markets;
  };

  describe("facts", () => {
    test.each(Object.entries(facts))("%s: known", (name, read) => {
      expect(read(), name).not.toSatisfy((value: unknown) => value === undefined || Number.isNaN(value));
    });

    test.each(["name", "summary", "release"] as const)("%s: written in index.ts", (key) => {
      expect(venue[key], key).toSatisfy(isWritten);
    });

    test.each(["releases", "exact", "approximate"] as const)("%s: listed in index.ts", (key) => {
      expect(venue[key], `nothing under ${key}`).not.toEqual([]);
    });

    test("day: of every market, in params.ts", () => {
      for (const { asset, asOfMs } of listed()) expect(asOfMs, asset).toBeGreaterThan(FIRST_DAY_MS);
    });

    test("source: of every market, in params.ts", () => {
      for (const { asset, source } of listed()) expect(source, asset).toSatisfy(isWritten);
    });

    test("README.md: every rule has its source", () => {
      expect(rowsWithHoles(readFileSync(readme, "utf8")), "rows without a source").toEqual([]);
    });
  });
}

interface Held {
  readonly market: VenueMarket;
  readonly account: Account;
  readonly prices: Prices;
}

function heldIn(venue: VenueEntry, { asset, quote, parameters, price, ...exposure }: Example): Held {
  const given = { ...(quote === undefined ? {} : { quote }), ...(parameters === undefined ? {} : { parameters }) };
  const market = venue.find({ asset, ...given });
  const prices = { [market.asset]: price, [market.quote]: 1 };
  return { market, account: market.model.holding(market.asset, exposure, prices), prices };
}

/** Asks for worked examples that are not ours, and holds the venue to them. */
export function describeExamples(
  venue: VenueEntry,
  {
    closings,
    outcomes,
  }: { readonly closings: readonly ClosingExample[]; readonly outcomes: readonly OutcomeExample[] },
): void {
  describe("worked examples of others", () => {
    test("golden example: a liquidation price, with its source", () => {
      expect(closings, "no example of a liquidation price").not.toEqual([]);
    });

    test("golden example: the outcome of a liquidation, with its source", () => {
      expect(outcomes, "no example of what a liquidation leaves").not.toEqual([]);
    });

    test.each(closings)("$source: closed at $closedAt", ({ closedAt, ...example }) => {
      const { market, account, prices } = heldIn(venue, example);
      const { below, above } = liquidationRatios(market.model, account, onePath(prices, market.asset));
      const ratio = example.notional > 0 ? below : above;
      expect(((ratio ?? Number.NaN) * example.price) / closedAt).toBeCloseTo(1, 6);
    });

    test.each(outcomes)("$source: closed at $at, $left is left", ({ at, left, ...example }) => {
      const { market, account } = heldIn(venue, example);
      const prices = { [market.asset]: at, [market.quote]: 1 };
      const outcome = market.model.liquidate(account, prices);
      expect(outcome.closedNotional).toBeGreaterThan(0);
      expect(Math.abs(equity(outcome.account, prices) - left)).toBeLessThanOrEqual(TOLERANCE * example.equity);
    });
  });
}
