import { describe, expect, test } from "vitest";
import { venueKinds } from "./backtest-markets.js";
import { expectSame, twinRequest, twins } from "./backtest-twins.js";

/** Random runs of each venue; more of them, and of every venue, in the long proof. */
const CASES = 6;

describe("the fast engine of one asset and the reference of several agree to 1e-9 at every close", () => {
  test.each(Object.keys(venueKinds))("%s", (name) => {
    let [liquidations, resting, ruins] = [0, 0, 0];
    for (let seed = 0; seed < CASES; seed++) {
      const both = twins(twinRequest(venueKinds[name]!, seed));
      expectSame(both);
      const [{ summary, events }] = both;
      liquidations += summary.liquidations;
      resting += events.filter(({ kind }) => kind === "resting-order").length;
      ruins += summary.ruinedMs === null ? 0 : 1;
    }
    expect(liquidations).toBeGreaterThan(1);
    expect(resting).toBeGreaterThan(0);
    expect(ruins).toBeLessThan(CASES);
  });

  test("a position that turns round is judged by what is demanded of its own side: 35 % long, 30 % short", () => {
    const both = twins(twinRequest(venueKinds["margin-loan to initial"]!, 131));
    expectSame(both);
    expect(both[0].summary.liquidations).toBeGreaterThan(0);
  });
});
