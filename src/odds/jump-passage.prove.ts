import { expect, test } from "vitest";
import { simulatedPassage } from "../../tests/jump-simulation.js";
import { createStream } from "../kernel/index.js";
import { jumpPassageProbability, type JumpPassage } from "./jump-passage.js";

/** A passage of some importance: distance and volatility of one order, every third time without a diffusion. */
function randomPassage(index: number): JumpPassage {
  const stream = createStream(7, index);
  const spread = (low: number, high: number): number => low * (high / low) ** stream.uniform();
  const years = spread(0.05, 3);
  const barrier = spread(0.01, 1);
  const drift = (stream.uniform() < 0.5 ? -1 : 1) * (barrier / years) * spread(0.03, 3);
  const volatility = index % 3 === 0 ? 0 : (barrier / Math.sqrt(years)) * spread(0.02, 2);
  const downShare = index % 5 === 0 ? Math.round(stream.uniform()) : stream.uniform();
  const meanDown = Math.min(0.9, barrier * spread(0.03, 2));
  const meanUp = Math.min(0.9, barrier * spread(0.03, 2));
  const jumps = { intensityAnnual: spread(0.1, 20) / years, downShare, meanDown, meanUp };
  return { barrier, drift, volatility, years, jumps };
}

test("200 random jump diffusions: the inversion lies as far from simulation as its standard errors say", () => {
  const scores = Array.from({ length: 200 }, (_, index) => {
    const passage = randomPassage(index);
    const { mean, standardError } = simulatedPassage(passage, 40_000, index);
    const difference = jumpPassageProbability(passage) - mean;
    return Math.abs(difference) < 1e-9 ? 0 : difference / standardError;
  });
  expect(Math.max(...scores.map(Math.abs))).toBeLessThan(4.2); // passed by 200 exact scores once in 190
  expect(Math.abs(scores.reduce((sum, score) => sum + score, 0)) / Math.sqrt(200)).toBeLessThan(3.5);
});
