import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as book from "@aave-dao/aave-address-book";
import { format } from "prettier";
import { parseAbiItem, type AbiFunction, type AbiParameter } from "viem";

const root = new URL("../", import.meta.url);
const BOOK = "@aave-dao/aave-address-book";

const version = (
  JSON.parse(readFileSync(new URL(`node_modules/${BOOK}/package.json`, root), "utf8")) as { readonly version: string }
).version;

/** Chain and market of each pool as the book names it; the first of a chain is the one taken where none is named. */
const MARKETS: readonly (readonly [inBook: string, chain: string, market: string])[] = [
  ["AaveV3Ethereum", "ethereum", "core"],
  ["AaveV3EthereumLido", "ethereum", "lido"],
  ["AaveV3EthereumEtherFi", "ethereum", "etherfi"],
  ["AaveV3EthereumHorizon", "ethereum", "horizon"],
  ["AaveV3Base", "base", "core"],
  ["AaveV3Arbitrum", "arbitrum", "core"],
  ["AaveV3Optimism", "optimism", "core"],
  ["AaveV3Polygon", "polygon", "core"],
  ["AaveV3Avalanche", "avalanche", "core"],
  ["AaveV3BNB", "bnb", "core"],
  ["AaveV3Gnosis", "gnosis", "core"],
  ["AaveV3Linea", "linea", "core"],
  ["AaveV3Scroll", "scroll", "core"],
  ["AaveV3ZkSync", "zksync", "core"],
  ["AaveV3Metis", "metis", "core"],
  ["AaveV3Celo", "celo", "core"],
  ["AaveV3Sonic", "sonic", "core"],
  ["AaveV3Soneium", "soneium", "core"],
  ["AaveV3Plasma", "plasma", "core"],
  ["AaveV3Mantle", "mantle", "core"],
  ["AaveV3InkWhitelabel", "ink", "core"],
  ["AaveV3MegaEth", "megaeth", "core"],
  ["AaveV3Monad", "monad", "core"],
  ["AaveV3XLayer", "xlayer", "core"],
];

/** Chains for tests, whose pools are not shipped. */
const TESTNET = /Sepolia|Fuji/;

interface Pool {
  readonly CHAIN_ID: number;
  readonly POOL: string;
  readonly POOL_ADDRESSES_PROVIDER: string;
  readonly ORACLE: string;
}

const pools = book as unknown as Readonly<Record<string, Pool>>;

/** @throws Error where the book has a pool that the table does not know. */
function assertAllNamed(): void {
  const known = new Set(MARKETS.map(([inBook]) => inBook));
  const strange = Object.keys(pools).filter(
    (name) => name.startsWith("AaveV3") && !TESTNET.test(name) && !known.has(name),
  );
  if (strange.length > 0) throw new Error(`name the chain and market of ${strange.join(", ")}`);
}

const formatted = (source: string): Promise<string> =>
  format(source, { parser: "typescript", printWidth: 120, trailingComma: "all" });

const heading = (from: string): string => `// Generated from ${from} by scripts/generate-deployments.ts. Do not edit.`;

/** The source text of the addresses. */
export function deploymentsSource(): Promise<string> {
  assertAllNamed();
  const chains = [...new Set(MARKETS.map(([, chain]) => chain))].map((chain) => {
    const markets = MARKETS.filter((each) => each[1] === chain);
    const lines = markets.map(([inBook, , market]) => {
      const { POOL, POOL_ADDRESSES_PROVIDER, ORACLE } = pools[inBook]!;
      const address = (value: string): string => JSON.stringify(value.toLowerCase());
      return `${market}: {
        pool: ${address(POOL)}, addressesProvider: ${address(POOL_ADDRESSES_PROVIDER)}, oracle: ${address(ORACLE)} },`;
    });
    return `${chain}: { chainId: ${pools[markets[0]![0]]!.CHAIN_ID}, markets: {\n${lines.join("\n")} } },`;
  });
  return formatted(`${heading(`${BOOK} ${version}`)}
import type { ChainDeployment } from "../aave-pool/deployment.js";

/** Pools of the main chains by the chain's name, as ${BOOK} ${version} lists them. */
export const aaveV3Deployments: Readonly<Record<string, ChainDeployment>> = {\n${chains.join("\n")}\n};\n`);
}

/** An ABI of the book, by its file. */
async function fromBook(file: string): Promise<readonly AbiFunction[]> {
  const parts = (await import(`${BOOK}/abis/${file}`)) as Readonly<Record<string, readonly AbiFunction[]>>;
  return Object.values(parts).flat();
}

/** The ABI of release 3.0.2 as @aave/core-v3 ships it, compiled. */
function fromCore(file: string): readonly AbiFunction[] {
  const name = file.slice(file.lastIndexOf("/") + 1);
  const path = `node_modules/@aave/core-v3/artifacts/contracts/${file}.sol/${name}.json`;
  return (JSON.parse(readFileSync(new URL(path, root), "utf8")) as { readonly abi: readonly AbiFunction[] }).abi;
}

/** The functions that an interface of @aave-dao/aave-v3-origin declares with plain types only. */
function fromOrigin(file: string): readonly AbiFunction[] {
  const source = readFileSync(
    new URL(`node_modules/@aave-dao/aave-v3-origin/src/contracts/interfaces/${file}.sol`, root),
    "utf8",
  );
  const declared = [...source.matchAll(/function \w+\([^)]*\) external view returns \((?:uint256|address)\);/g)];
  return declared.map(([text]) => parseAbiItem(text.slice(0, -1)) as AbiFunction);
}

/** Functions that no package here has, with where they are documented. */
const DOCUMENTED = {
  /** aave-v3-origin, docs/3.7/Aave-v3.7-changelog.md. */
  isolated: parseAbiItem("function getIsEModeCategoryIsolated(uint8 id) external view returns (bool)"),
  /** The first word of what symbol() answers: the symbol itself in tokens older than the standard, 32 where a text follows. */
  symbolWord: parseAbiItem("function symbol() external view returns (bytes32)"),
} as const;

const named = (abi: readonly AbiFunction[], ...names: readonly string[]): readonly (readonly [string, AbiFunction])[] =>
  names.map((name) => {
    const found = abi.find((item) => item.type === "function" && item.name === name);
    if (found === undefined) throw new Error(`no function ${name}`);
    return [name, found];
  });

function parameterText({ name, type, ...rest }: AbiParameter): string {
  const { components } = rest as { readonly components?: readonly AbiParameter[] };
  const parts = components === undefined ? "" : `, components: [${components.map(parameterText).join(", ")}]`;
  return `{ name: ${JSON.stringify(name ?? "")}, type: ${JSON.stringify(type)}${parts} }`;
}

function functionText([key, { name, inputs, outputs, stateMutability }]: readonly [string, AbiFunction]): string {
  const list = (parameters: readonly AbiParameter[]): string => `[${parameters.map(parameterText).join(", ")}]`;
  return `${key}: { type: "function", name: ${JSON.stringify(name)}, stateMutability: ${JSON.stringify(stateMutability)},
    inputs: ${list(inputs)}, outputs: ${list(outputs)} },`;
}

/** The functions that are called, by contract. */
async function functions(): Promise<Readonly<Record<string, readonly (readonly [string, AbiFunction])[]>>> {
  const [pool, provider, oracle, token, feed, erc20] = await Promise.all(
    ["IPool", "IPoolAddressesProvider", "IAaveOracle", "IAToken", "AggregatorInterface", "IERC20Detailed"].map(
      fromBook,
    ),
  );
  return {
    providerAbi: named(provider!, "getPool", "getPriceOracle"),
    poolAbi: [
      ...named(fromCore("protocol/pool/Pool"), "POOL_REVISION"),
      ...named(pool!, "getReservesList", "getReserveData", "getUserConfiguration", "getUserEMode"),
      ...named(pool!, "getUserAccountData", "getVirtualUnderlyingBalance", "getReserveDeficit"),
      ...named(pool!, "getLiquidationGracePeriod", "getEModeCategoryData", "getEModeCategoryCollateralConfig"),
      ...named(pool!, "getEModeCategoryCollateralBitmap", "getEModeCategoryBorrowableBitmap"),
      ...named(pool!, "getEModeCategoryLtvzeroBitmap"),
      ["getIsEModeCategoryIsolated", DOCUMENTED.isolated],
    ],
    oracleAbi: named(oracle!, "BASE_CURRENCY_UNIT", "getAssetPrice", "getSourceOfAsset"),
    scaledTokenAbi: named(token!, "scaledBalanceOf", "scaledTotalSupply"),
    erc20Abi: [...named(erc20!, "symbol", "decimals", "balanceOf"), ["symbolWord", DOCUMENTED.symbolWord]],
    feedAbi: named(feed!, "latestTimestamp", "latestRoundData"),
    curveAbi: named(
      fromOrigin("IDefaultInterestRateStrategyV2"),
      ...["getOptimalUsageRatio", "getBaseVariableBorrowRate", "getVariableRateSlope1", "getVariableRateSlope2"],
    ),
    oldCurveAbi: named(
      fromCore("interfaces/IDefaultInterestRateStrategy"),
      ...["OPTIMAL_USAGE_RATIO", "getBaseVariableBorrowRate", "getVariableRateSlope1", "getVariableRateSlope2"],
    ),
  };
}

const SAID: Readonly<Record<string, string>> = {
  providerAbi: "PoolAddressesProvider.",
  poolAbi:
    "The pool; POOL_REVISION from @aave/core-v3, getIsEModeCategoryIsolated from docs/3.7 of aave-v3-origin, the rest from the book.",
  oracleAbi: "AaveOracle.",
  scaledTokenAbi: "aToken and variable debt token.",
  erc20Abi:
    "An underlying token; symbolWord is the first word of what symbol() answers: the symbol itself in tokens older than the standard.",
  feedAbi: "A price feed as far as it tells its age; the oracle asks it for latestAnswer alone.",
  curveAbi: "Rate strategy from 3.1 on, by reserve (IDefaultInterestRateStrategyV2 of @aave-dao/aave-v3-origin).",
  oldCurveAbi: "Rate strategy to 3.0.2, one for each reserve (IDefaultInterestRateStrategy of @aave/core-v3).",
};

/** The source text of the functions that are called. */
export async function abisSource(): Promise<string> {
  const parts = Object.entries(await functions()).map(
    ([name, abi]) =>
      `/** ${SAID[name]} */\nexport const ${name} = {\n${abi.map(functionText).join("\n")}\n} as const;\n`,
  );
  return formatted(`${heading(`${BOOK} ${version} and the packages named below`)}\n\n${parts.join("\n")}`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const venues = new URL("src/venues/", root);
  const files = { "aave-v3/deployments.ts": await deploymentsSource(), "aave-pool/abis.ts": await abisSource() };
  for (const [name, source] of Object.entries(files)) {
    writeFileSync(new URL(name, venues), source);
    process.stdout.write(`${fileURLToPath(new URL(name, venues))}\n`);
  }
}
