import { encodeAbiParameters, keccak256, type Hex } from "viem";
import type { MarketParams } from "../../src/venues/morpho-blue/index.js";
import { morphoBlueMarkets } from "../../src/venues/morpho-blue/index.js";
import { morphoDeployments } from "../../src/venues/morpho-blue/deployments.js";
import { GOVERNOR, addressOf, type Action, type Chain, type Contract } from "./chain.js";
import { compile, type Artifact } from "./compile.js";

/** Who lends, and who borrows beside the holders that are read. */
export const LENDER = addressOf(11);
export const NEIGHBOUR = addressOf(12);
export const LIQUIDATOR = addressOf(13);

const PLENTY = 10n ** 40n;
const WAD = 10n ** 18n;
const NO_IRM = `0x${"0".repeat(40)}` as const;

/** The listed pairs of Base. */
export const pairs = morphoBlueMarkets.filter(({ chain }) => chain === "base");

/** A market as the contract takes it. */
export interface LiveMarket {
  readonly id: Hex;
  readonly params: Readonly<Record<"loanToken" | "collateralToken" | "oracle" | "irm", Hex>> & {
    readonly lltv: bigint;
  };
}

/** Base's Morpho, its listed markets and one that is not, at the addresses that those have on Base. */
export interface MorphoBase {
  readonly chain: Chain;
  readonly morpho: Contract;
  readonly irm: Contract;
  readonly artifacts: Readonly<Record<string, Artifact>>;
  /** By "asset/quote" of the listed pairs, the opposite one as "quote/asset", and "unlisted". */
  readonly markets: Readonly<Record<string, LiveMarket>>;
}

const packaged = (sources: string, entries: readonly string[]) =>
  compile({
    ...{ compiler: "solc-0.8.19", sources, entries, optimizerRuns: 200, evmVersion: "paris" },
    remappings: [],
  });

async function rpc({ url }: Chain, method: string, ...params: readonly unknown[]): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  return ((await answer.json()) as { readonly result: unknown }).result;
}

/** The code of a deployed contract put at another address: no storage comes with it. */
async function placed(chain: Chain, { address: from, abi }: Contract, address: string): Promise<Contract> {
  await rpc(chain, "anvil_setCode", address, await rpc(chain, "eth_getCode", from, "latest"));
  return { address: address as Hex, abi };
}

const idOf = ({ loanToken, collateralToken, oracle, irm, lltv }: LiveMarket["params"]): Hex =>
  keccak256(
    encodeAbiParameters(
      ["address", "address", "address", "address", "uint256"].map((type) => ({ type })),
      [loanToken, collateralToken, oracle, irm, lltv],
    ),
  );

function marketOf({ loanToken, collateralToken, oracle, irm, lltvWad }: MarketParams): LiveMarket {
  const params = { loanToken, collateralToken, oracle, irm, lltv: lltvWad } as LiveMarket["params"];
  return { id: idOf(params), params };
}

const listed = (): Readonly<Record<string, LiveMarket>> =>
  Object.fromEntries(
    pairs.flatMap(({ asset, quote, long, short }) => [
      [`${asset}/${quote}`, marketOf(long)] as const,
      ...(short === null ? [] : [[`${quote}/${asset}`, marketOf(short)] as const]),
    ]),
  );

/** One more market of WETH against USDC, with a limit of its own and no rate model. */
const unlisted = (): LiveMarket =>
  marketOf({ ...pairs[0].long, lltvWad: 770_000_000_000_000_000n, irm: NO_IRM, oracle: addressOf(99) });

const governed = (contract: Contract, name: string, ...args: readonly unknown[]): Action => ({
  ...{ from: GOVERNOR, contract, name, args },
});

/** The tokens of the pairs, with their names and decimals, held and allowed by all who act. */
async function placeTokens(chain: Chain, token: Contract, morpho: Contract): Promise<void> {
  const known = pairs.flatMap(({ asset, quote, assetDecimals, quoteDecimals, long }) => [
    [long.collateralToken, asset, assetDecimals] as const,
    [long.loanToken, quote, quoteDecimals] as const,
  ]);
  for (const [address, symbol, decimals] of new Map(known.map((row) => [row[0], row])).values()) {
    const contract = await placed(chain, token, address);
    await chain.act([
      governed(contract, "name", symbol, decimals),
      ...[LENDER, NEIGHBOUR, LIQUIDATOR].flatMap((from) => [
        governed(contract, "setBalance", from, PLENTY),
        { from, contract, name: "approve", args: [morpho.address, 2n ** 255n] },
      ]),
    ]);
  }
}

/** Deploys all of it. */
export async function deployMorphoBase(chain: Chain): Promise<MorphoBase> {
  const artifacts = {
    ...(await packaged("@morpho-org/morpho-blue", ["src/Morpho.sol", "src/mocks/OracleMock.sol"])),
    ...(await packaged("steelyard-contracts", ["solidity/LiveMorpho.sol"])),
  };
  const { Morpho, OracleMock, AdaptiveCurve, NamedToken } = artifacts;
  const { morpho: address, adaptiveCurveIrm } = morphoDeployments.base;
  const morpho = await placed(chain, await chain.deploy(Morpho, [GOVERNOR]), address);
  await chain.store([[morpho.address, 0n, BigInt(GOVERNOR)]]); // its owner, which a constructor had set
  const irm = await placed(chain, await chain.deploy(AdaptiveCurve), adaptiveCurveIrm);
  const oracle = await chain.deploy(OracleMock);
  const markets: MorphoBase["markets"] = { ...listed(), unlisted: unlisted() };
  for (const { params } of Object.values(markets)) await placed(chain, oracle, params.oracle);
  await placeTokens(chain, await chain.deploy(NamedToken), morpho);
  const lltvs = new Set(Object.values(markets).map(({ params }) => params.lltv));
  await chain.act([
    ...[irm.address, NO_IRM].map((each) => governed(morpho, "enableIrm", each)),
    ...[...lltvs].map((lltv) => governed(morpho, "enableLltv", lltv)),
    governed(morpho, "setFeeRecipient", addressOf(14)),
  ]);
  await chain.act(Object.values(markets).map(({ params }) => governed(morpho, "createMarket", params)));
  await chain.act([governed(morpho, "setFee", markets["WETH/USDC"].params, WAD / 10n)]);
  return { chain, morpho, irm, artifacts, markets };
}

/** A price of whole units as the oracle states it, for tokens of these decimals. */
export const oraclePriceOf = (price: number, collateralDecimals: number, loanDecimals: number): bigint =>
  (BigInt(Math.round(price * 1e8)) * 10n ** BigInt(36 + loanDecimals - collateralDecimals)) / 10n ** 8n;

/** Sets what a market's oracle answers, without a block: it is its first word of storage. */
export const setOracle = ({ chain }: MorphoBase, { params }: LiveMarket, price: bigint): Promise<void> =>
  chain.store([[params.oracle, 0n, price]]);

/** A call of Morpho about a market. */
export const about = (
  { morpho }: MorphoBase,
  from: Hex,
  { params }: LiveMarket,
  name: string,
  ...args: readonly unknown[]
): Action => ({ from, contract: morpho, name, args: [params, ...args] });
