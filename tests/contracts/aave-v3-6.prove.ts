import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deployAaveV36 } from "./aave-3-6.js";
import { aaveState } from "./aave-comparison.js";
import type { AaveMarket } from "./aave-market.js";
import { warm } from "./aave-states.js";
import { anvilPresent } from "./anvil.js";
import { startChain, type Chain } from "./chain.js";
import { createTally, drawsOf } from "./draws.js";

const STATES = 300;
const SEED = 20_231_115;

describe.skipIf(!anvilPresent)("Aave v3.6, from the source of its package, on a chain", () => {
  let chain: Chain;
  let market: AaveMarket;

  beforeAll(async () => {
    chain = await startChain();
    market = await deployAaveV36(chain, null);
    await warm(market);
  });
  afterAll(() => chain.close());

  test(`${STATES} random states to the unit`, async () => {
    const tally = createTally();
    const back = await chain.remember();
    for (let index = 0; index < STATES; index++) {
      const { comparisons, kinds } = await aaveState(market, drawsOf(SEED, index));
      for (const { about, ours, theirs } of comparisons) {
        expect(ours, `state ${index}, ${about}: ${kinds.join(", ")}`).toEqual(theirs);
      }
      tally.add(...kinds);
      await back();
    }
    console.log(`Aave v3.6, ${STATES} states: ${tally.toString()}`);
  });
});
