import type { PolicyValues } from "../src/policies/index.js";

/** Settings with which each kind of policy is run, by its id: such that it trades. */
export const noiseSettings: Readonly<Record<string, readonly PolicyValues[]>> = {
  hold: [{ leverage: 2 }],
  band: [
    { low: 1.6, high: 2.4, to: "edge" },
    { low: 1.8, high: 2.2, to: "target", target: 2 },
  ],
};
