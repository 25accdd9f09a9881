import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anvilPresent } from "./anvil.js";
import { startChain, type Chain } from "./chain.js";
import { createTally, drawsOf } from "./draws.js";
import { deployMorpho, type Morpho } from "./morpho-market.js";
import { morphoState } from "./morpho-states.js";

const STATES = 400;
const SEED = 20_231_114;

describe.skipIf(!anvilPresent)("Morpho Blue 1.0.0, compiled from its package, on a chain", () => {
  let chain: Chain;
  let morpho: Morpho;

  beforeAll(async () => {
    chain = await startChain();
    morpho = await deployMorpho(chain);
  });
  afterAll(() => chain.close());

  test(`${STATES} random states: accrual, health, debt, available borrow and liquidation to the unit`, async () => {
    const tally = createTally();
    const back = await chain.remember();
    for (let index = 0; index < STATES; index++) {
      const { ours, theirs, kinds } = await morphoState(morpho, drawsOf(SEED, index));
      expect(ours, `state ${index}: ${kinds.join(", ")}`).toEqual(theirs);
      tally.add(...kinds);
      await back();
    }
    console.log(`Morpho Blue, ${STATES} states: ${tally.toString()}`);
  });
});
