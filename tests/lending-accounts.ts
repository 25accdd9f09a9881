import fc from "fast-check";
import type { Account, AssetId, Leg, Prices } from "../src/model/index.js";
import { lendingModel } from "../src/venues/lending-model.js";
import type { LendingRule, Reserve } from "../src/venues/lending-rule.js";

/** A reserve with this liquidation threshold, a fraction. */
export const reserve = (liquidationThreshold: number): Reserve => ({
  loanToValueMax: 0.5,
  liquidationThreshold,
  liquidationBonus: 0.05,
});

/**
 * Thresholds that a double holds exactly. With quantities in eighths and whole prices no sum is rounded, by whichever
 * route it is made, so that two routes have to agree on which side of its barrier an account stands, and on it.
 */
export const reserves = { WETH: reserve(13 / 16), WBTC: reserve(3 / 4), USDC: reserve(7 / 8), DAI: reserve(0) };

const rule: LendingRule = {
  id: "book",
  release: "1",
  triggerPrice: "market",
  quote: "USDC",
  reserves,
  close: { closeFactor: 1, closeFactorOf: "called-debt", healthFactorFull: 1, valueFull: 0, dust: 0 },
  swapCostRate: 0,
  checkIntervalMs: 0,
  notionalMax: null,
};

/** The model of these reserves, which the one solver asks. */
export const model = lendingModel(rule);

/** Units of an asset held. */
export const collateral = (asset: AssetId, quantity: number): Leg => ({ kind: "collateral", asset, quantity });

/** Units of an asset owed. */
export const debt = (asset: AssetId, quantity: number): Leg => ({ kind: "debt", asset, quantity });

/** An asset of these reserves. */
export const assets = fc.constantFrom("WETH", "WBTC", "USDC", "DAI");

/** A whole price from 1 to 4000. */
export const price = fc.integer({ min: 1, max: 4000 });

/** A price for each asset. */
export const prices: fc.Arbitrary<Prices> = fc.record({ WETH: price, WBTC: price, USDC: price, DAI: price });

const legs: fc.Arbitrary<Leg> = fc
  .tuple(fc.constantFrom(collateral, debt), assets, fc.integer({ min: 0, max: 4000 }))
  .map(([side, asset, eighths]) => side(asset, eighths / 8));

/**
 * Accounts of up to six legs: long, short, both or neither; without debt, without collateral; on either side of the
 * barrier.
 */
export const accounts: fc.Arbitrary<Account> = fc.record({ legs: fc.array(legs, { maxLength: 6 }) });
