import { equity, legValue, priceOf } from "../../model/index.js";
import type { Account, AssetId, Leg, MarketState, Prices } from "../../model/index.js";
import type { VenueModel } from "../../venues/index.js";
import type { Ledger } from "./result.js";

/** Where carry went, quote currency; below 0 is paid. */
export type CarryParts = Omit<Ledger["carry"], "reserve">;

/** The account after interest or funding, and what each part of it was. */
export interface Accrued {
  readonly account: Account;
  readonly parts: CarryParts;
}

/** Signed units of an asset that are held or owed outright. */
const outright = ({ legs }: Account, asset: AssetId): number =>
  legs.reduce((sum, leg) => {
    if (leg.asset !== asset || leg.kind === "perpetual") return sum;
    return leg.kind === "debt" ? sum - leg.quantity : sum + leg.quantity;
  }, 0);

/** Signed units of quote currency as a list of legs: none where there are none. */
const cash = (quote: AssetId, quantity: number): readonly Leg[] =>
  quantity === 0 ? [] : [{ kind: quantity > 0 ? "collateral" : "debt", asset: quote, quantity: Math.abs(quantity) }];

/** The legs by which the venue holds these notionals on this equity: each leg as the venue would hold it alone, on one margin or one debt. */
export function heldAt(
  model: VenueModel,
  { assets, quote }: { readonly assets: readonly AssetId[]; readonly quote: AssetId },
  exposure: { readonly equity: number; readonly notionals: readonly number[] },
  prices: Prices,
): Account {
  const alone = assets.map((asset, i) =>
    model.holding(asset, { equity: exposure.equity, notional: exposure.notionals[i] }, prices),
  );
  if (alone.length === 1) return alone[0];
  const units = exposure.equity / priceOf(prices, quote);
  const idle = alone.reduce((sum, account) => sum + (outright(account, quote) - units), units);
  return { legs: [...alone.flatMap(({ legs }) => legs.filter(({ asset }) => asset !== quote)), ...cash(quote, idle)] };
}

const NONE: CarryParts = { borrow: 0, assetBorrow: 0, lend: 0, yield: 0, funding: 0 };

/** Interest by asset: what grew of what is held is earned, what grew of what is owed is paid. */
function interestParts(before: Account, after: Account, quote: AssetId, prices: Prices): CarryParts {
  const parts = { ...NONE };
  for (const asset of new Set(before.legs.map((leg) => leg.asset))) {
    const held = outright(before, asset);
    const grown = (outright(after, asset) - held) * priceOf(prices, asset);
    const part = asset === quote ? (held < 0 ? "borrow" : "lend") : held < 0 ? "assetBorrow" : "yield";
    parts[part] += grown;
  }
  return parts;
}

/**
 * Interest of one span by the venue's own model. A market state has the rates of one asset, so the model is asked once for each leg
 * with that leg's state, and of each answer the lines of that asset are taken; those of quote currency, whose rates all states share,
 * from the first. What is taken from the margin of a contract beyond what margin alone earns counts as borrowing.
 */
export function withInterest(
  model: VenueModel,
  assets: readonly AssetId[],
  account: Account,
  { prices, quote, states, years }: { prices: Prices; quote: AssetId; states: readonly MarketState[]; years: number },
): Accrued {
  const answers = states.map((state) => model.accrue(account, prices, { ...state, fundingRateAnnual: 0 }, years));
  const legs = answers.flatMap((answer, i) =>
    answer.legs.filter(({ asset }) => asset === assets[i] || (i === 0 && !assets.includes(asset))),
  );
  const after = { legs };
  const own = { legs: account.legs.filter(({ kind }) => kind !== "perpetual") };
  if (own.legs.length === account.legs.length)
    return { account: after, parts: interestParts(account, after, quote, prices) };
  const idle = model.accrue(own, prices, { ...states[0], fundingRateAnnual: 0 }, years);
  const parts = interestParts(own, idle, quote, prices);
  const charged = equity(after, prices) - equity(account, prices) - (equity(idle, prices) - equity(own, prices));
  return { account: after, parts: { ...parts, borrow: parts.borrow + charged } };
}

/** Funding of one stamp on one leg, for `years`: the model is asked with the other legs' contracts set aside, and every other rate at 0. */
export function withFunding(
  model: VenueModel,
  asset: AssetId,
  account: Account,
  { prices, rateAnnual, years }: { prices: Prices; rateAnnual: number; years: number },
): Accrued {
  const rates = { borrowRateAnnual: 0, assetBorrowRateAnnual: 0, lendRateAnnual: 0, yieldAnnual: 0 };
  const others = account.legs.filter((leg) => leg.kind === "perpetual" && leg.asset !== asset);
  const own = { legs: account.legs.filter((leg) => !others.includes(leg)) };
  const paid = model.accrue(own, prices, { ...rates, fundingRateAnnual: rateAnnual, tradingCostRate: null }, years);
  return {
    account: { legs: [...paid.legs, ...others] },
    parts: { ...NONE, funding: equity(paid, prices) - equity(own, prices) },
  };
}

/** Market value at stake, quote currency, >= 0: what rounding is measured against. */
export const grossValue = (account: Account, prices: Prices): number =>
  account.legs.reduce((sum, leg) => {
    return (
      sum +
      (leg.kind === "perpetual" ? Math.abs(leg.quantity) * priceOf(prices, leg.asset) : Math.abs(legValue(leg, prices)))
    );
  }, 0);
