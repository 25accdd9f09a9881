import { ParseError } from "../errors/index.js";
import type { AssetId, Leg, LendingPool } from "../model/index.js";
import type { MarketReading, RatesReading, Reading } from "../ports/index.js";
import { isMoney } from "./money.js";

/** What an account has and owes of one asset of a lending venue, and what the venue says of the asset. */
export interface LendingLine {
  readonly asset: AssetId;
  /** As its token calls itself: it says whether the asset is money. */
  readonly symbol: string;
  /** Units that count as collateral, >= 0. */
  readonly held: number;
  /** Units owed, >= 0. */
  readonly owed: number;
  /** As the venue's rule sees it, in the currency of all lines, > 0. */
  readonly price: number;
  /** On what is borrowed of it, and on what is supplied; left out where the venue does not tell. */
  readonly borrowRateAnnual?: Reading;
  readonly supplyRateAnnual?: Reading;
  /** What it is borrowed from, in units of it; null where that is not told. */
  readonly pool: LendingPool | null;
}

/** What the venue says of a pair. */
export interface LendingMarkets {
  /** Money of a market whose account owes nothing; null where the venue has none. */
  readonly usualQuote: AssetId | null;
  /** As the venue's `find` takes them. */
  readonly parameters: (asset: AssetId, quote: AssetId) => MarketReading["parameters"];
}

/** The address of a holder, in lower case. @throws ParseError (E_PARSE) */
export function holderAddress(account: string): string {
  if (/^0x[0-9a-f]{40}$/i.test(account)) return account.toLowerCase();
  const detail = { field: "account", got: account, want: "0x and 40 hexadecimal digits" };
  throw new ParseError({ ...detail, hint: "the address of the account" }, { origin: "usage" });
}

/** The legs of some lines. */
export const legsOf = (lines: readonly LendingLine[]): readonly Leg[] =>
  lines.flatMap(({ asset, held, owed }): readonly Leg[] => [
    ...(held > 0 ? [{ kind: "collateral" as const, asset, quantity: held }] : []),
    ...(owed > 0 ? [{ kind: "debt" as const, asset, quantity: owed }] : []),
  ]);

/** What is at stake in a pair: the asset, the money it is counted in, and which of its two legs are the account's. */
interface Pair {
  readonly asset: LendingLine;
  readonly quote: LendingLine;
  readonly isShort: boolean;
}

/** A debt against a collateral: of the asset that is not money, long where it is held and short where it is owed; of the collateral where both or neither are. */
function pairOf(collateral: LendingLine, debt: LendingLine): Pair {
  const isShort = isMoney(collateral.symbol) && !isMoney(debt.symbol);
  return isShort ? { asset: debt, quote: collateral, isShort } : { asset: collateral, quote: debt, isShort };
}

const present = (rates: { readonly [Name in keyof RatesReading]: Reading | undefined }): RatesReading =>
  Object.fromEntries(Object.entries(rates).filter(([, rate]) => rate !== undefined));

/** One market of the account: the pair alone, all other legs beside it. */
function marketOf({ asset, quote, isShort }: Pair, lines: readonly LendingLine[], of: LendingMarkets): MarketReading {
  const price = asset.price / quote.price;
  const quantity = isShort ? -asset.owed : asset.held;
  const debt = isShort ? null : quote.owed;
  const own = (leg: Leg): boolean =>
    leg.kind === "debt" ? leg.asset === (isShort ? asset : quote).asset : leg.asset === (isShort ? quote : asset).asset;
  return {
    ...{ margin: 0, asset: asset.asset, quote: quote.asset, price, quantity, debt },
    equity: debt === null ? quote.held - asset.owed * price : quantity * price - debt,
    rates: present({
      borrowRateAnnual: quote.borrowRateAnnual,
      lendRateAnnual: quote.supplyRateAnnual,
      yieldAnnual: asset.supplyRateAnnual,
      assetBorrowRateAnnual: asset.borrowRateAnnual,
    }),
    pool: quote.pool,
    parameters: of.parameters(asset.asset, quote.asset),
    others: legsOf(lines).filter((leg) => !own(leg)),
  };
}

/** The pairs of an account: each debt against each other asset that is held; what is held without any debt against the venue's usual money. */
function pairsOf(lines: readonly LendingLine[], usualQuote: AssetId | null): readonly Pair[] {
  const held = lines.filter(({ held }) => held > 0);
  const owed = lines.filter(({ owed }) => owed > 0);
  const money = lines.find(({ asset }) => asset === usualQuote);
  if (owed.length === 0 && money !== undefined) {
    return held.filter(({ symbol }) => !isMoney(symbol)).map((asset) => ({ asset, quote: money, isShort: false }));
  }
  return held.flatMap((collateral) =>
    owed.filter((debt) => debt.asset !== collateral.asset).map((debt) => pairOf(collateral, debt)),
  );
}

/**
 * The markets of an account of a lending venue, the largest first. A pair that only stands with the help of other legs has an equity
 * of 0 or below, and comes after those that stand alone: nothing can be decided about it, but its rates and parameters are known.
 */
export function lendingMarkets(lines: readonly LendingLine[], of: LendingMarkets): readonly MarketReading[] {
  const priceOf = new Map(lines.map(({ asset, price }) => [asset, price]));
  const size = ({ asset, quantity }: MarketReading): number => Math.abs(quantity) * (priceOf.get(asset) ?? 0);
  return pairsOf(lines, of.usualQuote)
    .map((pair) => marketOf(pair, lines, of))
    .sort((a, b) => Number(b.equity > 0) - Number(a.equity > 0) || size(b) - size(a));
}
