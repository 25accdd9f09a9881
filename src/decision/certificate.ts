import type { Certificate } from "../model/index.js";
import { blockCertificate, blockMoment, type BlockLimits } from "./block-certificate.js";
import { carryRateAnnual } from "./growth.js";
import type { Setting } from "./setting.js";

/** Rounding by which a moment of exactly 1 may miss it. */
const ROUNDING = 1e-9;

/**
 * The bound that holds for ever at a leverage ratio of total wealth, given the drift believed: risk-constrained Kelly on the
 * blocks of returns of the estimates, whose own mean is replaced by that drift. It is beside the tolerance within the horizon,
 * which counts that the drift is uncertain, and binds nothing. Null without blocks, where nobody watches (the blocks are of a
 * position that is traded back), and where losses are measured against holding and part of the wealth is elsewhere.
 */
export function certificateOf(setting: Setting, leverageRatio: number, side: 1 | -1): Certificate | null {
  const { tolerance, holding, beliefs, policy } = setting;
  const { blocks = null } = setting.request.estimates;
  const { measuredAgainst, lossMax, probabilityMax } = tolerance;
  const part = measuredAgainst === "holding" && (holding < 1 || setting.share < 1);
  if (blocks === null || policy.kind === "unattended" || part) return null;
  const limits: BlockLimits = {
    blocks: {
      logReturns: Float64Array.from(blocks.logReturns),
      variances: Float64Array.from(blocks.variances),
      blockMs: blocks.blockMs,
    },
    driftAnnual: beliefs.driftAnnual,
    carryAnnual: (leverage) => carryRateAnnual(setting, leverage),
    lossMax,
    probabilityMax,
    side: side > 0 ? "long" : "short",
    measuredAgainst,
  };
  const found = blockCertificate(limits);
  const moment = blockMoment(limits, leverageRatio);
  return {
    lambda: found.riskAversion,
    leverageRatioMax: found.leverageRatioMax,
    moment,
    momentStandardError: found.momentStandardError,
    certified: moment <= 1 + ROUNDING,
    residual: found.residual,
    gap: found.gap,
    blocks: found.blocks,
    blockMs: blocks.blockMs,
    source: blocks.source,
  };
}
