import { MissingError, UnknownKeyError } from "../errors/index.js";

/** Keys of one object of a request: those that must be there, and those that may. */
interface Shape {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const shapes: Readonly<Record<string, Shape>> = {
  request: {
    required: ["account", "estimates", "venue", "tolerance"],
    optional: ["wealth", "policy", "side", "costs", "mandate", "leverageRatio", "draws", "seed", "accuracy"],
  },
  account: { required: ["asset", "price"], optional: ["quantity", "debt", "equity"] },
  tolerance: {
    required: ["lossMax", "probabilityMax"],
    optional: ["horizonMs", "measuredAgainst", "leverageRatioMin", "liquidationProbabilityMax", "liquidationHorizonMs"],
  },
  estimates: {
    required: [
      "volatilityAnnual",
      "driftAnnual",
      "driftBasis",
      "borrowRateAnnual",
      "assetBorrowRateAnnual",
      "lendRateAnnual",
      "yieldAnnual",
      "fundingRateAnnual",
      "gap",
      "prices",
    ],
    optional: ["jumps", "pool", "blocks", "volatilityStates", "volatilityTerm", "model"],
  },
  venue: {
    required: ["model", "asset", "quote", "alsoCalled"],
    optional: ["correlated", "funding", "asOfMs", "source"],
  },
  costs: { required: [], optional: ["tradingCostRate", "fixedCost"] },
  mandate: { required: [], optional: ["leverageRatioMax", "notionalMax"] },
};

/** The keys and values of an object. @throws MissingError (E_MISSING) for anything but an object. */
function entriesOf(value: unknown, field: string): ReadonlyMap<string, unknown> {
  if (typeof value === "object" && value !== null) return new Map(Object.entries(value));
  const got = value === undefined ? "nothing" : typeof value;
  throw new MissingError({ field, got, want: "an object", hint: "see the library example in the README" });
}

/** One object of a request against its shape. @throws MissingError (E_MISSING), UnknownKeyError (E_UNKNOWN_KEY) */
function assertKeys(entries: ReadonlyMap<string, unknown>, name: string): void {
  const { required, optional } = shapes[name];
  const known = [...required, ...optional];
  for (const key of entries.keys()) {
    if (known.includes(key)) continue;
    const field = name === "request" ? key : `${name}.${key}`;
    throw new UnknownKeyError({
      field,
      got: key,
      want: known.join(", "),
      hint: "a misspelt key must never mean a default",
    });
  }
  for (const key of required) {
    if (entries.get(key) !== undefined) continue;
    const field = name === "request" ? key : `${name}.${key}`;
    throw new MissingError({ field, got: "nothing", want: `${field} of the request`, hint: "it is never guessed" });
  }
}

/** The keys of a request and of its parts, for callers without types: unknown ones and missing ones are refused. @throws MissingError (E_MISSING), UnknownKeyError (E_UNKNOWN_KEY) */
export function assertShape(request: unknown): void {
  const entries = entriesOf(request, "request");
  assertKeys(entries, "request");
  for (const name of Object.keys(shapes)) {
    const part = entries.get(name);
    if (part !== undefined) assertKeys(entriesOf(part, name), name);
  }
}
