import type { Hex } from "viem";
import { aaveV302Artifact as artifact } from "./aave-artifacts.js";
import { DISJOINT_MODES, LISTINGS, type Listing } from "./aave-listings.js";
import {
  NO_ADDRESS,
  TREASURY,
  addressesOf,
  deployAssets,
  governancePast,
  governed,
  reservesOf,
  setOracle,
  settings,
  type AaveMarket,
  type Asset,
  type Governance,
} from "./aave-market.js";
import { GOVERNOR, type Action, type Chain, type Contract } from "./chain.js";

const RAY_PER_BPS = 10n ** 23n;

/** Deploys the libraries that the pool is linked with; by name. */
async function deployLibraries(chain: Chain): Promise<Readonly<Record<string, Hex>>> {
  const libraries: Record<string, Hex> = {};
  const names = ["Supply", "Borrow", "EMode", "Bridge", "Liquidation", "Pool", "Configurator", "FlashLoan"];
  for (const name of names.map((each) => `${each}Logic`)) {
    libraries[name] = (await chain.deploy(artifact(`protocol/libraries/logic/${name}`), [], libraries)).address;
  }
  return libraries;
}

async function deployGovernance(chain: Chain): Promise<Governance> {
  const libraries = await deployLibraries(chain);
  const provider = await chain.deploy(artifact("protocol/configuration/PoolAddressesProvider"), ["test", GOVERNOR]);
  const acl = artifact("protocol/configuration/ACLManager");
  const data = artifact("misc/AaveProtocolDataProvider");
  return governancePast({ chain, provider }, { acl, data }, async () => ({
    pool: await chain.deploy(artifact("protocol/pool/Pool"), [provider.address], libraries),
    configurator: await chain.deploy(artifact("protocol/pool/PoolConfigurator"), [], libraries),
  }));
}

/** A strategy of the listing's curve; the stable rate is not used, and set to its least. */
const deployStrategy = (chain: Chain, provider: Contract, listing: Listing): Promise<Contract> =>
  chain.deploy(artifact("protocol/pool/DefaultReserveInterestRateStrategy"), [
    provider.address,
    ...[listing.optimalUsage, listing.baseRate, listing.slope1, listing.slope2].map((bps) => bps * RAY_PER_BPS),
    ...[0n, 0n, 0n, 0n, 0n],
  ]);

/** Lists the assets: token implementations, a strategy each, their settings. */
async function list(chain: Chain, { provider, pool, configurator }: Governance, assets: readonly Asset[]) {
  const codes: Hex[] = [];
  for (const name of ["AToken", "StableDebtToken", "VariableDebtToken"]) {
    codes.push((await chain.deploy(artifact(`protocol/tokenization/${name}`), [pool.address])).address);
  }
  const inputs = [];
  for (const { listing, token } of assets) {
    const strategy = await deployStrategy(chain, provider, listing);
    inputs.push({
      ...{ aTokenImpl: codes[0], stableDebtTokenImpl: codes[1], variableDebtTokenImpl: codes[2] },
      ...{ underlyingAssetDecimals: listing.decimals, interestRateStrategyAddress: strategy.address },
      ...{ underlyingAsset: token.address, treasury: TREASURY, incentivesController: NO_ADDRESS, params: "0x" },
      ...{ aTokenName: "a", aTokenSymbol: "a", variableDebtTokenName: "v", variableDebtTokenSymbol: "v" },
      ...{ stableDebtTokenName: "s", stableDebtTokenSymbol: "s" },
    });
  }
  await chain.act([governed(configurator, "initReserves", inputs)]);
  await chain.act(assets.flatMap((asset) => settings(configurator, asset)));
}

/** What the governor does for the efficiency modes: a category each, of which an asset has one. */
const modeActions = (configurator: Contract, assets: readonly Asset[], modeFeed: Contract): readonly Action[] =>
  DISJOINT_MODES.flatMap((mode) => {
    const terms = [mode.ltv, mode.liquidationThreshold, mode.liquidationBonus];
    const source = mode.ownPrice ? modeFeed.address : NO_ADDRESS;
    return [
      governed(configurator, "setEModeCategory", mode.id, ...terms, source, "mode"),
      ...assets
        .filter(({ listing }) => mode.collateral.includes(listing.asset))
        .map(({ token }) => governed(configurator, "setAssetEModeCategory", token.address, mode.id)),
    ];
  });

/** Deploys release 3.0.2 from the artifacts of @aave/core-v3, with every listing and mode. */
export async function deployAaveV302(chain: Chain): Promise<AaveMarket> {
  const governance = await deployGovernance(chain);
  const { pool, configurator } = governance;
  const assets = await deployAssets(chain, pool, LISTINGS);
  const modeFeed = await setOracle({ chain, ...governance }, artifact("misc/AaveOracle"), assets);
  await list(chain, governance, assets);
  await chain.act(modeActions(configurator, assets, modeFeed));
  const reserves = await reservesOf(chain, pool, assets);
  const addresses = await addressesOf(chain, governance);
  return {
    release: "3.0.2",
    chain,
    addresses,
    pool,
    configurator,
    modes: DISJOINT_MODES,
    modeFeed,
    errors: [],
    reserves,
  };
}
