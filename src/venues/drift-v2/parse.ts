import { ConflictError } from "../../errors/index.js";
import { divDown, divUp } from "../../kernel/index.js";
import type { Account, AssetId, Leg } from "../../model/index.js";
import { quantityDown, quantityUp } from "../chain-amount.js";
import { fieldsOf, shareDomain, type Domain, type Fields } from "../fields.js";
import { parametersValue } from "../json-text.js";
import { FEE_SCALE } from "./liquidation.js";
import { QUOTE, type DriftV2Rule } from "./model.js";
import {
  contractTiers,
  LIQUIDATION_BUFFER,
  TRADING_FEE_RATE,
  type DriftCollateral,
  type DriftMarket,
} from "./params.js";
import { SIZE_FACTOR_SCALE, SIZE_SCALE, WEIGHT_SCALE } from "./weights.js";

const PATH = "drift-v2";

/** Parameters, checked. */
export interface ParsedParameters {
  readonly rule: DriftV2Rule;
  /** Epoch ms UTC. */
  readonly asOfMs: number;
  readonly source: string;
}

const ratioDomain: Domain = { ...shareDomain, min: 0, open: true, max: 1.0001, want: "a fraction above 0, at most 1" };
const factorDomain: Domain = { min: 0, max: 1, want: "a size factor from 0 to 1, such as 0.0001" };

const conflict = (field: string, got: number, want: string, hint: string): ConflictError =>
  new ConflictError({ field, got: String(got), want, hint }, { origin: "configuration" });

/** @throws ConflictError (E_CONFIG_CONFLICT) for ratios that the program refuses. */
function assertMarket(market: DriftMarket, path: string): void {
  const { marginRatioInitial, marginRatioMaintenance, liquidatorFeeRate } = market;
  if (marginRatioMaintenance >= marginRatioInitial) {
    const want = `below the initial ratio, ${marginRatioInitial}`;
    throw conflict(`${path}.marginRatioMaintenance`, marginRatioMaintenance, want, "the program refuses it");
  }
  if (liquidatorFeeRate >= marginRatioMaintenance) {
    const want = `below the maintenance ratio, ${marginRatioMaintenance}`;
    throw conflict(`${path}.liquidatorFeeRate`, liquidatorFeeRate, want, "every liquidation would lose");
  }
}

function readMarket(fields: Fields): DriftMarket {
  const market = {
    marginRatioInitial: fields.number("marginRatioInitial", ratioDomain),
    marginRatioMaintenance: fields.number("marginRatioMaintenance", ratioDomain),
    sizeFactor: fields.number("sizeFactor", factorDomain),
    liquidatorFeeRate: fields.number("liquidatorFeeRate", shareDomain),
    insuranceFeeRate: fields.number("insuranceFeeRate", shareDomain),
    unrealizedWeight: fields.numberOr("unrealizedWeight", shareDomain, 1),
    contractTier: fields.has("contractTier") ? fields.oneOf("contractTier", contractTiers) : null,
  };
  fields.done();
  assertMarket(market, fields.path);
  return market;
}

function readCollateral(fields: Fields): DriftCollateral {
  const collateral = {
    weight: fields.number("weight", shareDomain),
    sizeFactor: fields.number("sizeFactor", factorDomain),
  };
  fields.done();
  return collateral;
}

/** What stands under every key of an object. */
const keyed = <T>(fields: Fields, read: (entry: Fields) => T): Record<AssetId, T> =>
  Object.fromEntries(fields.keys().map((key) => [key, read(fields.object(key))]));

/** Checks parameters from code or from a file. @throws any SteelyardError of origin "configuration". */
export function parsedParameters(parameters: unknown): ParsedParameters {
  const fields = fieldsOf(parameters, PATH);
  const rule = {
    markets: keyed(fields.object("markets"), readMarket),
    collaterals: fields.has("collaterals") ? keyed(fields.object("collaterals"), readCollateral) : {},
    liquidationBuffer: fields.numberOr("liquidationBuffer", shareDomain, LIQUIDATION_BUFFER),
    tradingFeeRate: fields.numberOr("tradingFeeRate", shareDomain, TRADING_FEE_RATE),
  };
  const parsed = { rule, asOfMs: fields.date("asOf"), source: fields.textOr("source", "given by the caller") };
  fields.done();
  return parsed;
}

/** Parameters from a JSON text. @throws any SteelyardError of origin "configuration". */
export const parseDriftV2Parameters = (text: string): unknown => parametersValue(text, PATH);

/** A perpetual market's figures on chain: ratios and weights 1e-4, fees and factors 1e-6. */
export interface ChainMarket {
  readonly marginRatioInitial: bigint;
  readonly marginRatioMaintenance: bigint;
  readonly imfFactor: bigint;
  readonly liquidatorFee: bigint;
  readonly ifLiquidationFee: bigint;
  readonly unrealizedPnlMaintenanceAssetWeight: bigint;
}

/** Parameters of a market as the chain answers it; its contract tier is not among them. */
export const marketFromChain = (market: ChainMarket): Omit<DriftMarket, "contractTier"> => ({
  marginRatioInitial: Number(market.marginRatioInitial) / Number(WEIGHT_SCALE),
  marginRatioMaintenance: Number(market.marginRatioMaintenance) / Number(WEIGHT_SCALE),
  sizeFactor: Number(market.imfFactor) / Number(SIZE_FACTOR_SCALE),
  liquidatorFeeRate: Number(market.liquidatorFee) / Number(FEE_SCALE),
  insuranceFeeRate: Number(market.ifLiquidationFee) / Number(FEE_SCALE),
  unrealizedWeight: Number(market.unrealizedPnlMaintenanceAssetWeight) / Number(WEIGHT_SCALE),
});

/** An account on chain. */
export interface ChainAccount {
  /** USDC of 1e-6; negative is owed. */
  readonly quoteAmount: bigint;
  /** Deposits of other tokens, smallest units. */
  readonly deposits: Readonly<Record<AssetId, { readonly amount: bigint; readonly decimals: number }>>;
  readonly positions: Readonly<
    Record<
      AssetId,
      {
        /** 1e-9 units; short is negative. */
        readonly baseAssetAmount: bigint;
        /** Paid, negative, or received for it so far, 1e-6. */
        readonly quoteAssetAmount: bigint;
        /** 1e-6. */
        readonly oraclePrice: bigint;
      }
    >
  >;
}

const SIZE_DECIMALS = 9;
const QUOTE_DECIMALS = 6;

/**
 * An account on chain as legs: positions entered at the oracle's price, with what they have gained or lost as margin, rounded
 * against the holder. Right where open profits count whole for maintenance.
 */
export function accountFromChain({ quoteAmount, deposits, positions }: ChainAccount): Account {
  let margin = quoteAmount;
  const legs: Leg[] = [];
  for (const [asset, { amount, decimals }] of Object.entries(deposits))
    legs.push({ kind: "collateral", asset, quantity: quantityDown(amount, decimals) });
  for (const [asset, { baseAssetAmount: base, quoteAssetAmount, oraclePrice }] of Object.entries(positions)) {
    const value = base < 0n ? -divUp(-base * oraclePrice, SIZE_SCALE) : divDown(base * oraclePrice, SIZE_SCALE);
    margin += value + quoteAssetAmount;
    const size = quantityDown(base < 0n ? -base : base, SIZE_DECIMALS);
    const entryPrice = quantityDown(oraclePrice, QUOTE_DECIMALS);
    legs.push({ kind: "perpetual", asset, quantity: base < 0n ? -size : size, entryPrice });
  }
  if (margin > 0n) legs.unshift({ kind: "collateral", asset: QUOTE, quantity: quantityDown(margin, QUOTE_DECIMALS) });
  if (margin < 0n) legs.unshift({ kind: "debt", asset: QUOTE, quantity: quantityUp(-margin, QUOTE_DECIMALS) });
  return { legs };
}
