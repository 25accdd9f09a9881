import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aaveState } from "./aave-comparison.js";
import { LOOPS, bracketOf } from "./aave-loops.js";
import type { AaveMarket } from "./aave-market.js";
import { warm } from "./aave-states.js";
import { anvilPresent } from "./anvil.js";
import { COMPILE_MS_MAX } from "./compile.js";
import { startChain, type Chain } from "./chain.js";
import { createTally, drawsOf } from "./draws.js";

/** What a suite needs to know of a release. */
export interface AaveSuite {
  /** Names the release and where its code comes from. */
  readonly name: string;
  readonly deploy: (chain: Chain) => Promise<AaveMarket>;
  readonly states: number;
  readonly seed: number;
  /** Kinds of state that the mix must hold, with the least number of each. */
  readonly kinds: Readonly<Record<string, number>>;
  /** What the contracts say to a liquidator of a healthy account. */
  readonly healthyRefusal: string;
}

/** The same questions to every release: random states, what they were, and loops at their liquidation price. */
export function describeAave({ name, deploy, states, seed, kinds, healthyRefusal }: AaveSuite): void {
  describe.skipIf(!anvilPresent)(`${name}, on a chain of its own`, () => {
    const tally = createTally();
    let chain: Chain;
    let market: AaveMarket;
    let back: () => Promise<void>;

    beforeAll(async () => {
      chain = await startChain();
      market = await deploy(chain);
      await warm(market);
      back = await chain.remember();
    }, COMPILE_MS_MAX);
    afterAll(() => chain.close());

    test(`${states} random states: accrual, account, borrow and liquidation equal ours to the unit`, async () => {
      for (let index = 0; index < states; index++) {
        await back();
        const { comparisons, kinds: found } = await aaveState(market, drawsOf(seed, index));
        for (const { about, ours, theirs } of comparisons) {
          expect(ours, `state ${index}, ${about}: ${found.join(", ")}`).toEqual(theirs);
        }
        tally.add(...found);
      }
      console.log(`${name}, ${states} states: ${tally.toString()}`);
    });

    test("the states hold each kind often enough", () => {
      const rare = Object.entries(kinds).filter(([kind, least]) => tally.count(kind) < least);
      expect(rare).toEqual([]);
    });

    test.each(LOOPS)("$name: refused at the last healthy tick of the oracle, liquidated one tick on", async (plan) => {
      await back();
      const { leverageRatio, solved, exact, refusals } = await bracketOf(market, plan);
      console.log(
        `${name}, ${plan.name} at ${leverageRatio.toFixed(2)}x: solved ${solved}, last healthy tick ${exact}`,
      );
      expect(refusals).toEqual([healthyRefusal, null]);
      expect(Math.abs(solved - Number(exact))).toBeLessThanOrEqual(1);
    });
  });
}
