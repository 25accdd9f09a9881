import { SteelyardError, type ErrorDetail, type Origin } from "./error.js";

type Options = { readonly origin?: Origin; readonly cause?: unknown };

/** E_NOT_A_NUMBER: text that a strict number reader does not accept. */
export class NotANumberError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_NOT_A_NUMBER", detail, options);
  }
}

/** E_NOT_FINITE: NaN or Infinity reached a public door. */
export class NotFiniteError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_NOT_FINITE", detail, options);
  }
}

/** E_OUT_OF_RANGE: a finite number outside its domain. */
export class OutOfRangeError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_OUT_OF_RANGE", detail, options);
  }
}

/** E_UNIT_AMBIGUOUS: a figure that could be a fraction or a percentage, or a time without a unit. */
export class UnitAmbiguousError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_UNIT_AMBIGUOUS", detail, options);
  }
}

/** E_MISSING: a value without which no answer is honest. A missing value is never zero. */
export class MissingError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_MISSING", detail, options);
  }
}

/** E_CONFLICT: values that are each right and cannot be right together. */
export class ConflictError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_CONFIG_CONFLICT", detail, options);
  }
}

/** E_UNKNOWN_COMMAND: a command that does not exist. */
export class UnknownCommandError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_UNKNOWN_COMMAND", detail, options);
  }
}

/** E_UNKNOWN_OPTION: a flag that does not exist, or one that lacks its value. */
export class UnknownOptionError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_UNKNOWN_OPTION", detail, options);
  }
}

/** E_UNKNOWN_KEY: a key, venue, asset or market that is not known. */
export class UnknownKeyError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_UNKNOWN_KEY", detail, options);
  }
}

/** E_DUPLICATE_KEY: the same key or flag given twice. */
export class DuplicateKeyError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_DUPLICATE_KEY", detail, options);
  }
}

/** E_PARSE: text that does not have the form of its format. */
export class ParseError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_PARSE", detail, { origin: "data", ...options });
  }
}

/** E_NO_INPUT: a file that is missing or cannot be read. */
export class NoInputError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_NO_INPUT", detail, { origin: "input", ...options });
  }
}

/** E_TOO_LARGE: an input beyond its stated limit. */
export class TooLargeError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_TOO_LARGE", detail, { origin: "data", ...options });
  }
}

/** E_TOO_FEW: fewer observations than an estimate needs to be worth printing. */
export class TooFewError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_TOO_FEW", detail, { origin: "data", ...options });
  }
}

/** E_CANNOT_WRITE: the output could not be written. */
export class CannotWriteError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_CANNOT_WRITE", detail, { origin: "output", ...options });
  }
}

/** E_INTERNAL: a bug; what was relied on inside did not hold. */
export class InternalError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_INTERNAL", detail, { origin: "internal", ...options });
  }
}

/** E_NOT_CONVERGED: a numerical method that did not reach its promise within its largest effort. */
export class NotConvergedError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_NOT_CONVERGED", detail, options);
  }
}

/** E_CANCELLED: work that its caller broke off before it was done. */
export class CancelledError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_CANCELLED", detail, { origin: "interrupted", ...options });
  }
}

/** E_UNAVAILABLE: a venue or a node that does not answer, or answers that it cannot. */
export class UnavailableError extends SteelyardError {
  /** True where the same question may be answered later. */
  readonly retryable: boolean;

  constructor(detail: ErrorDetail, options: Options & { readonly retryable?: boolean } = {}) {
    super("E_UNAVAILABLE", detail, { origin: "unavailable", ...options });
    this.retryable = options.retryable ?? false;
  }
}

/** E_RATE_LIMITED: a venue that wants to be asked less often. */
export class RateLimitedError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_RATE_LIMITED", detail, { origin: "temporary", ...options });
  }
}

/** E_NOT_INSTALLED: an optional package that the question needs and that is not there. */
export class NotInstalledError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_NOT_INSTALLED", detail, { origin: "unavailable", ...options });
  }
}

/** E_BAD_ANSWER: an answer of a venue that cannot be true, or is not of the form that it documents. */
export class BadAnswerError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_BAD_ANSWER", detail, { origin: "data", ...options });
  }
}

/** E_STALE: an answer that is too old to decide on. */
export class StaleError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_STALE", detail, { origin: "data", ...options });
  }
}

/** E_DISPUTED: two sources of one figure that differ by more than they may. */
export class DisputedError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_DISPUTED", detail, { origin: "data", ...options });
  }
}

/** E_UNAUTHENTICATED: a key that is missing or that the venue does not take. */
export class UnauthenticatedError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_UNAUTHENTICATED", detail, { origin: "permission", ...options });
  }
}

/** E_KEY_TOO_POWERFUL: a key that may do more than read. */
export class KeyTooPowerfulError extends SteelyardError {
  constructor(detail: ErrorDetail, options?: Options) {
    super("E_KEY_TOO_POWERFUL", detail, { origin: "permission", ...options });
  }
}
