import { ConflictError } from "../../errors/index.js";
import type { SeveralLeg } from "../../kernel/index.js";
import { priceOf, type Account, type Leg, type MarketState } from "../../model/index.js";
import { movingLegs, severalBalancesOf, type SeveralHolding } from "./several-balances.js";
import type { SeveralMarket } from "./several-question.js";

/** Growth of legs and cash over a step at unchanged prices, as the venue says it. */
export interface SeveralAccrual {
  readonly legs: readonly SeveralLeg[];
  /** Growth factors of cash held and owed, and of wealth that is elsewhere. */
  readonly heldFactor: number;
  readonly owedFactor: number;
  readonly idleFactor: number;
}

/** Legs after a step, alone in an account. */
function accrued({ model, prices }: SeveralHolding, legs: readonly Leg[], state: MarketState, years: number): Account {
  return model.accrue({ legs }, prices, state, years);
}

/** Units of an asset held less owed in legs other than derivatives. */
const unitsOf = ({ legs }: Account, asset: string): number =>
  legs.reduce((sum, leg) => {
    if (leg.kind === "perpetual" || leg.asset !== asset) return sum;
    return leg.kind === "debt" ? sum - leg.quantity : sum + leg.quantity;
  }, 0);

/** Growth of units of one leg alone. */
function factorOf(holding: SeveralHolding, leg: Leg, state: MarketState, years: number): number {
  return unitsOf(accrued(holding, [leg], state, years), leg.asset) / unitsOf({ legs: [leg] }, leg.asset);
}

/**
 * Funding over a step, a fraction of signed notional. Margin that a position's profit has become earns what margin earns, which
 * comes off it.
 */
function fundingOf(holding: SeveralHolding, leg: Leg, state: MarketState, years: number, heldFactor: number): number {
  const { quote, prices } = holding;
  const margin = Math.abs(leg.quantity) * priceOf(prices, leg.asset);
  const notional = leg.quantity * priceOf(prices, leg.asset);
  const legs: readonly Leg[] = [
    { kind: "collateral", asset: quote, quantity: margin / priceOf(prices, quote) },
    leg.kind === "perpetual" ? { ...leg, entryPrice: priceOf(prices, leg.asset) } : leg,
  ];
  const after = unitsOf(accrued(holding, legs, state, years), quote) * priceOf(prices, quote);
  return (margin * heldFactor - after) / notional - (heldFactor - 1);
}

/** @throws ConflictError (E_CONFIG_CONFLICT) unless all markets say the same of the quote currency. */
function assertOneQuote(markets: readonly SeveralMarket[]): void {
  const [{ state: first }] = markets;
  markets.forEach(({ state }, i) => {
    for (const name of ["borrowRateAnnual", "lendRateAnnual"] as const) {
      if (state[name] === first[name]) continue;
      const field = `markets[${i}].state.${name}`;
      const hint = "rates of the quote currency are one for the account";
      throw new ConflictError({ field, got: String(state[name]), want: String(first[name]), hint });
    }
  });
}

/** Accrual of an account over a step. Margin of perpetuals earns one rate, whatever its sign in the balances. @throws ConflictError (E_CONFIG_CONFLICT), MissingError (E_MISSING) for rates that the venue needs */
export function severalAccrualOf(
  holding: SeveralHolding,
  markets: readonly SeveralMarket[],
  stepYears: number,
): SeveralAccrual {
  assertOneQuote(markets);
  const { quote, prices, wealth } = holding;
  const [{ state }] = markets;
  const { notionals, cash } = severalBalancesOf(holding);
  const legs = movingLegs(holding);
  const amount = Math.abs(cash === 0 ? 1 : cash) * (wealth / priceOf(prices, quote));
  const ofQuote = (kind: "collateral" | "debt"): number =>
    factorOf(holding, { kind, asset: quote, quantity: amount }, state, stepYears);
  const heldFactor = ofQuote("collateral");
  const perpetuals = legs.some(({ kind }) => kind === "perpetual");
  return {
    heldFactor,
    owedFactor: perpetuals ? heldFactor : ofQuote("debt"),
    idleFactor: Math.exp(state.lendRateAnnual * stepYears),
    legs: legs.map((leg, i): SeveralLeg => {
      const asset = markets.findIndex((market) => market.asset === leg.asset);
      const common = { asset, notional: notionals[i] };
      if (leg.kind !== "perpetual")
        return { ...common, factor: factorOf(holding, leg, markets[asset].state, stepYears), fundingPerStep: 0 };
      const fundingPerStep = fundingOf(holding, leg, markets[asset].state, stepYears, heldFactor);
      return { ...common, factor: 1, fundingPerStep };
    }),
  };
}
