import { MissingError } from "../../errors/index.js";
import { marketIdText } from "./deployment.js";
import { morphoBlueMarkets } from "./markets.js";
import type { MorphoBlueMarket, MorphoDeployment, ToldMarket } from "./params.js";

/** A market that is asked about. */
export interface AskedMarket {
  readonly id: string;
  /** The listed pair that it belongs to; null for a market that is not listed. */
  readonly pair: MorphoBlueMarket | null;
  /** Which way its borrower is exposed to the pair's asset: collateral is the asset, or the loan is. */
  readonly side: "long" | "short";
  /** What a person has told of it; null where nobody did. */
  readonly told: ToldMarket | null;
}

const sidesOf = (pair: MorphoBlueMarket): readonly AskedMarket[] => [
  { id: pair.long.id, pair, side: "long", told: null },
  ...(pair.short === null ? [] : [{ id: pair.short.id, pair, side: "short", told: null } as const]),
];

/** The opposite market of a listed pair, whose rate is that of the other direction; null where none is listed. */
export function oppositeOf({ pair, side }: AskedMarket): AskedMarket | null {
  return pair === null ? null : (sidesOf(pair).find((other) => other.side !== side) ?? null);
}

/**
 * The markets in which an account is looked for: the one named, those of a deployment that names some, or all that are
 * listed for the chain: nothing on chain tells in which markets an account has positions.
 * @throws ParseError (E_PARSE) for an id of another form, MissingError (E_MISSING) where none is named and none listed
 */
export function askedMarkets(
  chain: string,
  { markets }: MorphoDeployment,
  named: string | null,
): readonly AskedMarket[] {
  const listed = morphoBlueMarkets.filter((pair) => pair.chain === chain).flatMap(sidesOf);
  const byId = (id: string): AskedMarket => ({
    ...(listed.find((market) => market.id === id) ?? { id, pair: null, side: "long" }),
    told: markets?.find((market) => market.id === id) ?? null,
  });
  if (named !== null) return [byId(marketIdText(named, "market"))];
  const found = markets === null ? listed : markets.map(({ id }) => byId(id));
  if (found.length > 0) return found;
  throw new MissingError({
    field: "market",
    got: "nothing",
    want: `the id of a market of Morpho on ${chain}: 0x and 64 hexadecimal digits`,
    hint: "no market is listed there: name the one that the position is in",
  });
}
