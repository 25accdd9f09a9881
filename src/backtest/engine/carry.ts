import { OutOfRangeError } from "../../errors/index.js";
import type { MarketState } from "../../model/index.js";
import type { VenueMarket } from "../../venues/index.js";
import { accountOf, positionOf, pricesOf, type HoldingForm, type Position } from "./position.js";

/** What one span at unchanged rates makes of a position, as the venue's model says it: factors of each balance by its sign. */
export interface CarryFactors {
  readonly cashHeld: number;
  /** Of cash beside an asset that is owed: some venues lend on no pledge. */
  readonly cashPledged: number;
  readonly cashOwed: number;
  readonly assetHeld: number;
  /** Null where the rate of the borrowed asset is not known: it cannot be held short. */
  readonly assetOwed: number | null;
  /** Of what is kept out of the venue's reach. */
  readonly reserve: number;
  /** Taken from the margin of a contract beside funding, a fraction of its value: long, short. */
  readonly chargeLong: number;
  readonly chargeShort: number;
}

/** What a span of funding costs. */
export interface FundingBase {
  /** Part of notional x rate that is paid: 1, or 0 at a venue without funding. */
  readonly unit: number;
  /** True where it is reckoned on the value at entry and not at the price of the day. */
  readonly atEntry: boolean;
}

/** Further apart than rounding. */
const TOLERANCE = 1e-11;

const differs = (a: number, b: number): boolean => Math.abs(a - b) > TOLERANCE * (1 + Math.abs(a));

const refusal = (got: string): OutOfRangeError =>
  new OutOfRangeError({
    field: "venue",
    got,
    want: "one rate for each of cash and asset, held and owed",
    hint: "a venue whose rates move with the size of the account is not run here",
  });

/** A market with the form of its accounts. */
export interface FormedMarket {
  readonly market: VenueMarket;
  readonly form: HoldingForm;
}

function accrued({ market, form }: FormedMarket, position: Position, price: number, state: MarketState, years: number) {
  const account = accountOf(market, form, position);
  return positionOf(market, form, market.model.accrue(account, pricesOf(market, price), state, years));
}

/** Factors of what is held and owed outright, each read twice: a second account must say the same. */
function outrightFactors(formed: FormedMarket, state: MarketState, years: number): Omit<CarryFactors, "reserve"> {
  const step = (quantity: number, cash: number): Position =>
    accrued(formed, { quantity, cash, entryValue: 0 }, 1, state, years);
  const [geared, part] = [step(2, -1), step(0.5, 0.5)];
  const short = state.assetBorrowRateAnnual === null ? null : step(-1, 2);
  const factors = {
    cashHeld: part.cash / 0.5,
    cashPledged: short === null ? 0 : short.cash / 2,
    cashOwed: -geared.cash,
    assetHeld: geared.quantity / 2,
    assetOwed: short === null ? null : -short.quantity,
    chargeLong: 0,
    chargeShort: 0,
  };
  if (
    differs(part.quantity / 0.5, factors.assetHeld) ||
    (short !== null && differs(step(-1, 9).cash / 9, factors.cashPledged))
  )
    throw refusal("interest that depends on what else is in the account");
  if (differs(step(20, -10).cash / -10, factors.cashOwed)) throw refusal("interest that moves with size");
  return factors;
}

/** Factors of margin, and what is taken from it of a contract whatever the funding. */
function contractFactors(formed: FormedMarket, state: MarketState, years: number): Omit<CarryFactors, "reserve"> {
  const free = { ...state, fundingRateAnnual: 0 };
  const step = (quantity: number, cash: number): Position =>
    accrued(formed, { quantity, cash, entryValue: quantity }, 1, free, years);
  const [held, owed, long, short] = [step(0, 1), step(0, -1), step(1, 1), step(-1, 1)];
  const factors = {
    cashHeld: held.cash,
    cashPledged: held.cash,
    cashOwed: -owed.cash,
    assetHeld: long.quantity,
    assetOwed: -short.quantity,
    chargeLong: held.cash - long.cash,
    chargeShort: held.cash - short.cash,
  };
  if (long.quantity !== 1 || short.quantity !== -1) throw refusal("a contract whose size grows");
  if (differs(step(10, 1).cash, factors.cashHeld - 10 * factors.chargeLong))
    throw refusal("a charge that moves with size");
  return factors;
}

/** What a span of time at these rates makes of any position of the market. @throws OutOfRangeError (E_OUT_OF_RANGE) where no such factors exist */
export function carryFactors(formed: FormedMarket, state: MarketState, years: number): CarryFactors {
  const reserve = Math.exp(state.lendRateAnnual * years);
  const of = formed.form === "outright" ? outrightFactors : contractFactors;
  return { ...of(formed, state, years), reserve };
}

const NO_RATES: MarketState = {
  borrowRateAnnual: 0,
  assetBorrowRateAnnual: 0,
  lendRateAnnual: 0,
  yieldAnnual: 0,
  fundingRateAnnual: 0,
  tradingCostRate: null,
};

/** How the venue reckons funding: read off three accounts. @throws OutOfRangeError (E_OUT_OF_RANGE) where it is not a part of notional */
export function fundingBase(formed: FormedMarket): FundingBase {
  if (formed.form === "outright") return { unit: 0, atEntry: false };
  const state = { ...NO_RATES, fundingRateAnnual: 0.125 };
  const paid = (quantity: number, entry: number, price: number): number => {
    const position = { quantity, cash: 10, entryValue: quantity * entry };
    return (10 - accrued(formed, position, price, state, 1).cash) / 0.125;
  };
  const [plain, risen] = [paid(1, 1, 1), paid(1, 1, 2)];
  const atEntry = !differs(risen, plain);
  if ((!atEntry && differs(risen, 2 * plain)) || differs(paid(-3, 1, 1), -3 * plain))
    throw refusal("funding that is not reckoned on notional");
  return { unit: plain, atEntry };
}
