import { describe, expect, test } from "vitest";
import { anything, falls, lendingMarket, perpetualMarket, type Figures } from "../../tests/markets.js";
import { answerOf, requestOf } from "../../tests/requests.js";
import { createStream } from "../kernel/index.js";
import type { Jumps } from "../model/index.js";
import { rebalancedFloorProbability } from "./rebalanced-floor.js";
import { settingOf } from "./setting.js";

const loan = lendingMarket({ tradingCostRate: 0, liquidationThreshold: 0.945 });
const perpetual = perpetualMarket({ tradingCostRate: 0 });

interface Case {
  readonly given: Figures & { readonly drift: number; readonly volatility: number; readonly jumps: Jumps };
  readonly leverage: number;
  readonly lossMax: number;
}

const [STEPS, PATHS] = [500, 4000] as const;

/** P(wealth below the floor within a year) of a book that is traded back at each step, and its standard error. */
function simulated({ given, leverage, lossMax }: Case): { readonly value: number; readonly error: number } {
  const { drift, volatility, jumps, borrow = 0 } = given;
  const { intensityAnnual, downShare, meanDown, meanUp } = jumps;
  const rate = intensityAnnual.value / STEPS;
  const mean = downShare / (1 + meanDown) + (1 - downShare) / (1 - meanUp) - 1;
  const between = jumps.countedInDrift ? drift - intensityAnnual.value * mean : drift;
  const stream = createStream(31, Math.round(1000 * Math.abs(leverage)));
  let below = 0;
  for (let path = 0; path < PATHS; path++) {
    let wealth = 1;
    for (let step = 0; step < STEPS && wealth > 1 - lossMax; step++) {
      const spread = (volatility * stream.normal()) / Math.sqrt(STEPS);
      let price = Math.exp((between - volatility ** 2 / 2) / STEPS + spread);
      if (stream.uniform() < rate) {
        const down = stream.uniform() < downShare;
        price *= Math.exp((down ? 1 : -1) * Math.log(stream.uniform()) * (down ? meanDown : meanUp));
      }
      wealth *= Math.max(0, 1 + leverage * (price - 1) - (Math.max(0, leverage - 1) * borrow) / STEPS);
    }
    if (wealth <= 1 - lossMax) below += 1;
  }
  const value = below / PATHS;
  return { value, error: Math.sqrt((value * (1 - value)) / PATHS) };
}

const both = { downShare: 0.5, meanUp: 0.08, countedInDrift: true };
const cases: readonly (readonly [string, Case, boolean])[] = [
  [
    "1x of gifts that the drift counts",
    {
      given: {
        drift: 0.2,
        volatility: 0.3,
        jumps: falls(1, 0.1, { downShare: 0, meanUp: 0.25, countedInDrift: true }),
      },
      leverage: 1,
      lossMax: 0.3,
    },
    false,
  ],
  [
    "1.5x with falls",
    { given: { drift: 0.1, volatility: 0.2, borrow: 0.03, jumps: falls(1, 0.1) }, leverage: 1.5, lossMax: 0.4 },
    false,
  ],
  [
    "3x of a pair with rare falls",
    { given: { drift: 0, volatility: 0.02, borrow: 0, jumps: falls(0.5, 0.03) }, leverage: 3, lossMax: 0.2 },
    false,
  ],
  [
    "1x with jumps both ways",
    { given: { drift: 0.1, volatility: 0.3, jumps: falls(3, 0.08, both) }, leverage: 1, lossMax: 0.4 },
    false,
  ],
  [
    "a short of 0.6x with falls that the drift counts",
    {
      given: { drift: -0.1, volatility: 0.3, funding: 0, jumps: falls(1, 0.3, { countedInDrift: true }) },
      leverage: -0.6,
      lossMax: 0.3,
    },
    true,
  ],
];

describe("P(below the floor) with jumps, against simulated books", () => {
  test.each(cases)("%s: within four standard errors below, and at most a third above", (_, given, twoSided) => {
    const tolerance = { lossMax: given.lossMax, probabilityMax: 0.1, measuredAgainst: "cash" } as const;
    const request = requestOf({ funding: 0, ...given.given }, { venue: twoSided ? perpetual : loan, tolerance });
    const stated = rebalancedFloorProbability(settingOf(request), given.leverage);
    const { value, error } = simulated(given);
    expect(stated).toBeGreaterThan(value - 4 * error);
    expect(stated).toBeLessThan(1.34 * value + 4 * error);
  });
});

describe("an answer with jumps", () => {
  test("is compared with 1x that suffers them as well", () => {
    const { growth, totalLeverageRatio } = answerOf(
      requestOf({ drift: 0.35, volatility: 0.4, jumps: falls(0.5, 0.15) }, { venue: loan, tolerance: anything }),
    );
    expect(totalLeverageRatio).toBeGreaterThan(1.1);
    expect(growth.rateAnnual).toBeGreaterThan(growth.unleveredAnnual);
    expect(growth.probabilityBeatsUnlevered).toBe(1);
  });

  test("that borrows on a small share of wealth is no answer without leverage", () => {
    const jumps = falls(0.5, 0.3, { countedInDrift: true });
    const decision = answerOf(
      requestOf(
        { drift: 0.2, volatility: 0.5, jumps },
        { venue: lendingMarket({ tradingCostRate: 0 }), tolerance: anything, mandate: { leverageRatioMax: 1 } },
      ),
    );
    expect(decision.status).toBe(decision.leverageRatio > 1 ? "optimal" : "no-leverage");
  });

  test("keeps all wealth at the venue where nothing can be liquidated and isolation would add nothing", () => {
    const jumps = falls(1, 0.2, { countedInDrift: true });
    const { isolatedShare, leverageRatio } = answerOf(requestOf({ drift: 0.1, volatility: 0.5, lend: 0.02, jumps }));
    expect(isolatedShare).toBe(1);
    expect(leverageRatio).toBeGreaterThan(0.2);
    expect(leverageRatio).toBeLessThan(0.32);
  });

  test("where the drift dwarfs the variance has finite growth and no band", () => {
    const { growth, band } = answerOf(
      requestOf(
        {
          drift: 0,
          volatility: 0.0033,
          volatilityError: 0.0012,
          borrow: 0.07,
          lend: 0.03,
          yieldRate: 0.058,
          jumps: falls(0.02, 0.744),
        },
        { venue: lendingMarket({ liquidationThreshold: 0.9, correlated: true }) },
      ),
    );
    expect(Math.abs(growth.rateAnnual)).toBeLessThan(0.1);
    expect(band.high).toBe(band.low);
  });
});
