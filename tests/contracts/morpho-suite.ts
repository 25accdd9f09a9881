import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anvilPresent } from "./anvil.js";
import { COMPILE_MS_MAX } from "./compile.js";
import { startChain, type Chain } from "./chain.js";
import { createTally, drawsOf } from "./draws.js";
import { bracketOf } from "./morpho-loop.js";
import { deployMorpho, type Morpho } from "./morpho-market.js";
import { morphoState } from "./morpho-states.js";

/** Kinds of state that the mix must hold, with the least number of each. */
const KINDS: Readonly<Record<string, number>> = {
  "lltv 38 %": 40,
  "lltv 77 %": 40,
  "lltv 86 %": 40,
  "lltv 99 %": 40,
  "market shared": 80,
  dust: 15,
  healthy: 60,
  unhealthy: 100,
  "liquidated by seized-assets": 30,
  "liquidated by repaid-shares": 30,
  "partly repaid": 40,
  "all repaid": 12,
  "all seized": 12,
  "bad debt": 12,
  "refused: position is healthy": 50,
  "refused: inconsistent input": 3,
  "refused: Panic(0x11)": 20,
  "refused: Panic(0x12)": 1,
};

/** Random states, what they were, and a loop at its liquidation price. */
export function describeMorpho(states: number, seed: number): void {
  describe.skipIf(!anvilPresent)("Morpho Blue 1.0.0 from the source of @morpho-org/morpho-blue, on a chain", () => {
    const tally = createTally();
    let chain: Chain;
    let morpho: Morpho;
    let back: () => Promise<void>;

    beforeAll(async () => {
      chain = await startChain();
      morpho = await deployMorpho(chain);
      back = await chain.remember();
    }, COMPILE_MS_MAX);
    afterAll(() => chain.close());

    test(`${states} random states: accrual, health, debt, available borrow and liquidation equal ours to the unit`, async () => {
      for (let index = 0; index < states; index++) {
        await back();
        const { ours, theirs, kinds } = await morphoState(morpho, drawsOf(seed, index));
        expect(ours, `state ${index}: ${kinds.join(", ")}`).toEqual(theirs);
        tally.add(...kinds);
      }
      console.log(`Morpho Blue, ${states} states: ${tally.toString()}`);
    });

    test("the states hold each kind often enough", () => {
      const rare = Object.entries(KINDS).filter(([kind, least]) => tally.count(kind) < least);
      expect(rare).toEqual([]);
    });

    test("a loop is refused at the last healthy price of the oracle and liquidated one unit of it lower", async () => {
      await back();
      const { exact, solved, ticks, refusals } = await bracketOf(morpho);
      console.log(`Morpho Blue, loop: solved ${solved}, last healthy price ${exact} x 1e-36`);
      expect(refusals.exact).toEqual(["position is healthy", null]);
      expect(refusals.solved).toEqual(["position is healthy", null]);
      expect(ticks[0] - ticks[1]).toBe(1n);
    });
  });
}
