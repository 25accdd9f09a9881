import type { Abi, Hex } from "viem";
import type { AavePoolRelease } from "../../src/venues/aave-pool/release.js";
import { GOVERNOR, addressOf, type Action, type Chain, type Contract } from "./chain.js";
import type { Listing, Mode } from "./aave-listings.js";
import { aaveV302Artifact } from "./aave-artifacts.js";

/** One asset of a pool, with its tokens and its price feed. */
export interface Reserve {
  readonly listing: Listing;
  readonly token: Contract;
  readonly aToken: Contract;
  readonly debtToken: Contract;
  readonly feed: Contract;
}

/** A pool as deployed, whatever its release. */
export interface AaveMarket {
  readonly release: AavePoolRelease;
  readonly chain: Chain;
  readonly pool: Contract;
  /** In the order of the pool's list. */
  readonly reserves: readonly Reserve[];
  readonly modes: readonly Mode[];
  /** Price feed shared by the members of the modes that have their own price. */
  readonly modeFeed: Contract;
  /** Custom errors by which a refusal can be named. */
  readonly errors: Abi;
  /** What the tests call the refusal that the chain reports as `reason`. */
  refusalName(reason: string): string;
}

/** Who provides liquidity, and the account that a state opens. */
export const LENDER = addressOf(1);
export const LIQUIDATOR = addressOf(2);
export const TREASURY = addressOf(3);
export const BORROWER = addressOf(4);

/** More of a token than any state uses, and far from an overflow of a word. */
export const PLENTY = 10n ** 40n;

/** The governor's transaction. */
export const governed = (contract: Contract, name: string, ...args: readonly unknown[]): Action => ({
  ...{ from: GOVERNOR, contract, name, args },
});

/** Deploys a mintable token and a price feed for each listing, and gives everyone plenty. */
export async function deployTokens(
  chain: Chain,
  listings: readonly Listing[],
): Promise<readonly { readonly listing: Listing; readonly token: Contract; readonly feed: Contract }[]> {
  const assets = [];
  for (const listing of listings) {
    const token = await chain.deploy(aaveV302Artifact("mocks/tokens/MintableERC20"), [
      ...[listing.asset, listing.asset, listing.decimals],
    ]);
    const feed = await chain.deploy(aaveV302Artifact("mocks/oracle/CLAggregators/MockAggregator"), [listing.price]);
    assets.push({ listing, token, feed });
  }
  const holders = [LENDER, LIQUIDATOR];
  await chain.act(
    assets.flatMap(({ token }) => holders.map((holder) => governed(token, "mint", holder, PLENTY))),
  );
  return assets;
}

/** Lets the pool take the tokens of those who pay in. */
export const approve = (chain: Chain, pool: Contract, tokens: readonly Contract[]): Promise<unknown> =>
  chain.act(
    tokens.flatMap((contract) =>
      [LENDER, LIQUIDATOR].map((from) => ({ from, contract, name: "approve", args: [pool.address, 2n ** 255n] })),
    ),
  );

/** Sets feeds to new prices, 1e8, without a block: the answer is the feed's first word of storage. */
export const setPrices = (chain: Chain, prices: readonly (readonly [Contract, bigint])[]): Promise<void> =>
  chain.store(prices.map(([feed, price]): readonly [Hex, bigint, bigint] => [feed.address, 0n, price]));
