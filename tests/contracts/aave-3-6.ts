import { encodeAbiParameters, type Hex } from "viem";
import { aaveV36Artifacts, errorsOf } from "./aave-artifacts.js";
import { LISTINGS, OVERLAPPING_MODES, type Listing } from "./aave-listings.js";
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
import type { Artifact } from "./compile.js";

type Artifacts = Readonly<Record<string, Artifact>>;

/** This release lists no asset of fewer than 6 decimals. */
const listings: readonly Listing[] = LISTINGS.map((each) => ({ ...each, decimals: Math.max(each.decimals, 6) }));

async function deployLibraries(chain: Chain, artifacts: Artifacts): Promise<Readonly<Record<string, Hex>>> {
  const libraries: Record<string, Hex> = {};
  const names = ["Supply", "Borrow", "Liquidation", "Pool", "Configurator", "FlashLoan"];
  for (const name of names.map((each) => `${each}Logic`)) {
    libraries[name] = (await chain.deploy(artifacts[name], [], libraries)).address;
  }
  return libraries;
}

async function deployGovernance(chain: Chain, artifacts: Artifacts): Promise<Governance> {
  const libraries = await deployLibraries(chain, artifacts);
  const provider = await chain.deploy(artifacts.PoolAddressesProvider, ["test", GOVERNOR]);
  const [acl, data] = [artifacts.ACLManager, artifacts.AaveProtocolDataProvider];
  return governancePast({ chain, provider }, { acl, data }, async () => {
    const strategy = await chain.deploy(artifacts.DefaultReserveInterestRateStrategyV2, [provider.address]);
    return {
      pool: await chain.deploy(artifacts.PoolInstance, [provider.address, strategy.address], libraries),
      configurator: await chain.deploy(artifacts.PoolConfiguratorInstance, [], libraries),
    };
  });
}

/** A listing's curve as the configurator decodes it, bps. */
const curveOf = ({ optimalUsage, baseRate, slope1, slope2 }: Listing): Hex =>
  encodeAbiParameters(
    ["uint16", "uint32", "uint32", "uint32"].map((type) => ({ type })),
    [Number(optimalUsage), Number(baseRate), Number(slope1), Number(slope2)],
  );

async function list(
  chain: Chain,
  artifacts: Artifacts,
  { pool, configurator }: Governance,
  assets: readonly Asset[],
): Promise<void> {
  const aToken = await chain.deploy(artifacts.ATokenInstance, [pool.address, NO_ADDRESS, TREASURY]);
  const debtToken = await chain.deploy(artifacts.VariableDebtTokenInstance, [pool.address, NO_ADDRESS]);
  const inputs = assets.map(({ listing, token }) => ({
    ...{ aTokenImpl: aToken.address, variableDebtTokenImpl: debtToken.address, underlyingAsset: token.address },
    ...{ aTokenName: "a", aTokenSymbol: "a", variableDebtTokenName: "v", variableDebtTokenSymbol: "v" },
    ...{ params: "0x", interestRateData: curveOf(listing) },
  }));
  await chain.act([governed(configurator, "initReserves", inputs)]);
  await chain.act(assets.flatMap((asset) => settings(configurator, asset)));
}

/** What the governor does for the efficiency modes: three sets of assets each. */
const modeActions = (configurator: Contract, assets: readonly Asset[]): readonly Action[] =>
  OVERLAPPING_MODES.flatMap((mode) => {
    const allow = (name: string, within: readonly string[]): readonly Action[] =>
      assets
        .filter(({ listing }) => within.includes(listing.asset))
        .map(({ token }) => governed(configurator, name, token.address, mode.id, true));
    const terms = [mode.ltv, mode.liquidationThreshold, mode.liquidationBonus];
    return [
      governed(configurator, "setEModeCategory", mode.id, ...terms, "mode"),
      ...allow("setAssetCollateralInEMode", mode.collateral),
      ...allow("setAssetBorrowableInEMode", mode.borrowable),
      ...allow("setAssetLtvzeroInEMode", mode.ltvZero),
    ];
  });

/**
 * Deploys release 3.6 from the source of @aave-dao/aave-v3-origin, with every listing and mode.
 * @param optimizerRuns 200 as released; null compiles three times as fast, to larger code of the same behaviour
 */
export async function deployAaveV36(chain: Chain, optimizerRuns: number | null): Promise<AaveMarket> {
  const artifacts = await aaveV36Artifacts(optimizerRuns);
  const governance = await deployGovernance(chain, artifacts);
  const { pool, configurator } = governance;
  const assets = await deployAssets(chain, pool, listings);
  const modeFeed = await setOracle({ chain, ...governance }, artifacts.AaveOracle, assets);
  await list(chain, artifacts, governance, assets);
  await chain.act(modeActions(configurator, assets));
  const reserves = await reservesOf(chain, pool, assets);
  return {
    release: "3.6",
    chain,
    addresses: await addressesOf(chain, governance),
    pool,
    configurator,
    modes: OVERLAPPING_MODES,
    modeFeed,
    errors: errorsOf(artifacts),
    reserves,
  };
}
