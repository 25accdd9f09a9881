import { OutOfRangeError } from "../../errors/index.js";
import type { Account, AssetId, Leg, Prices } from "../../model/index.js";
import type { VenueMarket } from "../../venues/index.js";

/**
 * What is held at the venue, as the loop carries it: equity at a price P is cash + quantity x P - entryValue. An account of a
 * perpetual has its margin as cash and what the contract was opened for as entryValue; what is held or owed outright has none.
 */
export interface Position {
  /** Signed units of the asset. */
  quantity: number;
  /** Quote currency held (margin, idle cash), below 0 owed. */
  cash: number;
  /** Quantity x entry price of a perpetual, of the sign of the quantity; else 0. Quote currency. */
  entryValue: number;
}

/** How a venue holds an exposure: the asset itself and a loan, or a contract on margin in quote currency. */
export type HoldingForm = "outright" | "contract";

/** Equity at the venue at a price, quote currency. */
export const equityAt = ({ cash, quantity, entryValue }: Position, price: number): number =>
  cash + quantity * price - entryValue;

const cashLeg = (asset: AssetId, quantity: number): readonly Leg[] =>
  quantity === 0 ? [] : [{ kind: quantity > 0 ? "collateral" : "debt", asset, quantity: Math.abs(quantity) }];

/** Prices of the two assets of a market. */
export const pricesOf = ({ asset, quote }: VenueMarket, price: number): Prices => ({ [quote]: 1, [asset]: price });

/** The venue's account of a position. */
export function accountOf({ asset, quote }: VenueMarket, form: HoldingForm, position: Position): Account {
  const { quantity, cash, entryValue } = position;
  if (form === "outright") return { legs: [...cashLeg(asset, quantity), ...cashLeg(quote, cash)] };
  const contract: readonly Leg[] =
    quantity === 0 ? [] : [{ kind: "perpetual", asset, quantity, entryPrice: entryValue / quantity }];
  return { legs: [...cashLeg(quote, cash), ...contract] };
}

/** The position of a venue's account. @throws OutOfRangeError (E_OUT_OF_RANGE) for an account of any other form: one that has another asset, or margin in the asset itself */
export function positionOf({ asset, quote }: VenueMarket, form: HoldingForm, account: Account): Position {
  const position: Position = { quantity: 0, cash: 0, entryValue: 0 };
  for (const leg of account.legs) {
    const signed = leg.kind === "debt" ? -leg.quantity : leg.quantity;
    if (leg.kind !== "perpetual" && leg.asset === quote) position.cash += signed;
    else if (leg.asset === asset && (leg.kind === "perpetual") === (form === "contract")) {
      position.quantity += signed;
      if (leg.kind === "perpetual") position.entryValue += leg.quantity * leg.entryPrice;
    } else
      throw new OutOfRangeError({
        field: "venue",
        got: `an account with ${leg.kind} ${leg.asset}`,
        want: `${asset} and ${quote}, with margin in ${quote}`,
        hint: "contracts on margin in the asset itself are not run here: take one on margin in quote currency",
      });
  }
  return position;
}

/** How the market's venue holds the asset, told by what it makes of an exposure. @throws UnknownKeyError (E_UNKNOWN_KEY) for an asset that the venue lacks; OutOfRangeError (E_OUT_OF_RANGE) for margin in the asset */
export function formOf(market: VenueMarket): HoldingForm {
  const { legs } = market.model.holding(market.asset, { equity: 1, notional: 2 }, pricesOf(market, 1));
  const form = legs.some(({ kind }) => kind === "perpetual") ? "contract" : "outright";
  positionOf(market, form, { legs });
  market.model.leverageRatioMax(market.asset, 1, pricesOf(market, 1));
  return form;
}

/** The same quantity and cash at the exposure that a trade at this price ends with: a trade opens the whole position anew. Quote currency. */
export function openAt(position: Position, form: HoldingForm, equity: number, notional: number, price: number): void {
  position.quantity = notional / price;
  position.cash = form === "contract" ? equity : equity - notional;
  position.entryValue = form === "contract" ? notional : 0;
}
