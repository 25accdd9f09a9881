import type { Abi, Hex } from "viem";
import type { PoolAddresses } from "../../src/venues/aave-pool/deployment.js";
import type { AavePoolRelease } from "../../src/venues/aave-pool/release.js";
import { aaveV302Artifact } from "./aave-artifacts.js";
import type { Listing, Mode } from "./aave-listings.js";
import { GOVERNOR, addressOf, type Action, type Chain, type Contract } from "./chain.js";
import type { Artifact } from "./compile.js";

/** One asset of a pool, with its price feed. */
export interface Asset {
  readonly listing: Listing;
  readonly token: Contract;
  readonly feed: Contract;
}

/** One asset of a pool, with the tokens that the pool has made for it. */
export interface Reserve extends Asset {
  readonly aToken: Contract;
  readonly debtToken: Contract;
}

/** A pool as deployed, whatever its release. */
export interface AaveMarket {
  readonly release: AavePoolRelease;
  readonly chain: Chain;
  readonly addresses: PoolAddresses;
  readonly pool: Contract;
  readonly configurator: Contract;
  /** In the order of the pool's list. */
  readonly reserves: readonly Reserve[];
  readonly modes: readonly Mode[];
  /** Price feed shared by the members of the modes that have their own price. */
  readonly modeFeed: Contract;
  /** Custom errors by which a refusal can be named. */
  readonly errors: Abi;
}

/** A pool's contracts that its governor calls. */
export interface Governance {
  readonly provider: Contract;
  readonly pool: Contract;
  readonly configurator: Contract;
}

export const LENDER = addressOf(1);
export const LIQUIDATOR = addressOf(2);
export const TREASURY = addressOf(3);
export const BORROWER = addressOf(4);
export const NO_ADDRESS = "0x0000000000000000000000000000000000000000";

/** More of a token than any state uses, and far from an overflow of a word. */
const PLENTY = 10n ** 40n;

/** The governor's transaction. */
export const governed = (contract: Contract, name: string, ...args: readonly unknown[]): Action => ({
  ...{ from: GOVERNOR, contract, name, args },
});

/** Makes the provider put these implementations behind its proxies, with the governor as admin. */
export async function governancePast(
  { chain, provider }: { readonly chain: Chain; readonly provider: Contract },
  { acl, data }: { readonly acl: Artifact; readonly data: Artifact },
  implementations: () => Promise<Pick<Governance, "pool" | "configurator">>,
): Promise<Governance> {
  await chain.act([governed(provider, "setACLAdmin", GOVERNOR)]);
  const manager = await chain.deploy(acl, [provider.address]);
  const codes = await implementations();
  await chain.act([
    governed(provider, "setACLManager", manager.address),
    governed(manager, "addPoolAdmin", GOVERNOR),
    governed(provider, "setPoolImpl", codes.pool.address),
    governed(provider, "setPoolConfiguratorImpl", codes.configurator.address),
  ]);
  const answers = await chain.deploy(data, [provider.address]); // the configurator asks it whether anyone supplies
  await chain.act([governed(provider, "setPoolDataProvider", answers.address)]);
  const names = ["getPool", "getPoolConfigurator"];
  const proxies = await chain.read(
    names.map((name) => ({ contract: provider, name })),
    chain.now(),
  );
  const [pool, configurator] = proxies as readonly Hex[];
  return {
    provider,
    pool: { ...codes.pool, address: pool },
    configurator: { ...codes.configurator, address: configurator },
  };
}

/** Where a pool stands, with the oracle that its provider names. */
export async function addressesOf(chain: Chain, { provider, pool }: Governance): Promise<PoolAddresses> {
  const [oracle] = await chain.read([{ contract: provider, name: "getPriceOracle" }], chain.now());
  const [at, addressesProvider] = [pool.address, provider.address].map((address) => address.toLowerCase());
  return { pool: at, addressesProvider, oracle: (oracle as Hex).toLowerCase() };
}

/** A price feed that answers this, 1e8. */
export const deployFeed = (chain: Chain, price: bigint): Promise<Contract> =>
  chain.deploy(aaveV302Artifact("mocks/oracle/CLAggregators/MockAggregator"), [price]);

/** Deploys a mintable token and a price feed for each listing; lender and liquidator have plenty, which the pool may take. */
export async function deployAssets(
  chain: Chain,
  pool: Contract,
  listings: readonly Listing[],
): Promise<readonly Asset[]> {
  const assets: Asset[] = [];
  for (const listing of listings) {
    const { asset, decimals, price } = listing;
    const token = await chain.deploy(aaveV302Artifact("mocks/tokens/MintableERC20"), [asset, asset, decimals]);
    assets.push({ listing, token, feed: await deployFeed(chain, price) });
  }
  await chain.act(
    assets.flatMap(({ token }) =>
      [LENDER, LIQUIDATOR].flatMap((holder) => [
        governed(token, "mint", holder, PLENTY),
        { from: holder, contract: token, name: "approve", args: [pool.address, 2n ** 255n] },
      ]),
    ),
  );
  return assets;
}

/** Sets the pool's oracle: the assets' feeds, and the modes' own. */
export async function setOracle(
  { chain, provider }: { readonly chain: Chain; readonly provider: Contract },
  artifact: Artifact,
  assets: readonly Asset[],
): Promise<Contract> {
  const modeFeed = await deployFeed(chain, 10n ** 8n);
  const oracle = await chain.deploy(artifact, [
    provider.address,
    [...assets.map(({ token }) => token.address), modeFeed.address],
    [...assets.map(({ feed }) => feed.address), modeFeed.address],
    ...[NO_ADDRESS, NO_ADDRESS, 10n ** 8n],
  ]);
  await chain.act([governed(provider, "setPriceOracle", oracle.address)]);
  return modeFeed;
}

/** What the governor sets for a listed asset. */
export const settings = (configurator: Contract, { listing, token }: Asset): readonly Action[] => {
  const { ltv, liquidationThreshold, liquidationBonus, reserveFactor, protocolFee } = listing;
  const set = (name: string, ...args: readonly unknown[]): Action =>
    governed(configurator, name, token.address, ...args);
  return [
    set("configureReserveAsCollateral", ltv, liquidationThreshold, liquidationBonus),
    set("setReserveBorrowing", true),
    set("setReserveFactor", reserveFactor),
    set("setLiquidationProtocolFee", protocolFee),
    ...(listing.debtCeiling > 0n ? [set("setDebtCeiling", listing.debtCeiling)] : []),
    ...(listing.borrowableInIsolation ? [set("setBorrowableInIsolation", true)] : []),
    ...(listing.siloed ? [set("setSiloedBorrowing", true)] : []),
  ];
};

/** The assets with the tokens that the pool has made for them. */
export async function reservesOf(chain: Chain, pool: Contract, assets: readonly Asset[]): Promise<readonly Reserve[]> {
  const reads = assets.map(({ token }) => ({ contract: pool, name: "getReserveData", args: [token.address] }));
  const answers = await chain.read(reads, chain.now());
  const { abi } = aaveV302Artifact("protocol/tokenization/AToken");
  return assets.map((asset, at) => {
    const data = answers[at] as { readonly aTokenAddress: Hex; readonly variableDebtTokenAddress: Hex };
    return {
      ...asset,
      aToken: { address: data.aTokenAddress, abi },
      debtToken: { address: data.variableDebtTokenAddress, abi },
    };
  });
}

/** Sets feeds to new prices, 1e8, without a block: the answer is the feed's first word of storage. */
export const setPrices = (chain: Chain, prices: readonly (readonly [Contract, bigint])[]): Promise<void> =>
  chain.store(prices.map(([feed, price]): readonly [Hex, bigint, bigint] => [feed.address, 0n, price]));
