import { describe, expect, test } from "vitest";
import { venues } from "../src/venues/index.js";
import { venueKinds } from "./backtest-markets.js";
import { expectSame, twinRequest, twins } from "./backtest-twins.js";

const CASES = 60;

/** The first market of a dollar on the venue's own list; what is held on margin in the coin itself has no fast engine. */
const listed = venues.flatMap((venue) => {
  const [first] = venue.listMarkets();
  if (first === undefined) return [];
  const { asset, quote, chain } = first;
  return [[venue.id, venue.find({ asset, quote, ...(chain === null ? {} : { chain }) })] as const];
});

describe("both engines agree on random runs of every venue", () => {
  test.each([...Object.entries(venueKinds), ...listed])("%s", (_name, venue) => {
    let trades = 0;
    for (let seed = 100; seed < 100 + CASES; seed++) {
      const both = twins(twinRequest(venue, seed));
      expectSame(both);
      trades += both[0].summary.trades;
    }
    expect(trades).toBeGreaterThan(CASES);
  });
});
