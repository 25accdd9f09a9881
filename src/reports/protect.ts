import type { ProtectionRequest, Protections } from "../backtest/index.js";

/** Ways to make a long safe, at the same safety. */
export interface ProtectReport {
  readonly request: ProtectionRequest;
  readonly protections: Protections;
  /** What was assumed of the inputs. */
  readonly notes: readonly string[];
}
