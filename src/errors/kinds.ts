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
