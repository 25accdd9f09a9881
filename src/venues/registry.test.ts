import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { registrySource, venueFolders } from "../../scripts/generate-registry.js";
import { venueById, venues } from "./index.js";

describe("the registry", () => {
  test("is what the script makes of the folders", () => {
    const written = readFileSync(new URL("./registry.ts", import.meta.url), "utf8");
    expect(written).toBe(registrySource(venueFolders()));
  });

  test("lists every folder by its id, in order", () => {
    expect(venues.map(({ id }) => id)).toEqual(venueFolders());
  });

  test("every venue says what it is, what is exact and what is not", () => {
    for (const venue of venues) {
      for (const text of [venue.name, venue.summary, venue.release, ...venue.exact, ...venue.approximate])
        expect(text).toMatch(/\S/);
      expect(venue.exact.length).toBeGreaterThan(0);
      expect(venue.approximate.length).toBeGreaterThan(0);
    }
  });

  test("every listed market can be found, with the date and the source that the list shows", () => {
    for (const venue of venues) {
      for (const { chain, asset, ...listed } of venue.listMarkets()) {
        const market = venue.find({ asset, quote: listed.quote, ...(chain === null ? {} : { chain }) });
        const { triggerPrice, ...terms } = listed;
        expect(market).toMatchObject({ asset, ...terms });
        expect(market.model).toMatchObject({ triggerPrice, id: venue.id, release: venue.release });
      }
    }
  });

  test("finds a venue by its id and refuses an unknown one", () => {
    expect(venueById("aave-v3").name).toBe("Aave v3");
    expect(() => venueById("aave")).toThrow(
      expect.objectContaining({ code: "E_UNKNOWN_KEY", field: "venue" }) as Error,
    );
  });
});
