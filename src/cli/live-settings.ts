import { ConflictError } from "../errors/index.js";
import type { AssetId } from "../model/index.js";
import type { AccountReading, MarketReading, RatesReading, Reading } from "../ports/index.js";
import type { FlagName } from "./flags.js";
import type { Setting, Settings } from "./settings.js";

/** What an account that is read says itself, so that nobody else may. */
const READ: readonly FlagName[] = [
  ...(["venue", "chain", "quantity", "debt", "equity", "release", "on"] as const),
  "liquidation-threshold",
];

/** @throws ConflictError (E_CONFIG_CONFLICT) for a flag that says what the account says */
export function assertNoneBeside(settings: Settings, asked: Setting): void {
  const beside = READ.map((name) => settings.get(name)).find((setting) => setting !== undefined);
  if (beside === undefined) return;
  throw new ConflictError({
    field: beside.field,
    got: `together with ${asked.field}`,
    want: "one of the two: the account says it",
    hint: `leave it out, or leave ${asked.field} out and type the whole position`,
  });
}

/** Flags by which a rate is typed. */
const RATES: readonly (readonly [FlagName, keyof RatesReading])[] = [
  ["borrow-rate", "borrowRateAnnual"],
  ["lend-rate", "lendRateAnnual"],
  ["yield", "yieldAnnual"],
  ["funding", "fundingRateAnnual"],
  ["asset-borrow-rate", "assetBorrowRateAnnual"],
];

/** A rate as it would be typed: a bare figure of 1 or more is refused there, so that it is written in per cent. */
const rateText = (value: number): string => (Math.abs(value) < 1 ? String(value) : `${value * 100}%`);

/** Largest difference, as a part, between a stated equity and quantity x price - debt that is rounding of floats. */
const ROUNDING = 1e-9;

/** Debt where the position is what it bought; else equity, which a short, a perpetual and idle cash need. */
function heldTexts({ quantity, debt, price, equity }: MarketReading): Partial<Record<FlagName, number>> {
  if (quantity === 0) return { equity };
  const bought = debt === null || quantity < 0 ? Number.NaN : quantity * price - debt;
  return Math.abs(bought - equity) <= ROUNDING * quantity * price
    ? { quantity, debt: debt ?? 0 }
    : { quantity, equity };
}

/** Where and when it was read, in a few words. */
export const readAt = ({ source, block, asOfMs }: AccountReading): string =>
  `${source}, ${block === null ? new Date(asOfMs).toISOString() : `block ${block}`}`;

/** Writes one figure as if it had been typed; left out: where it was read, without more. */
type Put = (name: FlagName, text: string, source?: string) => void;

/** The settings with whose account it is in them, and what puts more into them. */
function ofVenue(
  settings: Settings,
  reading: AccountReading,
): { readonly filled: Map<FlagName, Setting>; readonly put: Put } {
  const filled = new Map(settings);
  const put: Put = (name, text, source = `read at ${readAt(reading)}`) => {
    filled.set(name, { text, field: `--${name}`, source, folder: "" });
  };
  put("venue", reading.venue);
  if (reading.chain !== null) put("chain", reading.chain);
  if (reading.release !== null) put("release", reading.release);
  return { filled, put };
}

/** The settings of one who has but cash in the account: its amount is the equity, and what is asked about is for them to say. */
export function filledWithCash(
  settings: Settings,
  reading: AccountReading,
  cash: { readonly asset: AssetId; readonly quantity: number },
): Map<FlagName, Setting> {
  const { filled, put } = ofVenue(settings, reading);
  put("quote", cash.asset);
  put("equity", String(cash.quantity));
  return filled;
}

/**
 * The settings as if a person had typed what was read; each says where it comes from. Rates and the pool that were typed stay.
 * `String` of a number is exact: it is read back as the same number.
 */
export function filledFrom(settings: Settings, reading: AccountReading, market: MarketReading): Map<FlagName, Setting> {
  const { filled, put } = ofVenue(settings, reading);
  put("asset", market.asset);
  put("quote", market.quote);
  put("parameters", JSON.stringify(market.parameters));
  put("price", String(market.price));
  for (const [name, value] of Object.entries(heldTexts(market)))
    if (name === "quantity" || name === "debt" || name === "equity") put(name, String(value));
  for (const [name, key] of RATES) {
    const rate: Reading | undefined = market.rates[key];
    if (rate !== undefined && !settings.has(name))
      put(name, rateText(rate.value), `${rate.source}, ${readAt(reading)}`);
  }
  if (market.pool !== null && !settings.has("pool")) put("pool", JSON.stringify(market.pool));
  return filled;
}
