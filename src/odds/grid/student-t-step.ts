import { studentTCdf, studentTDensity } from "../../kernel/index.js";
import type { MoveLaw } from "../../model/index.js";
import { brownianBridge } from "./normal-step.js";
import type { StepLaw } from "./step-law.js";

/** Chance of a tail that is none. */
const NONE = 1e-11;

/** Log moves beyond which a price is as good as nothing, or everything. */
const MOVE_MAX = 50;

/** Each panel of the tail reaches this much further than the one before. */
const STRETCH = 2;

/** Panel edges of one side in scales: narrow in the middle, geometric in the tail, which is a power law. */
function reachesOf(scale: number, degreesOfFreedom: number): readonly number[] {
  const reaches = [1, 2, 3, 4.5];
  for (let at = 4.5 * STRETCH; at * scale < MOVE_MAX; at *= STRETCH) {
    reaches.push(at);
    if (studentTCdf(-at, degreesOfFreedom) < NONE) break;
  }
  return reaches;
}

/** A Student-t step; between two looks the path is taken for a Brownian one of the same deviation. */
export function studentTStep({
  mean,
  deviation,
  degreesOfFreedom: nu,
}: Extract<MoveLaw, { kind: "student-t" }>): StepLaw {
  const scale = deviation * Math.sqrt((nu - 2) / nu);
  const reaches = reachesOf(scale, nu);
  const top = studentTDensity(0, nu) / scale;
  const power = -(nu + 1) / 2;
  return {
    density: (move) => top * (1 + ((move - mean) / scale) ** 2 / nu) ** power,
    below: (at) => studentTCdf((at - mean) / scale, nu),
    above: (at) => studentTCdf((mean - at) / scale, nu),
    mean,
    deviation,
    finest: scale,
    edges: [...reaches.map((reach) => -reach).reverse(), 0, ...reaches].map((reach) => mean + reach * scale),
    ordinary: null,
    ...brownianBridge(deviation),
  };
}
