import type { Account, Prices } from "../model/index.js";
import type { AccountReading, MarketReading } from "../ports/index.js";

/** Everything that shares one margin, with the markets that a decision could be about. */
export interface Margin {
  readonly account: Account;
  readonly prices: Prices;
  /** What the prices are counted in. */
  readonly currency: string;
  readonly markets: readonly MarketReading[];
  readonly isIsolated: boolean;
}

/** Every margin of an account in which there is anything, the shared one first; an isolated one is priced by its own market. */
export function marginsOf({ account, isolated, prices, currency, markets }: AccountReading): readonly Margin[] {
  const margins = [account, ...isolated].map((each, at): Margin => {
    const own = markets.filter(({ margin }) => margin === at);
    const [market] = own;
    if (at === 0 || market === undefined) return { account: each, prices, currency, markets: own, isIsolated: at > 0 };
    const priced = { [market.quote]: 1, [market.asset]: market.price };
    return { account: each, prices: priced, currency: market.quote, markets: own, isIsolated: true };
  });
  return margins.filter((margin) => margin.account.legs.length > 0);
}
