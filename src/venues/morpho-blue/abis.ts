import type { AbiFunction, AbiParameter } from "../../ports/index.js";

const reads = (
  name: string,
  inputs: readonly AbiParameter[],
  outputs: readonly AbiParameter[],
): AbiFunction & { readonly stateMutability: "view" } => ({
  type: "function",
  name,
  stateMutability: "view",
  inputs,
  outputs,
});

const of = (type: string, ...names: readonly string[]): readonly AbiParameter[] =>
  names.map((name) => ({ name, type }));

const id = of("bytes32", "id");

/** MarketParams and Market as IMorpho.sol of @morpho-org/morpho-blue 1.0.0 declares them. */
const marketParams = [...of("address", "loanToken", "collateralToken", "oracle", "irm"), ...of("uint256", "lltv")];
const market = of(
  "uint128",
  ...["totalSupplyAssets", "totalSupplyShares", "totalBorrowAssets", "totalBorrowShares", "lastUpdate", "fee"],
);

/** Functions of Morpho.sol, @morpho-org/morpho-blue 1.0.0; a test compares them with the compiled contract's. */
export const morphoAbi = {
  position: reads(
    "position",
    [...id, ...of("address", "user")],
    [...of("uint256", "supplyShares"), ...of("uint128", "borrowShares", "collateral")],
  ),
  market: reads("market", id, market),
  idToMarketParams: reads("idToMarketParams", id, marketParams),
  isIrmEnabled: reads("isIrmEnabled", of("address", "irm"), of("bool", "")),
  isLltvEnabled: reads("isLltvEnabled", of("uint256", "lltv"), of("bool", "")),
} as const;

/** The oracle of a market (IOracle.sol of the same package). */
export const oracleAbi = { price: reads("price", [], of("uint256", "")) } as const;

/** The rate model of a market (IIrm.sol of the same package), and the adaptive curve's own state (IAdaptiveCurveIrm.sol of morpho-org/morpho-blue-irm). */
export const irmAbi = {
  borrowRateView: reads(
    "borrowRateView",
    [
      { name: "marketParams", type: "tuple", components: marketParams },
      { name: "market", type: "tuple", components: market },
    ],
    of("uint256", ""),
  ),
  rateAtTarget: reads("rateAtTarget", id, of("int256", "")),
} as const;

/** What tokens say of themselves (ERC-20, its optional part). */
export const tokenAbi = {
  symbol: reads("symbol", [], of("string", "")),
  decimals: reads("decimals", [], of("uint8", "")),
} as const;
