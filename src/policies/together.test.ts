import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { viewOf } from "../../tests/policy-views.js";
import { DAY_MS } from "../model/index.js";
import { aaveV3 } from "../venues/aave-v3/index.js";
import { bandPolicy, type BandSettings } from "./band.js";
import { assertNoChase, conflictWords, ruleConflicts } from "./conflicts.js";
import { holdPolicy } from "./hold.js";
import type { PolicyValues } from "./kind.js";
import type { LeverageRule, TradingPolicy } from "./policy.js";
import { policyKinds, policyOf } from "./registry.js";
import { stopLossPolicy } from "./stop-loss.js";
import { together } from "./together.js";
import { HOLD, type PolicyAction, type PolicyView } from "./view.js";
import { volatilityTargetPolicy } from "./volatility-target.js";

const rule = (name: string, given: Partial<LeverageRule>): LeverageRule => ({
  ...{ name, firesBelow: null, firesAbove: null, endsFrom: 2, endsTo: 2 },
  ...given,
});
const boostRepay = (boost: number, boostTo: number, repay: number, repayTo: number): readonly LeverageRule[] => [
  rule("boost", { firesBelow: boost, endsFrom: boostTo, endsTo: boostTo }),
  rule("repay", { firesAbove: repay, endsFrom: repayTo, endsTo: repayTo }),
];
const words = (rules: readonly LeverageRule[]) => ruleConflicts(rules).map(conflictWords);
const band = (low: number, high: number, tradeTo: BandSettings["tradeTo"] = "edge") =>
  bandPolicy({ low, high, tradeTo });
const ends = (action: PolicyAction, view: PolicyView): number =>
  action.kind === "trade" ? action.leverageRatio : view.leverageRatio;

describe("triggers that hang on what a venue lends", () => {
  const place = { market: aaveV3.market("ethereum", "WETH"), price: 2000 };
  const boosts = policyOf({
    policy: "boost-repay",
    values: { repayBelow: 1.6, repayTo: 2, boostAbove: 2.4, boostTo: 2.1 },
  });

  test("are held against the others where the venue is known: Aave lends 80.5 % of WETH, so that its repay ends at 1.67x", () => {
    const both = [boosts, bandPolicy({ low: 1.1, high: 1.3, tradeTo: "edge" })];
    expect(() => assertNoChase(both)).not.toThrow();
    expect(() => assertNoChase(both, place)).toThrow(
      "your repay ends at 1.67x, above 1.30x where your band's cut fires",
    );
    expect(() => assertNoChase([together(both)], place)).toThrow(/below 1.50x where your boost fires/);
  });

  test("fire nothing of their own where they are apart", () => {
    expect(() => assertNoChase([boosts], place)).not.toThrow();
  });
});

describe("rules that fire each other", () => {
  test.each([
    ["none do", boostRepay(1.7, 2, 2.3, 2), []],
    ["an end at a trigger does not fire it", boostRepay(1.7, 2.3, 2.3, 1.7), []],
    [
      "a boost beyond the repay",
      boostRepay(1.7, 2.4, 2.3, 2),
      ["your boost ends at 2.40x, above 2.30x where your repay fires"],
    ],
    [
      "a repay below the boost",
      boostRepay(1.7, 2, 2.3, 1.6),
      ["your repay ends at 1.60x, below 1.70x where your boost fires"],
    ],
    [
      "a boost that does not reach its own trigger",
      boostRepay(1.7, 1.6, 2.3, 2),
      ["your boost ends at 1.60x, below 1.70x where it fires"],
    ],
    [
      "two figures that two decimals would make one",
      boostRepay(1.7, 2.301, 2.3, 2),
      ["your boost ends at 2.301x, above 2.300x where your repay fires"],
    ],
  ])("%s", (_, rules, expected) => {
    expect(words(rules)).toEqual(expected);
  });

  test("the tolerance of a trade counts: a boost to 2.25x that may end at 2.31x fires a repay at 2.30x", () => {
    const rules = [
      rule("boost", { firesBelow: 1.7, endsFrom: 2.19, endsTo: 2.31 }),
      rule("repay", { firesAbove: 2.3 }),
    ];
    expect(words(rules)).toEqual(["your boost ends at 2.31x, above 2.30x where your repay fires"]);
  });

  test("Summer.fi: an auto-buy target above the execution of the auto-sell or of the stop-loss is refused, and closing all fires nothing", () => {
    const buy = rule("auto-buy", { firesBelow: 2, endsFrom: 3, endsTo: 3 });
    const stop = rule("stop-loss", { firesAbove: 2.8, endsFrom: 0, endsTo: 0 });
    expect(words([buy, stop])).toEqual(["your auto-buy ends at 3.00x, above 2.80x where your stop-loss fires"]);
    expect(words([buy, { ...stop, firesAbove: 3.2 }])).toEqual([]);
  });

  test("they are refused with the numbers, the rule named, and what to change", () => {
    const chase = { ...holdPolicy({ leverageRatio: 1 }), rules: boostRepay(1.7, 2.4, 2.3, 2) };
    expect(() => {
      assertNoChase([chase]);
    }).toThrow(
      expect.objectContaining({
        code: "E_CONFIG_CONFLICT",
        field: "boost",
        got: "your boost ends at 2.40x, above 2.30x where your repay fires",
        hint: "end the boost at 2.30x or below, or let the repay fire above 2.40x",
      }),
    );
  });
});

describe("several policies on one account", () => {
  const stop = stopLossPolicy({ leverageRatio: 2, stop: 0.2, by: "watched", reopenMs: null });
  const opened = { "1.openedMs": 0, "1.entryPrice": 2000 };

  test("the one that leaves the least leverage trades, also at the opening", () => {
    const both = together([band(2, 3), stop]);
    expect(both.adjust(viewOf({ lastTradeMs: null }))).toMatchObject({ kind: "trade", leverageRatio: 2 });
    expect(both.adjust(viewOf({ leverageRatio: 3.2, memory: opened }))).toMatchObject({ leverageRatio: 3 });
    expect(both.adjust(viewOf({ leverageRatio: 3.2, memory: opened, price: 1500 }))).toMatchObject({
      leverageRatio: 0,
      memory: { "1.outMs": DAY_MS },
    });
  });

  test("what a stop-loss has sold, a band does not buy back", () => {
    const both = together([band(2, 3), stop]);
    const action = both.adjust(viewOf({ leverageRatio: 0, memory: { "1.outMs": 0 } }));
    expect(action.kind).toBe("hold");
  });

  test("a raise ends no higher than every other policy would leave it: a band and a volatility target do not chase each other", () => {
    const target = volatilityTargetPolicy({
      leverageRatioMax: 4,
      width: 0.1,
      volatilityAnnual: 0.6,
      halfLifeMs: DAY_MS,
    });
    const both = together([band(1.8, 3, "target"), target]);
    const signals = Float64Array.from([0.5]);
    expect(both.adjust(viewOf({ leverageRatio: 0.7, signals }))).toMatchObject({ leverageRatio: 1.2 });
    expect(both.adjust(viewOf({ leverageRatio: 1.2, signals })).kind).toBe("hold");
  });
});

describe("several policies on one account, each with its own", () => {
  test("each is given its own signals, and its own memory back", () => {
    const seen: unknown[] = [];
    const listens = (count: number): TradingPolicy => ({
      ...holdPolicy({ leverageRatio: 1 }),
      signals: Array.from({ length: count }, () => ({ kind: "drift", windowMs: DAY_MS }) as const),
      adjust: ({ signals, memory }) => {
        seen.push([[...signals], memory]);
        return { kind: "hold", memory: { last: signals[0] } };
      },
    });
    const both = together([listens(1), listens(2)]);
    expect(both.signals.length).toBe(3);
    const signals = Float64Array.of(1, 2, 3);
    const { memory = {} } = both.adjust(viewOf({ signals }));
    both.adjust(viewOf({ signals, memory }));
    expect(seen).toEqual([
      [[1], {}],
      [[2, 3], {}],
      [[1], { last: 1 }],
      [[2, 3], { last: 2 }],
    ]);
  });

  test("where nobody has anything to say, nothing is made", () => {
    expect(together([band(1, 3), holdPolicy({ leverageRatio: 1 })]).adjust(viewOf({ leverageRatio: 2 }))).toBe(HOLD);
  });

  test("none at all, and two that want different estimates, are refused", () => {
    const asks = (refreshMs: number): TradingPolicy => ({
      ...holdPolicy({ leverageRatio: 1 }),
      estimates: { refreshMs, horizonMs: 1, drift: "none" },
    });
    expect(() => together([])).toThrow(expect.objectContaining({ code: "E_MISSING" }));
    expect(() => together([asks(1), asks(2)])).toThrow(expect.objectContaining({ code: "E_CONFIG_CONFLICT" }));
    expect(together([asks(1), band(1, 2), asks(1)]).estimates?.refreshMs).toBe(1);
  });

  test("two bands are refused, or else no trade of theirs is followed by another at the same price", () => {
    const ratio = fc.double({ min: 0.2, max: 5, noNaN: true });
    const settings = fc.record({ low: ratio, width: fc.double({ min: 0.05, max: 3, noNaN: true }), tradeTo: fc.constantFrom("edge", "target") }); // prettier-ignore
    let [accepted, refused] = [0, 0];
    fc.assert(
      fc.property(settings, settings, fc.double({ min: 0, max: 9, noNaN: true }), (one, other, leverageRatio) => {
        const policies = [one, other].map(({ low, width, tradeTo }) => band(low, low + width, tradeTo));
        if (ruleConflicts(policies.flatMap(({ rules }) => rules)).length > 0) {
          refused += 1;
          expect(() => together(policies)).toThrow(expect.objectContaining({ code: "E_CONFIG_CONFLICT" }));
          return;
        }
        accepted += 1;
        const both = together(policies);
        const view = viewOf({ leverageRatio });
        const after = ends(both.adjust(view), view);
        expect(both.adjust(viewOf({ leverageRatio: after })).kind).toBe("hold");
      }),
      { numRuns: 2000, seed: 9 },
    );
    expect(Math.min(accepted, refused)).toBeGreaterThan(40);
  });
});

/** Changes of leverage at up to five checks in a row at one time and price, each filled in full; it ends where nothing is traded. */
function movesFrom(
  policy: TradingPolicy,
  start: PolicyView,
): { readonly moves: readonly number[]; readonly last: PolicyView } {
  const moves: number[] = [];
  let view = start;
  for (let check = 0; check < 5; check++) {
    const action = policy.adjust(view);
    const move = ends(action, view) - view.leverageRatio;
    const memory = action.memory ?? view.memory;
    view = viewOf({ leverageRatio: ends(action, view), signals: start.signals, memory });
    if (Math.abs(move) < 1e-12) break;
    moves.push(move);
  }
  return { moves, last: view };
}

/** Settings without a default, for one of each kind that can stand beside any other. */
const settings: Readonly<Record<string, PolicyValues>> = {
  schedule: { leverage: 2 },
  band: { low: 1.5, high: 2.5 },
  "volatility-target": { volatility: 0.8 },
  "stop-loss": { leverage: 2, stop: 0.2 },
};
const plain = policyKinds.filter(
  ({ fields, id }) =>
    id in settings || Object.values(fields).every((field) => field.default !== undefined || field.optional === true),
);
const examples = plain.map(({ id }) => policyOf({ policy: id, values: settings[id] ?? {} }));
const pairs = examples.flatMap((one) => examples.map((other) => [`${one.id} with ${other.id}`, one, other] as const));

describe.each(pairs.filter(([, { estimates }, other]) => estimates === null && other.estimates === null))(
  "%s",
  (_, one, other) => {
    test("are refused for a stated conflict, or say the same of the same view, and what one does at a price no other undoes", () => {
      const conflicts = ruleConflicts([...one.rules, ...other.rules]);
      if (conflicts.length > 0) {
        expect(() => together([one, other])).toThrow(expect.objectContaining({ code: "E_CONFIG_CONFLICT" }));
        return;
      }
      const both = together([one, other]);
      const signals = Float64Array.from(both.signals, ({ kind }) =>
        kind === "win-rate" || kind === "drift" ? 0.6 : 0.5,
      );
      const opened = movesFrom(both, viewOf({ lastTradeMs: null, signals }));
      for (const leverageRatio of [0, 0.5, 1, 1.4, 2, 2.6, 4]) {
        const start = viewOf({ leverageRatio, signals, memory: opened.last.memory });
        const { moves } = movesFrom(both, start);
        expect(moves).toEqual(movesFrom(both, start).moves);
        for (const all of [opened.moves, moves])
          expect(new Set(all.map(Math.sign)).size, `${all.join(", ")} from ${leverageRatio}x`).toBeLessThanOrEqual(1);
      }
    });
  },
);
