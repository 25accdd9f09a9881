import {
  BadAnswerError,
  NotInstalledError,
  RateLimitedError,
  SteelyardError,
  UnauthenticatedError,
  UnavailableError,
  UnknownKeyError,
  type ErrorDetail,
} from "../errors/index.js";

/** The connector of all exchanges, loaded when an exchange is first asked for. @throws NotInstalledError (E_NOT_INSTALLED) */
export async function loadExchanges(): Promise<object> {
  try {
    return await import("ccxt");
  } catch {
    const hint = "npm install ccxt";
    throw new NotInstalledError({ field: "ccxt", got: "nothing", want: "the package that reads exchanges", hint });
  }
}

/** Kinds of the connector's faults, the narrower first, and what each is here. */
const FAULTS: readonly (readonly [kind: string, fault: (detail: ErrorDetail) => SteelyardError])[] = [
  ["RateLimitExceeded", (detail) => new RateLimitedError(withHint(detail, "it wants to be asked less often: wait"))],
  ["DDoSProtection", (detail) => new RateLimitedError(withHint(detail, "it wants to be asked less often: wait"))],
  ["InvalidNonce", (detail) => passing(withHint(detail, "check the clock of this machine: requests are stamped"))],
  ["OnMaintenance", (detail) => passing(withHint(detail, "it is under maintenance: ask again later"))],
  ["NetworkError", (detail) => passing(withHint(detail, "the fault may be theirs: ask again later"))],
  [
    "AuthenticationError",
    (detail) => new UnauthenticatedError(withHint(detail, "give a key that may read, and its secret")),
  ],
  ["RestrictedLocation", (detail) => new UnavailableError(withHint(detail, "it does not serve this place"))],
  ["NotSupported", (detail) => new UnavailableError(withHint(detail, "it has no answer to this question"))],
  ["BadResponse", (detail) => new BadAnswerError(withHint(detail, "ask again; its answer was not of its form"))],
  [
    "BadSymbol",
    (detail) => new UnknownKeyError(withHint(detail, "write it as ETH/USDT:USDT, or as the exchange does")),
  ],
  ["BaseError", (detail) => new UnavailableError(withHint(detail, "it does not take this question"))],
];

const withHint = (detail: ErrorDetail, hint: string): ErrorDetail => ({ ...detail, hint });
const passing = (detail: ErrorDetail): UnavailableError => new UnavailableError(detail, { retryable: true });

function isOfKind(error: unknown, loaded: object, kind: string): boolean {
  const errorClass: unknown = Reflect.get(loaded, kind);
  return typeof errorClass === "function" && error instanceof errorClass;
}

/** The code that the exchange put into its refusal, such as "-2015". The words around it hold addresses and keys and are not passed on. */
function codeIn({ message }: Error): string {
  const [, code] = /"(?:code|retCode|ret_code|sCode|label)"\s*:\s*"?(-?\w{1,40})/.exec(message) ?? [];
  return code === undefined ? "" : ` (${code})`;
}

/** What was asked when something went wrong. */
interface AskedThen {
  readonly connector: string;
  /** Whose name a contract was asked by: one that the exchange lists is not at fault, one that a person typed may be. */
  readonly nameOf: "listed" | "typed";
}

/** The error for what went wrong within the connector. Its message and cause stay behind: they hold signed addresses. */
export function exchangeFault(error: unknown, loaded: object, { connector, nameOf }: AskedThen): SteelyardError {
  if (error instanceof SteelyardError) return error;
  const detail = { field: connector, want: "an answer", hint: "" };
  if (nameOf === "listed" && isOfKind(error, loaded, "BadSymbol")) {
    const hint = "ask again; if it stays so, ccxt is too old for what the exchange lists";
    return new BadAnswerError({ ...detail, got: "a contract that the exchange does not list", hint });
  }
  for (const [kind, fault] of FAULTS)
    if (error instanceof Error && isOfKind(error, loaded, kind))
      return fault({ ...detail, got: `${error.constructor.name}${codeIn(error)}` });
  const hint = "ask again; if it stays so, the exchange has changed its answers, or ccxt is too old for them";
  return new BadAnswerError({ ...detail, got: "an answer that cannot be read", hint });
}
