import { describe, expect, test } from "vitest";
import { managedOf, logNormal, ratesOf, wholeClose } from "../../../tests/managed.js";
import { perpetualMarket } from "../../../tests/markets.js";
import { firstPassageProbability, discreteBarrier } from "../first-passage.js";
import { managedLongRun, managedOdds, venuePosition, type VenueHolding } from "./index.js";

const holding: VenueHolding = {
  market: wholeClose,
  prices: { ETH: 2500, USD: 1 },
  state: ratesOf(),
  wealth: 1e5,
  share: 1,
  branch: 3,
  tradingCostRate: 0,
  fixedCostShare: 0,
  seesMarket: true,
};

const untouched = (given: Partial<VenueHolding>) => ({
  ...managedOf({ moves: logNormal(0.2, 0.6), leverage: 3, years: [0.25] }),
  position: venuePosition({ ...holding, ...given }),
});

describe("a position at a venue", () => {
  test("3x in money: collateral, debt, threshold .83 and a bonus of 5 %", () => {
    const position = venuePosition({ ...holding, state: ratesOf({ borrowRateAnnual: 0.1, yieldAnnual: 0.04 }) });
    const { cash, notional, below, above, closedAt, shift } = position.step(position.stateOf(3), 0.5);
    expect(notional).toBeCloseTo(3 * Math.exp(0.02), 12);
    expect(cash).toBeCloseTo(-2 * Math.exp(0.05), 12);
    expect(below.start).toBeCloseTo(Math.log(2 / (0.83 * 3)), 12);
    expect(below.end).toBeCloseTo(Math.log((2 * Math.exp(0.05)) / (0.83 * 3 * Math.exp(0.02))), 12);
    expect(above.start).toBe(Infinity);
    expect(shift).toBeCloseTo(-0.03, 12);
    const at = below.end - 0.01;
    expect(closedAt(at)).toBeCloseTo(notional * Math.exp(at) - 1.05 * 2 * Math.exp(0.05), 10);
  });

  test("a share out of reach: the rest grows at the lend rate, and a close leaves it", () => {
    const position = venuePosition({ ...holding, share: 0.5, branch: 1.5, state: ratesOf({ lendRateAnnual: 0.06 }) });
    const { below, closedAt } = position.step(position.stateOf(1.5), 1);
    expect(below.start).toBeCloseTo(Math.log(2 / (0.83 * 3)), 12);
    expect(closedAt(-3)).toBeCloseTo(0.5 * Math.exp(0.06), 12);
  });

  test("a trade pays for itself out of wealth: (from + move) / (1 - cost) = to", () => {
    const position = venuePosition({ ...holding, tradingCostRate: 0.01, fixedCostShare: 0.002 });
    const [from, to] = [3.5, 3];
    const { traded, cost } = position.trade(position.stateOf(from), position.stateOf(to));
    expect((from - traded) / (1 - cost)).toBeCloseTo(to, 12);
    expect(cost).toBeCloseTo(0.01 * traded + 0.002, 15);
  });

  test("looks at intervals: the level stands further off by the mean overshoot", () => {
    const looks = { years: 1 / 365, volatilityAnnual: 0.6 };
    const { liquidation } = managedOdds(untouched({ looks })).horizons[0];
    const barrier = discreteBarrier({ barrier: Math.log((0.83 * 3) / 2), volatility: 0.6, checkYears: 1 / 365 });
    const passage = { barrier, drift: 0.2 - 0.18, volatility: 0.6, years: 0.25 };
    expect(liquidation).toBeCloseTo(firstPassageProbability(passage), 8);
  });

  test("a price that lags: as often closed, and what is left is worth what the market has come to", () => {
    const [now, later] = [undefined, { years: 1 / 365, volatilityAnnual: 0.6 }].map(
      (delay) => managedOdds(untouched(delay === undefined ? {} : { delay })).horizons[0],
    );
    expect(later.liquidation).toBeCloseTo(now.liquidation, 12);
    // Collateral worth .1025 of wealth is left of one closed whole at -.25: a fair move later makes it worth exp(s^2/2) times that.
    const [position, plain] = [{ years: 1 / 365, volatilityAnnual: 0.6 }, undefined].map((delay) =>
      venuePosition({ ...holding, ...(delay === undefined ? {} : { delay }) }),
    );
    const [a, b] = [position, plain].map((each) => each.step(each.stateOf(3), 1e-9).closedAt(-0.25));
    expect(b).toBeCloseTo(3 * Math.exp(-0.25) - 1.05 * 2, 9);
    expect(a / b).toBeCloseTo(Math.exp(0.18 / 365), 9);
    expect(later.lossGivenLiquidation).not.toBe(now.lossGivenLiquidation);
  });

  test("closes at the level: what lies beyond changes nothing", () => {
    const position = venuePosition({ ...holding, closesAtLevel: true });
    const { below, closedAt } = position.step(position.stateOf(3), 1e-6);
    expect(closedAt(-2)).toBe(closedAt(below.end));
  });

  test("an oracle that sees no market is never moved to a close by it", () => {
    expect(managedOdds(untouched({ seesMarket: false })).horizons[0].liquidation).toBe(0);
  });

  test("sudden events: a rate a year that closes it, beside the law", () => {
    const losses = [
      { rateAnnual: 0.3, left: 0.5 },
      { rateAnnual: 0.1, left: 0 },
    ];
    const { position } = untouched({ share: 0.5, branch: 0.6, suddenLosses: () => losses });
    const { sudden } = position.step(position.stateOf(0.6), 0.01);
    expect(sudden?.probability).toBeCloseTo(-Math.expm1(-0.004), 15);
    expect(sudden?.logWealth).toBeCloseTo(0.75 * Math.log(0.75) + 0.25 * Math.log(0.5), 12);
    expect(sudden?.loss).toBeCloseTo(0.75 * 0.25 + 0.25 * 0.5, 12);
  });

  test("sudden events alone: the odds are those of a Poisson process, and the long run counts them", () => {
    const market = perpetualMarket();
    const position = venuePosition({
      ...holding,
      market,
      branch: 0.5,
      share: 0.5,
      suddenLosses: () => [{ rateAnnual: 0.2, left: 0 }],
    });
    const managed = {
      ...managedOf({ moves: logNormal(0, 0.3), leverage: 0.5, band: [0.45, 0.55], years: [0.5, 2] }),
      position,
    };
    const { horizons } = managedOdds(managed);
    horizons.forEach(({ years, liquidation }) => {
      expect(liquidation).toBeCloseTo(-Math.expm1(-0.2 * years), 6);
    });
    const events = () => ({ probability: 0.001, logWealth: -0.1, loss: 0.1 });
    const { longRun, otherwise } = managedLongRun(managed, events);
    expect(longRun.liquidationsAnnual).toBeCloseTo(-Math.expm1(-0.2 / 365) * 365, 6);
    expect(otherwise?.liquidationsAnnual).toBeCloseTo(0.365, 9);
  });

  test.each([
    ["tradingCostRate", { tradingCostRate: -0.1 }],
    ["fixedCostShare", { fixedCostShare: 1 }],
    ["share", { share: 0 }],
    ["wealth", { wealth: 0 }],
  ])("a bad %s is refused by name", (field, bad) => {
    expect(() => venuePosition({ ...holding, ...bad })).toThrow(expect.objectContaining({ field }));
  });
});
