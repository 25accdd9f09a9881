import { describe, expect, test } from "vitest";
import { positionSchema } from "../src/schemas/index.js";
import { words } from "./cli-io.js";
import { aaveAccount, hyperliquidAccount, liveCli, morphoAccount, withAccount } from "./live-accounts.js";
import { unlistedId } from "./morpho-tape.js";
import { expectAnswer, expectPosition, expectSameDecision } from "./live-commands.js";

describe.each([
  ["hyperliquid, an isolated long of ETH of 2024-02-22", () => hyperliquidAccount("state-2024-02-22")],
  ["hyperliquid, a cross long of BTC of 2026-02-03", () => hyperliquidAccount("state-2026-02-03")],
  ["aave-v3, a long of WETH at release 3.6 on a local chain", () => aaveAccount("3.6", "long")],
  ["aave-v3, a short of WETH at release 3.6 on a local chain", () => aaveAccount("3.6", "short")],
  ["aave-v3, a long of WETH at release 3.0.2 on a local chain", () => aaveAccount("3.0.2", "long")],
  ["morpho-blue, a long of WETH on a local chain", () => morphoAccount("long")],
  ["morpho-blue, a short of WETH on a local chain", () => morphoAccount("short")],
] as const)("%s", (_, open) => {
  test("position: in every coordinate, at 80 columns, as one JSON value and as one sentence", () =>
    expectPosition(open));
  test("optimize --json is what the same figures give when they are typed, bit for bit", () =>
    expectSameDecision(open));
  test.each(["liquidation", "plan", "carry"])("%s takes it", (command) => expectAnswer(open, command));
});

describe("every command that is about one market takes an account", () => {
  const open = (): ReturnType<typeof hyperliquidAccount> => hyperliquidAccount("state-2026-02-03");
  test.each(["explain", "frontier"])("%s", (command) => expectAnswer(open, command));
  test("simulate", () => expectAnswer(open, "simulate", words("--paths 2000 --threads 1")));
});

/** The report of an account. */
const reportOf = (open: Parameters<typeof withAccount>[0]) =>
  withAccount(open, async (account) =>
    positionSchema.parse(JSON.parse((await liveCli(account, "position", ["--json"])).stdout)),
  );

describe("position", () => {
  test("the liquidation prices that Hyperliquid stated of fifteen positions are those of the paths on which one moves alone", async () => {
    const { margins, stated } = await reportOf(() => hyperliquidAccount("state-2026-01-14"));
    expect(margins.map(({ name }) => name)).toEqual(["all that shares one margin", "MON", "MET"]);
    const paths = margins.flatMap((margin) => margin.paths);
    const prices = stated.filter(({ name, value }) => name === "liquidationPrice" && value !== null);
    expect(prices.length).toBeGreaterThan(8);
    for (const { asset, value } of prices) {
      const path = paths.find(({ name }) => name === asset);
      expect(((path?.below ?? path?.above)?.price ?? Number.NaN) / (value ?? 1), asset ?? "").toBeCloseTo(1, 8); // prices of ten decimals
    }
  });

  test("all risky assets together are those that are no money: three coins of a pool of five", async () => {
    const { margins } = await reportOf(() => aaveAccount("3.6", "several"));
    const [margin] = margins;
    const together = margin?.paths.find(({ name }) => name === "all risky assets");
    expect([...(together?.assets ?? [])].sort()).toEqual(["WBTC", "WETH", "wstETH"]);
    expect(together?.below?.ratio).toBeLessThan(1);
  });

  test("an account that holds nothing is an answer, and no position to decide on", async () => {
    await withAccount(
      () => morphoAccount("none"),
      async (account) => {
        const { status, stdout } = await liveCli(account, "position");
        expect(status).toBe(0);
        expect(stdout).toMatch(/^Nothing is held and nothing owed at morpho-blue on base\.\n/);
        for (const command of ["liquidation", "carry", "plan", "optimize"]) {
          const refused = await liveCli(account, command, ["--volatility", "60%", "--json"]);
          expect(refused).toMatchObject({ status: 2, stdout: "" });
          expect(JSON.parse(refused.stderr)).toMatchObject({ code: "E_MISSING", field: "--position" });
        }
      },
    );
  });

  test("cash alone is an answer, and what to hold with it a question that can be asked", async () => {
    await withAccount(
      () => hyperliquidAccount("state-cash-testnet-2026-09-03"),
      async (account) => {
        expect((await liveCli(account, "position", ["--quiet"])).stdout).toBe(
          "Holds 1,438 USDC and owes nothing: no price closes it.\n",
        );
        const asked = "--asset ETH --price 3000 --volatility 60% --drift 40%±10% --funding 8% --quiet".split(" ");
        expect(await liveCli(account, "optimize", asked)).toMatchObject({ status: 0, stderr: "" });
      },
    );
  });

  test("a rule that nobody can read is said, and the account shown all the same; one who knows it can state it", async () => {
    await withAccount(
      () => morphoAccount("unlisted", unlistedId),
      async (account) => {
        const shown = await liveCli(account, "position");
        expect(shown.status).toBe(0);
        expect(shown.stdout).toContain("morpho-blue.triggerPrice cannot be");
        const refused = await liveCli(account, "liquidation", ["--json"]);
        expect(JSON.parse(refused.stderr)).toMatchObject({ code: "E_MISSING", field: "morpho-blue.triggerPrice" });
        const stated = ["--parameters", '{"triggerPrice": "market", "correlated": false}'];
        const asked = await liveCli(account, "position", stated);
        expect(asked.stdout).toMatch(/^Health factor \d/);
        expect(asked.stdout).toContain("As asked, over what was read: triggerPrice, correlated of the parameters.");
      },
    );
  });
});

describe("an account whose debts and contracts share one margin", () => {
  test.each([
    ["aave-v3, two debts", () => aaveAccount("3.6", "several"), ["--asset", "WETH"]],
    ["hyperliquid, 14 contracts in one margin", () => hyperliquidAccount("state-2026-01-14"), ["--asset", "HYPE"]],
  ] as const)("%s: no decision about one of them, which would tell its liquidation wrong", async (_, open, named) => {
    await withAccount(open, async (account) => {
      for (const command of ["liquidation", "optimize", "plan"]) {
        const { status, stdout, stderr } = await liveCli(account, command, [
          ...named,
          ...words("--volatility 60% --drift 20%±15% --gap 30% --json"),
        ]);
        expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
        expect(JSON.parse(stderr)).toMatchObject({ code: "E_CONFIG_CONFLICT", field: "--position" });
      }
      expect((await liveCli(account, "position", ["--quiet"])).status).toBe(0);
    });
  });
});
