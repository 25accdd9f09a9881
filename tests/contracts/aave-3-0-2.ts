import type { Abi } from "viem";
import { aaveV302Artifact as artifact, aaveV302Errors } from "./aave-artifacts.js";
import { DISJOINT_MODES, LISTINGS, type Listing } from "./aave-listings.js";
import { GOVERNOR, type Chain, type Contract } from "./chain.js";
import { TREASURY, approve, deployTokens, governed, type AaveMarket } from "./aave-market.js";

const ZERO = "0x0000000000000000000000000000000000000000";
const RAY_PER_BPS = 10n ** 23n;

/** Deploys the libraries that the pool is linked with; by name. */
async function deployLibraries(chain: Chain): Promise<Readonly<Record<string, Contract["address"]>>> {
  const libraries: Record<string, Contract["address"]> = {};
  const names = ["Supply", "Borrow", "EMode", "Bridge", "Liquidation", "Pool", "Configurator", "FlashLoan"];
  for (const name of names.map((each) => `${each}Logic`)) {
    libraries[name] = (await chain.deploy(artifact(`protocol/libraries/logic/${name}`), [], libraries)).address;
  }
  return libraries;
}

/** Deploys the pool behind its provider, with the governor as its admin. */
async function deployPool(chain: Chain): Promise<{ provider: Contract; pool: Contract; configurator: Contract }> {
  const libraries = await deployLibraries(chain);
  const provider = await chain.deploy(artifact("protocol/configuration/PoolAddressesProvider"), ["test", GOVERNOR]);
  await chain.act([governed(provider, "setACLAdmin", GOVERNOR)]);
  const acl = await chain.deploy(artifact("protocol/configuration/ACLManager"), [provider.address]);
  const poolCode = await chain.deploy(artifact("protocol/pool/Pool"), [provider.address], libraries);
  const configuratorCode = await chain.deploy(artifact("protocol/pool/PoolConfigurator"), [], libraries);
  await chain.act([
    governed(provider, "setACLManager", acl.address),
    governed(acl, "addPoolAdmin", GOVERNOR),
    governed(provider, "setPoolImpl", poolCode.address),
    governed(provider, "setPoolConfiguratorImpl", configuratorCode.address),
  ]);
  const [pool, configurator] = await chain.read(
    ["getPool", "getPoolConfigurator"].map((name) => ({ contract: provider, name })),
    await chain.now(),
  );
  return {
    provider,
    pool: { ...poolCode, address: pool as Contract["address"] },
    configurator: { ...configuratorCode, address: configurator as Contract["address"] },
  };
}

/** What a strategy's constructor takes; the stable rate is not used, and set to its least. */
const strategyOf = (provider: Contract, listing: Listing): readonly unknown[] => [
  provider.address,
  ...[listing.optimalUsage, listing.baseRate, listing.slope1, listing.slope2].map((bps) => bps * RAY_PER_BPS),
  ...[0n, 0n, 0n, 0n, 0n],
];

type Asset = Awaited<ReturnType<typeof deployTokens>>[number];

/** Lists the assets: token implementations, a strategy each, their settings. */
async function list(chain: Chain, provider: Contract, pool: Contract, configurator: Contract, assets: readonly Asset[]) {
  const codes = [];
  for (const name of ["AToken", "StableDebtToken", "VariableDebtToken"]) {
    codes.push((await chain.deploy(artifact(`protocol/tokenization/${name}`), [pool.address])).address);
  }
  const inputs = [];
  for (const { listing, token } of assets) {
    const strategy = await chain.deploy(
      artifact("protocol/pool/DefaultReserveInterestRateStrategy"),
      strategyOf(provider, listing),
    );
    inputs.push({
      ...{ aTokenImpl: codes[0], stableDebtTokenImpl: codes[1], variableDebtTokenImpl: codes[2] },
      ...{ underlyingAssetDecimals: listing.decimals, interestRateStrategyAddress: strategy.address },
      ...{ underlyingAsset: token.address, treasury: TREASURY, incentivesController: ZERO, params: "0x" },
      ...{ aTokenName: "a", aTokenSymbol: "a", variableDebtTokenName: "v", variableDebtTokenSymbol: "v" },
      ...{ stableDebtTokenName: "s", stableDebtTokenSymbol: "s" },
    });
  }
  await chain.act([governed(configurator, "initReserves", inputs)]);
  await chain.act(assets.flatMap(({ listing, token }) => settings(configurator, token, listing)));
}

const settings = (configurator: Contract, token: Contract, listing: Listing) => [
  governed(
    ...([configurator, "configureReserveAsCollateral", token.address] as const),
    ...[listing.ltv, listing.liquidationThreshold, listing.liquidationBonus],
  ),
  governed(configurator, "setReserveBorrowing", token.address, true),
  governed(configurator, "setReserveFactor", token.address, listing.reserveFactor),
  governed(configurator, "setLiquidationProtocolFee", token.address, listing.protocolFee),
];

/** Deploys release 3.0.2 from the artifacts of @aave/core-v3, with every listing and mode. */
export async function deployAaveV302(chain: Chain): Promise<AaveMarket> {
  const { provider, pool, configurator } = await deployPool(chain);
  const assets = await deployTokens(chain, LISTINGS);
  const modeFeed = await chain.deploy(artifact("mocks/oracle/CLAggregators/MockAggregator"), [10n ** 8n]);
  const tokens = assets.map(({ token }) => token.address);
  const oracle = await chain.deploy(artifact("misc/AaveOracle"), [
    ...[provider.address, [...tokens, modeFeed.address], [...assets.map(({ feed }) => feed.address), modeFeed.address]],
    ...[ZERO, ZERO, 10n ** 8n],
  ]);
  await chain.act([governed(provider, "setPriceOracle", oracle.address)]);
  await list(chain, provider, pool, configurator, assets);
  await chain.act(
    DISJOINT_MODES.flatMap((mode) => [
      governed(
        ...([configurator, "setEModeCategory", mode.id, mode.ltv, mode.liquidationThreshold] as const),
        ...[mode.liquidationBonus, mode.ownPrice ? modeFeed.address : ZERO, "mode"],
      ),
      ...assets
        .filter(({ listing }) => mode.collateral.includes(listing.asset))
        .map(({ token }) => governed(configurator, "setAssetEModeCategory", token.address, mode.id)),
    ]),
  );
  await approve(chain, pool, assets.map(({ token }) => token));
  const names = aaveV302Errors();
  return {
    ...{ release: "3.0.2", chain, pool, modes: DISJOINT_MODES, modeFeed, errors: [] as Abi },
    reserves: await reservesOf(chain, pool, assets),
    refusalName: (reason) => names.get(reason) ?? reason,
  };
}

/** The assets with the tokens that the pool has made for them. */
async function reservesOf(chain: Chain, pool: Contract, assets: readonly Asset[]): Promise<AaveMarket["reserves"]> {
  const reads = assets.map(({ token }) => ({ contract: pool, name: "getReserveData", args: [token.address] }));
  const answers = await chain.read(reads, await chain.now());
  const { abi } = artifact("protocol/tokenization/AToken");
  return assets.map((asset, at) => {
    const data = answers[at] as { aTokenAddress: Contract["address"]; variableDebtTokenAddress: Contract["address"] };
    return {
      ...asset,
      aToken: { address: data.aTokenAddress, abi },
      debtToken: { address: data.variableDebtTokenAddress, abi },
    };
  });
}
