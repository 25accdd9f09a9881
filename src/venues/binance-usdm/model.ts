import type { AssetId } from "../../model/index.js";
import { linearContract } from "../contract.js";
import { perpetualModel } from "../perpetual-model.js";
import { takenOver } from "../perpetual-rule.js";
import type { Tier } from "../tiers.js";
import type { VenueModel } from "../venue.js";

/** What one account of the venue stands under. */
export interface BinanceUsdmTerms {
  /** Tiers of every contract known, by symbol; those of another quote currency are left aside. */
  readonly brackets: Readonly<Record<AssetId, readonly Tier[]>>;
  /** Fee for trading one side, a fraction of notional. */
  readonly tradingFeeRate: number;
  /** Currency of margin and of all money figures. */
  readonly quote: AssetId;
  readonly release: string;
}

/** Quote currency of a symbol, which is that of its margin as well: the venue writes it last, as in BTCUSDT_241227 and ETHBTC. Null where it is none of USDT, USDC and BTC. */
export const quoteOf = (symbol: AssetId): AssetId | null => /(USDT|USDC|BTC)(?:_\d{6})?$/.exec(symbol)?.[1] ?? null;

/**
 * Binance USD-M: closed when margin balance falls below sum(|q| p m_k - c_k) at the mark price (FAQ b3c689c1f50a44cabb3a84e663b81d93).
 * All of the margin is then lost: the venue first tries to reduce by one immediate-or-cancel order, then its insurance fund takes
 * the rest over at the bankruptcy price (FAQ 360033525271); what the first step would have left is not published.
 */
export function binanceUsdmModel({ brackets, tradingFeeRate, quote, release }: BinanceUsdmTerms): VenueModel {
  const contracts = Object.fromEntries(
    Object.entries(brackets).flatMap(([symbol, tiers]) =>
      quoteOf(symbol) === quote ? [[symbol, linearContract(tiers)]] : [],
    ),
  );
  return perpetualModel({
    id: "binance-usdm",
    release,
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
