import type { AbiFunction, Block, ContractCall } from "../../ports/index.js";
import { figureIn, textIn } from "../answer.js";
import { tokenName } from "../token-name.js";
import { accrued } from "./accrual.js";
import { irmAbi, morphoAbi, oracleAbi, tokenAbi } from "./abis.js";
import { adaptiveRates } from "./adaptive-curve.js";
import { assertEnabled, assertSameRate, decimalsIn, disputed, NO_IRM } from "./answers.js";
import { oraclePriceIn, paramsIn, rateAtTargetIn, totalsIn } from "./answers.js";
import type { AskedMarket } from "./asked-markets.js";
import type { MarketParams, MorphoDeployment } from "./params.js";
import { oraclePriceDown, type MorphoDecimals } from "./parse.js";
import type { MorphoTotals } from "./state.js";

/** The block's time in whole seconds, as contracts count it. */
export const secondsOf = ({ timeMs }: Block): bigint => BigInt(Math.floor(timeMs / 1000));

/** A market as stored: what it was made with, and its totals as of the last accrual. */
export interface StoredMarket {
  readonly asked: AskedMarket;
  readonly params: MarketParams;
  readonly stored: MorphoTotals;
}

/** A market with its interest accrued to a block, and its rates from there on, per second times 1e18. */
export interface AccruedMarket extends StoredMarket {
  readonly totals: MorphoTotals;
  /** What is charged from that block on, at that use. */
  readonly rate: bigint;
  /** Where the curve then stands at its target; null where the market has no rate model. */
  readonly rateAtTarget: bigint | null;
}

/** What the legs of a market are: its tokens by name, and its oracle's price. */
export interface PricedMarket {
  /** The pair as a decision is asked about it. */
  readonly asset: string;
  readonly quote: string;
  /** Of the market's own tokens: "asset" is its collateral, "quote" its loan. */
  readonly decimals: MorphoDecimals;
  /** Loan token units for a collateral token unit, times 1e36. */
  readonly oraclePrice: bigint;
}

/** The calls that `storedFrom` takes the answers of. */
export const storedCalls = ({ morpho }: MorphoDeployment, { id }: AskedMarket): readonly ContractCall[] => [
  { address: morpho, abi: morphoAbi.idToMarketParams, args: [id] },
  { address: morpho, abi: morphoAbi.market, args: [id] },
];

/** A market as it is stored. @throws UnknownKeyError (E_UNKNOWN_KEY), BadAnswerError (E_BAD_ANSWER), DisputedError (E_DISPUTED) */
export const storedFrom = (
  [params, market]: readonly unknown[],
  asked: AskedMarket,
  { adaptiveCurveIrm }: MorphoDeployment,
  block: Block,
): StoredMarket => ({
  asked,
  params: paramsIn(params, asked, adaptiveCurveIrm),
  stored: totalsIn(market, secondsOf(block)),
});

/** Parameters and totals as the rate model takes them. */
function rateArguments({ params, stored }: StoredMarket): readonly unknown[] {
  const { loanToken, collateralToken, oracle, irm, lltvWad } = params;
  const { lastUpdateSeconds, feeWad, ...totals } = stored;
  return [
    { loanToken, collateralToken, oracle, irm, lltv: lltvWad },
    { ...totals, lastUpdate: lastUpdateSeconds, fee: feeWad },
  ];
}

/** The calls that `accruedFrom` takes the answers of. */
export function accrualCalls({ morpho }: MorphoDeployment, market: StoredMarket): readonly ContractCall[] {
  const { params, asked } = market;
  const enabled: readonly ContractCall[] = [
    { address: morpho, abi: morphoAbi.isIrmEnabled, args: [params.irm] },
    { address: morpho, abi: morphoAbi.isLltvEnabled, args: [params.lltvWad] },
  ];
  if (params.irm === NO_IRM) return enabled;
  return [
    ...enabled,
    { address: params.irm, abi: irmAbi.rateAtTarget, args: [asked.id] },
    { address: params.irm, abi: irmAbi.borrowRateView, args: rateArguments(market) },
  ];
}

/**
 * A market accrued to a block by our exact rules, of which the rate model's own answer is the second source.
 * @throws BadAnswerError (E_BAD_ANSWER), DisputedError (E_DISPUTED)
 */
export function accruedFrom(
  [irmEnabled, lltvEnabled, rateAtTarget, borrowRate]: readonly unknown[],
  market: StoredMarket,
  block: Block,
): AccruedMarket {
  assertEnabled(irmEnabled, "isIrmEnabled");
  assertEnabled(lltvEnabled, "isLltvEnabled");
  const { params, stored } = market;
  const seconds = secondsOf(block);
  if (params.irm === NO_IRM) {
    return { ...market, totals: accrued(stored, 0n, seconds).totals, rate: 0n, rateAtTarget: null };
  }
  const elapsed = seconds - stored.lastUpdateSeconds;
  const { averageRate, endRateAtTarget } = adaptiveRates(stored, rateAtTargetIn(rateAtTarget), elapsed);
  assertSameRate(borrowRate, averageRate);
  const { totals } = accrued(stored, averageRate, seconds);
  return { ...market, totals, rate: adaptiveRates(totals, endRateAtTarget, 0n).endRate, rateAtTarget: endRateAtTarget };
}

/** The calls that `pricedFrom` takes the answers of; tokens of a listed pair have the names of the list. */
export function priceCalls({ params, asked }: StoredMarket): readonly ContractCall[] {
  const of = (abi: AbiFunction): readonly ContractCall[] =>
    [params.collateralToken, params.loanToken].map((address) => ({ address, abi }));
  const oracle = { address: params.oracle, abi: oracleAbi.price };
  return [oracle, ...of(tokenAbi.decimals), ...(asked.pair === null ? of(tokenAbi.symbol) : [])];
}

/** A token's decimals, held against those that are listed. @throws BadAnswerError (E_BAD_ANSWER), DisputedError (E_DISPUTED) */
function decimalsFrom(value: unknown, field: string, listed: number | undefined): number {
  const decimals = decimalsIn(value, field);
  if (listed === undefined || decimals === listed) return decimals;
  throw disputed(field, decimals, `${listed}, as listed`, "the node answers something that is not so: ask another");
}

/** Prices of a whole unit in whole units of the loan outside which an oracle is taken to be broken: no two tokens of value are so far apart. */
const PRICE_MIN = 1e-12;
const PRICE_MAX = 1e12;

/**
 * Names, decimals and price of a market: of a listed pair by the names of the list, of any other by its tokens' own.
 * @throws BadAnswerError (E_BAD_ANSWER), DisputedError (E_DISPUTED)
 */
export function pricedFrom(answers: readonly unknown[], { asked: { pair, side }, params }: StoredMarket): PricedMarket {
  const [price, collateralDecimals, loanDecimals, collateral, loan] = answers;
  const oraclePrice = oraclePriceIn(price);
  const [ofCollateral, ofLoan] =
    side === "long" ? [pair?.assetDecimals, pair?.quoteDecimals] : [pair?.quoteDecimals, pair?.assetDecimals];
  const decimals = {
    assetDecimals: decimalsFrom(collateralDecimals, "collateralToken.decimals", ofCollateral),
    quoteDecimals: decimalsFrom(loanDecimals, "loanToken.decimals", ofLoan),
  };
  const want = `a price of ${PRICE_MIN} to ${PRICE_MAX} of the loan for a whole unit of the collateral`;
  figureIn(oraclePriceDown(oraclePrice, decimals), "oracle.price", { min: PRICE_MIN, max: PRICE_MAX, want });
  if (pair !== null) return { asset: pair.asset, quote: pair.quote, decimals, oraclePrice };
  const tokens = [
    { address: params.collateralToken, symbol: textIn(collateral, "collateralToken.symbol") },
    { address: params.loanToken, symbol: textIn(loan, "loanToken.symbol") },
  ] as const;
  return { asset: tokenName(tokens[0], tokens), quote: tokenName(tokens[1], tokens), decimals, oraclePrice };
}
