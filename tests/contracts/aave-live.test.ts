import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openChain } from "../../src/connectors/index.js";
import type { AccountReading, MarketReading } from "../../src/ports/index.js";
import { aaveV3 } from "../../src/venues/aave-v3/index.js";
import { readAccount } from "../../src/venues/aave-v3/source.js";
import { quantityDown, quantityUp } from "../../src/venues/chain-amount.js";
import { fromRoot } from "../house/source-tree.js";
import { decisionAbout } from "../live-decision.js";
import { recordTape, type Recorder } from "../loopback-chain.js";
import { deployAaveV302 } from "./aave-3-0-2.js";
import { deployAaveV36 } from "./aave-3-6.js";
import { age, HOLDERS, play, reserveNamed, TAPED, type HolderName } from "./aave-live-scene.js";
import { setPrices, type AaveMarket } from "./aave-market.js";
import { anvilPresent } from "./anvil.js";
import { startChain, type Chain } from "./chain.js";
import { COMPILE_MS_MAX } from "./compile.js";

const RELEASES = [
  {
    release: "3.6",
    contracts: "source of @aave-dao/aave-v3-origin 3.6.0",
    deploy: (chain: Chain) => deployAaveV36(chain, null),
  },
  { release: "3.0.2", contracts: "artifacts of @aave/core-v3 1.19.3", deploy: deployAaveV302 },
];

/** Terms of the listings (aave-listings.ts), as a person writes them. */
const TERMS = {
  WETH: { loanToValueMax: 0.8, liquidationThreshold: 0.825, liquidationBonus: 0.05 },
  USDC: { loanToValueMax: 0.75, liquidationThreshold: 0.78, liquidationBonus: 0.045 },
} as const;

/** Pool of USDC when it has lent 12,000 of what the lender, the short and two others have supplied, and the listing's curve. */
const USDC_POOL = {
  ...{ supplied: 1_074_000, borrowed: 12_000 },
  ...{ optimalUtilisation: 0.9, slopeBelowAnnual: 0.035, slopeAboveAnnual: 0.6 },
};

type Typed = Omit<MarketReading, "rates" | "parameters">;

const LONG: Typed = {
  ...{ asset: "WETH", quote: "USDC", price: 2_000, quantity: 10, debt: 12_000, equity: 8_000 },
  ...{ margin: 0, pool: USDC_POOL, others: [] },
};
const SHORT: Typed = {
  ...{ asset: "WETH", quote: "USDC", price: 2_000, quantity: -12, debt: null, equity: 46_000 },
  ...{ margin: 0, pool: USDC_POOL, others: [] },
};
const UNINDEBTED: Typed = {
  ...{ asset: "WETH", quote: "USDC", price: 2_000, quantity: 3, debt: 0, equity: 6_000, pool: USDC_POOL },
  margin: 0,
  others: [{ kind: "collateral", asset: "DAI", quantity: 100 }],
};

const named = (entries: Readonly<Record<string, number>>): readonly (readonly [string, number])[] =>
  Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));

const legsOf = ({ account }: AccountReading, kind: string) =>
  named(Object.fromEntries(account.legs.filter((leg) => leg.kind === kind).map((leg) => [leg.asset, leg.quantity])));

describe.skipIf(!anvilPresent).each(RELEASES)("Aave v$release read by address", ({ deploy, release, contracts }) => {
  let chain: Chain;
  let market: AaveMarket;
  let recorder: Recorder;
  let back: () => Promise<void>;

  beforeAll(async () => {
    chain = await startChain();
    market = await deploy(chain);
    await play(market);
    back = await chain.remember();
    const source = `Aave v${release} from the ${contracts}, on a local chain (tests/contracts/aave-live.test.ts)`;
    recorder = await recordTape({ url: chain.url, chain: "ethereum", chainId: 1, source });
  }, COMPILE_MS_MAX);
  afterAll(async () => {
    await recorder.close();
    chain.close();
  });

  const read = async (name: HolderName): Promise<AccountReading> => {
    const nowMs = Number(chain.now()) * 1000;
    const reader = await openChain({ chain: "ethereum", chainId: 1, url: recorder.url, nowMs });
    return readAccount(reader, { account: HOLDERS[name].address, market: null, nowMs }, market.addresses);
  };

  test("what was asked and answered is what is recorded in the venue's fixtures", async () => {
    for (const name of TAPED) await read(name);
    const recorded = { deployment: market.addresses, tape: recorder.tape() };
    const path = fromRoot(`src/venues/aave-v3/fixtures/aave-v${release.replaceAll(".", "-")}.json`);
    await expect(`${JSON.stringify(recorded, null, 2)}\n`).toMatchFileSnapshot(path);
  });

  test.each(Object.keys(HOLDERS) as HolderName[])(
    "%s: what was deposited and borrowed, and nothing else",
    async (name) => {
      const reading = await read(name);
      expect(legsOf(reading, "collateral")).toEqual(named(HOLDERS[name].supplies));
      expect(legsOf(reading, "debt")).toEqual(named(HOLDERS[name].borrows));
      expect(reading).toMatchObject({ venue: "aave-v3", release, holder: HOLDERS[name].address, currency: "USD" });
      const [{ value, ours }] = reading.stated;
      expect(ours).toBe(value);
    },
  );

  test.each([
    ["long", LONG, ["WETH", "USDC"]],
    ["short", SHORT, ["WETH", "USDC"]],
    ["unindebted", UNINDEBTED, ["WETH", "USDC", "DAI"]],
  ] as const)(
    "%s: the market and its decision are those of the same position typed by hand, bit for bit",
    async (name, typed, assets) => {
      const [live] = (await read(name)).markets;
      const { rates, parameters, ...rest } = live;
      expect(rest).toEqual(typed);
      expect(Object.keys(parameters["reserves"] as object).sort()).toEqual([...assets].sort());
      const asRead = decisionAbout(aaveV3, "ethereum", live);
      const byHand = decisionAbout(aaveV3, "ethereum", {
        ...typed,
        rates: JSON.parse(JSON.stringify(rates)) as typeof rates, // a rate is typed as it is shown
        parameters: { release, reserves: TERMS, asOf: "2023-11-14", source: parameters["source"] },
      });
      expect(asRead.status).not.toBe("infeasible");
      expect(asRead).toEqual(byHand);
    },
  );

  test("a pair of an efficiency mode has the mode's terms, and tracks: a decision wants the odds of its peg", async () => {
    const [pair] = (await read("pair")).markets;
    expect(pair).toMatchObject({ asset: "wstETH", quote: "WETH", quantity: 40, debt: 30.5 });
    const mode = { loanToValueMax: 0.93, liquidationThreshold: 0.95, liquidationBonus: 0.01 };
    expect(pair.parameters).toMatchObject({ correlated: true, reserves: { wstETH: mode, WETH: mode } });
    expect(() => decisionAbout(aaveV3, "ethereum", pair)).toThrow(
      expect.objectContaining({ code: "E_MISSING", field: "estimates.jumps" }) as Error,
    );
  });

  test("several legs: a market for each pair, those that stand alone first, the other legs beside it", async () => {
    const { markets, notes } = await read("several");
    const pairs = markets.map(({ asset, quote }) => `${asset}/${quote}`);
    expect(pairs.slice(0, 4)).toEqual(["WETH/wstETH", "WETH/DAI", "WBTC/wstETH", "WBTC/DAI"]);
    expect(markets.map(({ equity }) => equity > 0)).toEqual([true, true, true, true, false, false]); // 3,000 USDC alone do not carry 1.5 wstETH
    expect(markets[1].others).toEqual([
      { kind: "debt", asset: "wstETH", quantity: 1.5 },
      { kind: "collateral", asset: "WBTC", quantity: 0.25 },
      { kind: "collateral", asset: "USDC", quantity: 3_000 },
    ]);
    expect(notes).toContain("GUSD: supplied and not used as collateral: left out, for it backs no debt");
  });

  test("a price at which the account can be liquidated is read, and said", async () => {
    await back();
    await setPrices(chain, [[reserveNamed(market, "WETH").feed, 1_400_00000000n]]);
    await chain.act([]); // another block: a reader of the last one has that one's answers
    const { stated, notes, markets } = await read("long");
    expect(stated[0].value).toBeCloseTo(0.9625, 8); // 10 x 1,400 x 82.5 % / 12,000, and a second of interest
    expect(notes[0]).toBe("the health factor is below 1: the account can be liquidated at this block");
    expect(markets[0].price).toBe(1_400);
    await back();
  });

  test("two hundred days on: what is held down and what is owed up from the contracts' own balances; the decision as typed", async () => {
    await back();
    await age(market);
    const reading = await read("long");
    const [weth, usdc] = [reserveNamed(market, "WETH"), reserveNamed(market, "USDC")];
    const args = [HOLDERS.long.address];
    const [held, owed] = (await chain.read(
      [
        { contract: weth.aToken, name: "balanceOf", args },
        { contract: usdc.debtToken, name: "balanceOf", args },
      ],
      chain.now(),
    )) as readonly bigint[];
    expect(owed).toBeGreaterThan(12_000_000_000n);
    const [live] = reading.markets;
    expect([live.quantity, live.debt]).toEqual([quantityDown(held, 18), quantityUp(owed, 6)]);
    const typed = JSON.parse(JSON.stringify(live)) as MarketReading;
    expect(decisionAbout(aaveV3, "ethereum", typed)).toEqual(decisionAbout(aaveV3, "ethereum", live));
  });
});
