import type { Account, AssetId, Prices } from "../model/index.js";
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

/** Net units of an asset held: what is owed and short counts against it. */
const netQuantity = ({ legs }: Account, asset: AssetId): number =>
  legs.reduce(
    (sum, leg) => (leg.asset === asset ? sum + (leg.kind === "debt" ? -leg.quantity : leg.quantity) : sum),
    0,
  );

/** Every margin of an account in which there is anything, the shared one first; an isolated one is priced by its own market. */
export function marginsOf({ account, isolated, prices, currency, markets }: AccountReading): readonly Margin[] {
  const left = [...markets];
  const own = isolated.map((each): Margin => {
    const isOf = ({ asset, quantity, others }: MarketReading): boolean =>
      others.length === 0 && each.legs.some((leg) => leg.asset === asset) && netQuantity(each, asset) === quantity;
    const at = left.findIndex(isOf);
    const [market] = at === -1 ? [] : left.splice(at, 1);
    if (market === undefined) return { account: each, prices, currency, markets: [], isIsolated: true };
    const priced = { [market.quote]: 1, [market.asset]: market.price };
    return { account: each, prices: priced, currency: market.quote, markets: [market], isIsolated: true };
  });
  const shared: Margin = { account, prices, currency, markets: left, isIsolated: false };
  return [shared, ...own].filter((margin) => margin.account.legs.length > 0);
}
