import { decide } from "../src/decision/index.js";
import { estimatesFromFigures } from "../src/estimators/index.js";
import { stated, type Decision, type Estimate } from "../src/model/index.js";
import type { MarketReading, RatesReading } from "../src/ports/index.js";
import type { VenueEntry } from "../src/venues/index.js";
import { halfInTen } from "./markets.js";

/** A rate as it is stated where nobody says how sure it is. */
function rateOf(rates: RatesReading, name: keyof RatesReading): Estimate | null {
  const reading = rates[name];
  return reading === undefined ? null : stated(reading.value, 0, reading.source);
}

const NAMES = ["lendRateAnnual", "yieldAnnual", "fundingRateAnnual", "assetBorrowRateAnnual"] as const;

/** The decision about one market of an account, with a view of prices that is the same for all. */
export function decisionAbout(venue: VenueEntry, chain: string, market: MarketReading): Decision {
  const { asset, quote, price, quantity, debt, equity, rates, pool, parameters } = market;
  const borrowRateAnnual = rateOf(rates, "borrowRateAnnual");
  if (borrowRateAnnual === null) throw new Error("no borrow rate was read");
  const others = NAMES.flatMap((name) => {
    const estimate = rateOf(rates, name);
    return estimate === null ? [] : [[name, estimate] as const];
  });
  const estimates = estimatesFromFigures({
    ...{ borrowRateAnnual, ...Object.fromEntries(others) },
    volatilityAnnual: stated(0.6),
    driftAnnual: stated(quantity < 0 ? -0.5 : 0.5, 0.1),
    gap: { kind: "stated", drop: 0.3, rise: 0.3, source: "the same for all" },
  });
  return decide({
    account: { asset, price, quantity, ...(debt === null ? { equity } : { debt }) },
    venue: venue.find({ asset, quote, chain, parameters: JSON.stringify(parameters) }),
    estimates: pool === null ? estimates : { ...estimates, pool },
    tolerance: halfInTen,
    ...(quantity < 0 ? { side: "short" as const } : {}),
  });
}
