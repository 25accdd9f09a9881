import { assertNotNegative, assertPositive } from "../errors/index.js";
import type { BoundBy } from "../model/index.js";
import type { PolicyField } from "./kind.js";
import { HOLD, type PolicyAction, type PolicyView } from "./view.js";

/** How a policy follows a wanted leverage ratio that moves. */
export interface Steering {
  /** Never wants more than this, > 0; what the venue allows bounds it too. */
  readonly leverageRatioMax: number;
  /** Does not trade while the leverage ratio is within this of the one wanted, >= 0. */
  readonly width: number;
}

/** Settings by which every such policy is asked for. */
export const steeringFields: Readonly<Record<"max" | "width", PolicyField>> = {
  max: { kind: "leverage", what: "never wants more than this", default: 4 },
  width: { kind: "leverage", what: "does not trade while leverage is within this of the one wanted", default: 0.1 },
};

/** @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the setting */
export function assertSteering({ leverageRatioMax, width }: Steering): void {
  assertPositive(leverageRatioMax, "max");
  assertNotNegative(width, "width");
}

/** Highest |leverage ratio| at which the venue lets a position of that leverage be opened by the equity there now. */
function venueLeverageRatioMax({ market, price, equity }: PolicyView, leverageRatio: number): number {
  const { model, asset, quote } = market;
  return model.leverageRatioMax(asset, leverageRatio * equity, { [asset]: price, [quote]: 1 });
}

/**
 * Trades to `wanted`, >= 0, or as near as its largest leverage and the venue's let it, where what is held is further away
 * than the width. Beyond what the venue allows it would otherwise trade at each check, for nothing.
 */
export function steered(
  view: PolicyView,
  wanted: number,
  steering: Steering,
  terms: { readonly because: string; readonly boundBy: BoundBy | null },
): PolicyAction {
  const { leverageRatioMax, width } = steering;
  const bounded = Math.min(wanted, leverageRatioMax);
  if (Math.abs(view.leverageRatio - bounded) <= width) return HOLD;
  const allowed = venueLeverageRatioMax(view, bounded);
  const leverageRatio = Math.min(bounded, allowed);
  if (Math.abs(view.leverageRatio - leverageRatio) <= width) return HOLD;
  return {
    kind: "trade",
    leverageRatio,
    because: terms.because,
    band: { low: Math.max(0, leverageRatio - width), high: leverageRatio + width },
    boundBy: leverageRatio === wanted ? terms.boundBy : allowed < bounded ? "venue" : "mandate",
  };
}
