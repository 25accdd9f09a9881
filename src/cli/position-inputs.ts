import { ConflictError, MissingError, OutOfRangeError } from "../errors/index.js";
import type { Holding } from "../decision/index.js";
import type { VenueMarket } from "../venues/index.js";
import { amount, leverage, present, required } from "./setting-readers.js";
import { typed, type Settings } from "./settings.js";

const ABOVE_ZERO = { min: 0, open: true, want: "an amount above 0, such as 50000" } as const;

/** How a venue holds an asset: with borrowed money, or as a perpetual on margin. */
export function heldAs({ model, asset, quote }: VenueMarket): "loan" | "perpetual" {
  const account = model.holding(asset, { equity: 2, notional: 1 }, { [asset]: 1, [quote]: 1 });
  return account.legs.some((leg) => leg.kind === "perpetual") ? "perpetual" : "loan";
}

/** True where the margin of the venue's perpetual is the asset itself, as with inverse contracts. */
export function isCoinMargined({ model, asset, quote }: VenueMarket): boolean {
  const { legs } = model.holding(asset, { equity: 2, notional: 1 }, { [asset]: 1, [quote]: 1 });
  const isOwn = (kind: string): boolean => legs.some((leg) => leg.kind === kind && leg.asset === asset);
  return isOwn("perpetual") && isOwn("collateral");
}

/** Relative difference between a stated equity and what the position adds up to that is taken for rounding. */
const ROUNDING = 0.005;

/** @throws ConflictError (E_CONFIG_CONFLICT) if equity is stated and is not what the rest adds up to. */
function assertAddsUp(quantity: number, debt: number, price: number, equity: number): void {
  const sum = quantity * price - debt;
  if (Math.abs(sum - equity) <= ROUNDING * Math.max(Math.abs(sum), equity)) return;
  throw new ConflictError({
    field: "--equity",
    got: String(equity),
    want: `quantity x price - debt, which is ${Number(sum.toPrecision(8))}`,
    hint: "leave --equity out, or correct the debt",
  });
}

/** @throws OutOfRangeError (E_OUT_OF_RANGE), MissingError (E_MISSING) naming what was given, if the position leaves no equity. */
function assertSolvent(settings: Settings, quantity: number, debt: number, price: number): void {
  const value = quantity * price;
  if (value - debt > 0) return;
  if (quantity < 0) required(undefined, "equity", "the equity behind a short, which its quantity does not tell");
  if (value === 0 && debt === 0) {
    throw new OutOfRangeError({
      field: settings.get("quantity")?.field ?? "--quantity",
      got: "0, with nothing owed",
      want: "a quantity above 0, or the money that you have",
      hint: "nothing is held yet: give --equity in place of --quantity",
    });
  }
  throw new OutOfRangeError({
    field: settings.get("debt")?.field ?? "--debt",
    got: String(debt),
    want: `less than quantity x price, which is ${Number(value.toPrecision(8))}`,
    hint: "a position that owes more than it holds has no leverage ratio: repay, or let it go",
  });
}

/** What a person holds, from flags and the last close. @throws MissingError (E_MISSING), ConflictError (E_CONFIG_CONFLICT), every code of a reader */
export function holdingFrom(settings: Settings, venue: VenueMarket, lastClose: number | null): Holding {
  const quantity = amount(settings, "quantity");
  const debt = amount(settings, "debt", { min: 0, want: "an amount of 0 or above, such as 50000" });
  const equity = amount(settings, "equity", ABOVE_ZERO);
  const price = required(
    amount(settings, "price", { ...ABOVE_ZERO, want: "a price above 0, such as 2500" }) ?? lastClose ?? undefined,
    "price",
    `the price of ${venue.asset} now, in ${venue.quote}`,
  );
  if (quantity === undefined && equity === undefined) {
    throw new MissingError({
      field: "--quantity",
      got: "nothing",
      want: "what you hold (--quantity, --debt) or what you have (--equity)",
      hint: "add --quantity 40 --debt 50000, or --equity 50000",
    });
  }
  const perpetual = heldAs(venue) === "perpetual";
  if (perpetual && debt !== undefined && debt > 0) {
    throw new ConflictError({
      field: "--debt",
      got: String(debt),
      want: "no debt: a perpetual borrows nothing",
      hint: "give --quantity and --equity, the margin",
    });
  }
  if (perpetual && equity === undefined)
    required(equity, "equity", `the margin behind the perpetual, in ${venue.quote}`);
  if (debt !== undefined && quantity === undefined)
    required(quantity, "quantity", `the ${venue.asset} that the debt was borrowed against`);
  if (quantity !== undefined && debt !== undefined && equity !== undefined) {
    assertSolvent(settings, quantity, debt, price);
    assertAddsUp(quantity, debt, price, equity);
    return { asset: venue.asset, price, quantity, debt };
  }
  if (quantity !== undefined && equity === undefined) assertSolvent(settings, quantity, debt ?? 0, price);
  return { asset: venue.asset, price, ...present({ quantity, debt, equity }) };
}

/** True where nothing says how the price moves. */
export const withoutMarket = (settings: Settings): boolean =>
  (["volatility", "prices", "history", "model"] as const).every((name) => !settings.has(name));

/** The settings with a position in them: what is held, or the leverage that is asked about. @throws MissingError (E_MISSING) */
export function withPosition(settings: Settings): Settings {
  if (settings.has("quantity")) return settings;
  const hold = required(
    leverage(settings, "hold"),
    "hold",
    "a position (--quantity, --debt) or a leverage to ask about (--hold, --equity)",
  );
  const equity = required(amount(settings, "equity"), "equity", "the equity behind that leverage");
  const price = required(amount(settings, "price"), "price", "the price of the asset now");
  return new Map(settings).set("quantity", typed("quantity", String((hold * equity) / price)));
}
