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

const PATHS = 40_000;

/** Standard errors between inversion and simulation; null where fewer than 25 paths of either outcome are expected. */
function scoreOf(passage: JumpPassage, seed: number): number | null {
  const { mean, standardError } = simulatedPassage(passage, PATHS, seed);
  const chance = jumpPassageProbability(passage);
  const rare = Math.min(chance, 1 - chance) * PATHS < 25;
  if (rare) expect(Math.abs(chance - mean) * PATHS).toBeLessThan(50);
  return rare ? null : (chance - mean) / standardError;
}

test("200 random jump diffusions: the inversion lies as far from simulation as its standard errors say", () => {
  const all = Array.from({ length: 200 }, (_, index) => scoreOf(randomPassage(index), index));
  const scores = all.filter((score) => score !== null);
  expect(scores.length).toBeGreaterThan(120);
  expect(Math.max(...scores.map(Math.abs))).toBeLessThan(4.2); // passed by 200 exact scores once in 190
  const sum = scores.reduce((total, score) => total + score, 0);
  expect(Math.abs(sum) / Math.sqrt(scores.length)).toBeLessThan(3.5);
  const squares = scores.reduce((total, score) => total + score * score, 0) / scores.length;
  expect(squares).toBeGreaterThan(0.7); // a spread of 1, within 3.5 standard errors of 120 squares
  expect(squares).toBeLessThan(1.5);
});
