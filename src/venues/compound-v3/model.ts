import { OutOfRangeError, UnknownKeyError } from "../../errors/index.js";
import { priceOf } from "../../model/index.js";
import type { Account, AssetId, LiquidationOutcome, MarketState, Prices } from "../../model/index.js";
import { isClear } from "../barrier.js";
import {
  accruedLegs,
  cashCarry,
  cashHolding,
  cashLegs,
  cashLegsOf,
  tradingCostAt,
  type CashLeg,
} from "../cash-legs.js";
import type { VenueModel } from "../venue.js";
import type { CometRelease } from "./comet.js";
import type { CollateralFactors } from "./params.js";

/** What the rule depends on. */
export interface CompoundV3Rule {
  readonly release: CometRelease;
  /** Base asset that a long borrows; idle cash. */
  readonly quote: AssetId;
  readonly triggerPrice: "market" | "exchange-rate";
  /** Collateral factors by the base asset that is borrowed and by what is pledged for it. */
  readonly comets: Readonly<Record<AssetId, Readonly<Record<AssetId, CollateralFactors>>>>;
  /** Cost of a swap, a fraction of what is swapped. */
  readonly swapCostRate: number;
}

/** What no market takes counts for nothing, and nothing is lost on it: an account that needs it is closed at once. */
const NOT_TAKEN: CollateralFactors = { borrowCollateralFactor: 0, liquidateCollateralFactor: 0, liquidationFactor: 1 };

/** Factors of an asset pledged for `base`. @throws UnknownKeyError (E_UNKNOWN_KEY) for an asset that no market knows. */
function factorsOf({ comets }: CompoundV3Rule, base: AssetId, asset: AssetId): CollateralFactors {
  const taken = comets[base]?.[asset];
  if (taken !== undefined) return taken;
  const known = new Set(Object.entries(comets).flatMap(([lent, pledged]) => [lent, ...Object.keys(pledged)]));
  const stranger = [base, asset].find((name) => !known.has(name));
  if (stranger === undefined) return NOT_TAKEN;
  const want = `one of ${[...known].join(", ")}`;
  throw new UnknownKeyError({ field: "asset", got: stranger, want, hint: "add it to the parameters" });
}

/** One account at one market: the base asset's balance nets, as a supply of it repays. */
interface Position {
  readonly base: AssetId;
  /** Units of the base asset supplied and owed; one of them only reduces the other. */
  readonly supplied: number;
  readonly owed: number;
  readonly pledged: readonly CashLeg[];
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE) where two assets are owed: a market lends one. */
function positionOf({ quote }: CompoundV3Rule, account: Account): Position {
  const legs = cashLegsOf(account).filter(({ quantity }) => quantity !== 0);
  const debts = [...new Set(legs.filter(({ kind }) => kind === "debt").map(({ asset }) => asset))];
  if (debts.length > 1) {
    const hint = "hold each debt in an account of its own";
    throw new OutOfRangeError({ field: "account.legs", got: `debts in ${debts.join(", ")}`, want: "one debt", hint });
  }
  const base = debts[0] ?? quote;
  const total = (kind: CashLeg["kind"]): number =>
    legs.reduce((sum, leg) => (leg.kind === kind && leg.asset === base ? sum + leg.quantity : sum), 0);
  return {
    base,
    supplied: total("collateral"),
    owed: total("debt"),
    pledged: legs.filter((leg) => leg.asset !== base),
  };
}

/** Equity demanded: absorbed when sum(pledged x liquidateCollateralFactor) < what is owed, base balance netted. */
function equityDemand(rule: CompoundV3Rule, account: Account, prices: Prices): number {
  const { base, pledged } = positionOf(rule, account);
  return pledged.reduce((sum, { asset, quantity }) => {
    return sum + quantity * priceOf(prices, asset) * (1 - factorsOf(rule, base, asset).liquidateCollateralFactor);
  }, 0);
}

/** Absorption: all that is pledged is taken, liquidationFactor of it credited, the rest of the credit left as base balance. */
function liquidate(rule: CompoundV3Rule, account: Account, prices: Prices): LiquidationOutcome {
  const { base, supplied, owed, pledged } = positionOf(rule, account);
  const basePrice = priceOf(prices, base);
  let [covered, credited, cost, gross] = [0, 0, 0, (supplied + owed) * basePrice];
  for (const { asset, quantity } of pledged) {
    const value = quantity * priceOf(prices, asset);
    const factors = factorsOf(rule, base, asset);
    covered += value * factors.liquidateCollateralFactor;
    credited += value * factors.liquidationFactor;
    cost += value * (1 - factors.liquidationFactor);
    gross += value;
  }
  const net = (owed - supplied) * basePrice;
  if (net <= 0 || isClear(covered - net, gross)) return { account, closedNotional: 0, cost: 0, badDebt: 0 };
  const badDebt = Math.max(0, net - credited);
  const left = cashLegs("collateral", base, Math.max(0, credited - net) / basePrice);
  return { account: { legs: left }, closedNotional: owed * basePrice - badDebt, cost, badDebt };
}

/** The legs with the base asset's balance netted. */
const nettedLegs = ({ base, supplied, owed, pledged }: Position): readonly CashLeg[] => [
  ...pledged,
  ...cashLegs("collateral", base, supplied - owed),
];

/** What is pledged is not lent on: quote currency that a market takes for a debt in another asset earns no interest. */
const marketFor = ({ quote, comets }: CompoundV3Rule, { base }: Position, market: MarketState): MarketState =>
  comets[base]?.[quote] === undefined ? market : { ...market, lendRateAnnual: 0 };

/** Compound v3 on one chain: a long borrows the quote currency from its market, a short the asset from the asset's own. */
export function compoundV3Model(rule: CompoundV3Rule): VenueModel {
  const { quote, comets } = rule;
  const terms = { quote, rateSpreadAnnual: 0, debtPaysYield: false, pooled: true };
  return {
    id: "compound-v3",
    release: rule.release,
    triggerPrice: rule.triggerPrice,
    recourse: false,
    twoSided: false,
    checkIntervalMs: 0,
    carryKinks: [0, 1],
    equityDemand: (account, prices) => equityDemand(rule, account, prices),
    demandBreaks: () => [],
    liquidate: (account, prices) => liquidate(rule, account, prices),
    holding: (asset, exposure, prices) => cashHolding(asset, quote, exposure, prices),
    accrue: (account, _prices, market, years) => {
      const position = positionOf(rule, account);
      return { legs: accruedLegs(nettedLegs(position), marketFor(rule, position, market), years, terms) };
    },
    carryAnnual: (account, prices, market) => {
      const position = positionOf(rule, account);
      return cashCarry(nettedLegs(position), prices, marketFor(rule, position, market), terms);
    },
    tradingCost: (_asset, notional, market) => tradingCostAt(rule.swapCostRate, notional, market),
    leverageRatioMax: (asset, notional) => {
      // Long: debt E(L - 1) <= factor E L. Short: cash E(1 + |L|) pledged for E|L| of the asset, where its own market takes it.
      const [base, pledged] = notional < 0 ? [asset, quote] : [quote, asset];
      const { borrowCollateralFactor } = comets[base]?.[pledged] ?? NOT_TAKEN;
      return (notional < 0 ? borrowCollateralFactor : 1) / (1 - borrowCollateralFactor);
    },
    notionalMax: () => null,
  };
}
