import type { AssetId } from "../../model/index.js";
import type { PreLiquidationTerms } from "./pre-liquidation.js";
import type { PreLiquidationOption } from "./pre-liquidation-calls.js";

/** The contracts of Morpho Blue on one chain, in lower case. */
export interface MorphoDeployment {
  readonly morpho: string;
  /** The one rate model of its markets: AdaptiveCurveIrm. */
  readonly adaptiveCurveIrm: string;
  /** Markets that a person has told of, asked where none is named; null for those that are listed for the chain. */
  readonly markets: readonly ToldMarket[] | null;
}

/** What nothing on chain tells of a market that is not listed, as a person tells it. */
export interface ToldMarket {
  readonly id: string;
  /** Which price the market's oracle follows. */
  readonly triggerPrice: MorphoBlueMarket["triggerPrice"];
  /** True where the two assets track each other. */
  readonly correlated: boolean;
}

/** A deployment that is shipped, by the id of its chain. */
export interface ShippedDeployment extends Omit<MorphoDeployment, "markets"> {
  readonly chainId: number;
}

/** The figures of one market on chain, whose hash is its id (MarketParamsLib.id): none of them can ever change. */
export interface MarketParams {
  readonly loanToken: string;
  readonly collateralToken: string;
  readonly oracle: string;
  readonly irm: string;
  /** Liquidation loan to value, a fraction times 1e18. */
  readonly lltvWad: bigint;
}

/** One market: its id and the figures that the id is the hash of. */
export interface ListedMarket extends MarketParams {
  readonly id: string;
}

/** A pair of assets with the market that a long uses and, where one is known, the opposite one for a short. */
export interface MorphoBlueMarket {
  readonly chain: string;
  readonly asset: AssetId;
  readonly quote: AssetId;
  readonly assetDecimals: number;
  readonly quoteDecimals: number;
  readonly alsoCalled: readonly AssetId[];
  readonly triggerPrice: "market" | "exchange-rate";
  /** True where the two track each other. */
  readonly correlated: boolean;
  readonly long: ListedMarket;
  readonly short: ListedMarket | null;
  /** First whole day on which the market existed, epoch ms UTC; its figures are those of every day since. */
  readonly fromMs: number;
}

/** What a caller may put in place of the shipped figures, or give for a market that is not listed. */
export interface MorphoBlueOverrides {
  /** Id of the market that these figures are of; of one that is not listed all of them must be given. */
  readonly market?: string;
  /** LLTV of the pair's market, a fraction. */
  readonly lltv?: number;
  /** LLTV of the opposite market, for a short. Left out where none is listed: no short. */
  readonly lltvShort?: number;
  /** Which price the market's oracle follows. */
  readonly triggerPrice?: "market" | "exchange-rate";
  /** True where the two assets track each other; to be given for a market that is not listed. */
  readonly correlated?: boolean;
  /** What a long has agreed to; a key that is left out has the SDK's default for the LLTV. Left out: nothing. */
  readonly preLiquidation?: Partial<PreLiquidationOption>;
  /** Cost of a swap, a fraction of what is swapped. */
  readonly swapCostRate?: number;
  /** Day on which these held, such as "2026-01-31". */
  readonly asOf?: string;
  readonly source?: string;
}

const wad = (thousandths: bigint): bigint => thousandths * 10n ** 15n;

/** One line of the defaults: an LLTV, with the incentive of its own market at both ends. */
const defaults = (
  lltvWad: bigint,
  preLltvWad: bigint,
  preLcf1Wad: bigint,
  preLcf2Wad: bigint,
  preLifWad: bigint,
): readonly [bigint, PreLiquidationTerms] => [
  lltvWad,
  { preLltvWad, preLcf1Wad, preLcf2Wad, preLif1Wad: preLifWad, preLif2Wad: preLifWad },
];

/** Terms that Morpho's SDK proposes, by LLTV times 1e18 (@morpho-org/blue-sdk 6.4.0, preLiquidation, read 2026-07-01). */
export const preLiquidationDefaults: ReadonlyMap<bigint, PreLiquidationTerms> = new Map([
  defaults(wad(385n), 301514568055515563n, 22637943984157107n, 349673199983645648n, 1150000000000000000n),
  defaults(wad(625n), 562591950487445723n, 7543182567291709n, 279542312587328718n, 1126760563380281690n),
  defaults(wad(770n), 727366070175296029n, 3706417131700377n, 256643181309902852n, 1074113856068743286n),
  defaults(wad(860n), 832603694978499652n, 2001493508968667n, 245311807032632372n, 1043841336116910229n),
  defaults(wad(915n), 897868776651447149n, 1135586186384195n, 239205538157954887n, 1026167265264238070n),
  defaults(wad(945n), 933746617913300027n, 709220796660800n, 236098907251355946n, 1016776817488561260n),
  defaults(wad(965n), 957768981497388846n, 441038514876104n, 234108264807531861n, 1010611419909044972n),
  defaults(wad(980n), 975838577830248552n, 247773050273784n, 232655340599010079n, 1006036217303822937n),
]);
