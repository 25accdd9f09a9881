import type { AssetId } from "../../model/index.js";
import { linearContract } from "../contract.js";
import { perpetualModel } from "../perpetual-model.js";
import { takenOver } from "../perpetual-rule.js";
import type { VenueModel } from "../venue.js";
import type { BinanceUsdmParameters } from "./params.js";

/** Release whose rules are modelled: the venue numbers none, so the month of the bracket table. */
export const binanceUsdmRelease = "2024-10";

/** Quote currency of a symbol: the venue writes it last. Null where it is neither USDT nor USDC. */
export const quoteOf = (symbol: AssetId): AssetId | null => /(USDT|USDC)(?:_\d{6})?$/.exec(symbol)?.[1] ?? null;

/** Binance USD-M: closed when margin balance falls below sum(|q| p m_k - c_k) at the mark price; all of the margin is then lost. */
export function binanceUsdmModel({ brackets, tradingFeeRate }: BinanceUsdmParameters, quote: AssetId): VenueModel {
  const contracts = Object.fromEntries(
    Object.entries(brackets).flatMap(([symbol, tiers]) =>
      quoteOf(symbol) === quote ? [[symbol, linearContract(tiers)]] : [],
    ),
  );
  return perpetualModel({
    id: "binance-usdm",
    release: binanceUsdmRelease,
    triggerPrice: "mark",
    quote,
    coinMargined: false,
    contracts,
    marginWeights: {},
    close: takenOver,
    tradingFeeRate,
    checkIntervalMs: 0,
  });
}
