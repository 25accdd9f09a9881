import { describe, expect, test } from "vitest";
import { carrySchema, decisionSchema } from "../src/schemas/index.js";
import { venues } from "../src/venues/index.js";
import { cli, words } from "./cli-io.js";

const LOOP =
  "--venue aave-v3 --asset WETH --quantity 40 --debt 50000 --price 2500 --borrow-rate 5% --yield 1.8% --fixed-cost 12";
const POOL =
  '{"supplied":5e6,"borrowed":4.5e6,"optimalUtilisation":0.9,"slopeBelowAnnual":0.04,"slopeAboveAnnual":0.6}';
const OWN_SIZE = `--venue aave-v3 --asset WETH --quantity 400 --debt 500000 --price 2500 --borrow-rate 4% --pool ${POOL}`;
const SHORT =
  "--venue aave-v3 --asset WETH --quantity -20 --equity 50000 --price 2500 --borrow-rate 5% --asset-borrow-rate 2% --lend-rate 4%";
const PERPETUAL = "--venue binance-usdm --asset ETHUSDT --equity 50000 --quantity -40 --price 2500 --funding 8%";
const STAKED =
  "--venue aave-v3 --asset wstETH --quote WETH --quantity 100 --debt 80 --price 1.16 --borrow-rate 2.5% --yield 3.2%";
const BROKER =
  "--venue margin-loan --asset SPX --quantity 150 --equity 10000 --price 100 --borrow-rate 6% --yield 2% --pool " +
  POOL;
const ASKED = "--venue aave-v3 --asset WETH --hold 3x --equity 50000 --price 2500 --borrow-rate 5%";

async function printed(line: string): Promise<string> {
  const { status, stdout, stderr } = await cli(words(`carry ${line}`));
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

const reported = async (line: string) => carrySchema.parse(JSON.parse(await printed(`${line} --json`)));

describe("steelyard carry", () => {
  test.each([LOOP, OWN_SIZE, SHORT, PERPETUAL, STAKED, BROKER, ASKED, `${LOOP} --volatility 60%`])(
    "prints at 80 columns, the answer first: %s",
    async (line) => {
      const text = await printed(line);
      for (const each of text.split("\n")) expect(each.length, each).toBeLessThanOrEqual(80);
      expect(text).not.toMatch(/NaN|undefined|Infinity|null/);
      const sentence = (await printed(`${line} --quiet`)).trim();
      expect(text.replace(/\n/g, " ").startsWith(sentence)).toBe(true);
      const value: unknown = JSON.parse(await printed(`${line} --json`));
      expect(carrySchema.parse(value)).toEqual(value);
    },
  );

  const listed = venues.flatMap((venue) => venue.listMarkets().map((market) => [venue.id, market] as const));

  test.each(listed.map(([id, { asset, quote, chain }]) => [id, asset, quote, chain] as const))(
    "every market that is listed has its costs told: %s %s/%s",
    async (id, asset, quote, chain) => {
      const place = `--venue ${id} --asset ${asset} --quote ${quote}${chain === null ? "" : ` --chain ${chain}`}`;
      const figures = `--borrow-rate 5% --funding 5% --yield 2% --pool ${POOL.replaceAll("e6", "e9")}`;
      const text = await printed(`${place} --hold 1.5x --equity 100000000 --price 2500 ${figures}`);
      for (const each of text.split("\n")) expect(each.length, each).toBeLessThanOrEqual(80);
      expect(text).toMatch(/\n +> 1\.5x /);
    },
  );

  test("a 2x loop at 5 % that yields 1.8 % costs 1.4 % of its equity: 700 a year, 1.92 a day", async () => {
    expect(await printed(`${LOOP} --quiet`)).toBe(
      "Held at 2x, this position costs 700 USDC a year: 1.4 % of its equity, 1.92 USDC a day.\n",
    );
    const text = await printed(LOOP);
    expect(text).toMatch(/\n {2}borrowing USDC +2,500 +5 % +50,000 USDC at 5 %\n/);
    expect(text).toMatch(/\n {2}yield of ETH +-1,800 +-3\.6 % +100,000 USDC at 1\.8 %\n/);
    expect(text).toMatch(/\n +> 2x +1\.4 % +700 +5 % +above 3\.2 % +-\n/);
    expect(text).toMatch(/\n +3x +4\.6 % +2,300 +5 % +above 3\.2 % +62\n/);
  });

  test("a short and a perpetual earn where they do", async () => {
    expect(await printed(`${SHORT} --quiet`)).toContain("Held at -1x, this position earns 3,000 USDC a year");
    expect(await printed(`${PERPETUAL} --quiet`)).toContain("Held at -2x, this position earns 8,000 USDT a year");
    expect(await printed(`${PERPETUAL.replace("8%", "0%")} --quiet`)).toContain("costs nothing on balance");
    expect(await printed(PERPETUAL)).not.toMatch(/borrows at|pool/);
  });

  test("margin of a perpetual may earn interest, though a perpetual borrows nothing", async () => {
    const { held } = await reported(`${PERPETUAL} --lend-rate 3%`);
    expect(held.carryAnnual).toBeCloseTo(-2 * 0.08 - 0.03, 12);
  });

  test("own size: the next unit, the pool's use, the bend, and the picture", async () => {
    const text = (await printed(OWN_SIZE)).replace(/\s+/g, " ");
    expect(text).toContain("90 % of the pool is lent, 11.1 % of that to you.");
    expect(text).toContain("Past 2x the rate turns steep.");
    expect(text).toContain("3x is the most that can be opened");
    expect(text).toContain("Cost a year, of equity, against leverage");
    expect(await printed(LOOP)).not.toContain("against leverage");
  });

  test("the break-even drift counts volatility where one is given, and is the one of optimize --hold", async () => {
    const line = `${LOOP} --volatility 60% --hold 4x`;
    const { held, sizes, volatilityAnnual } = await reported(line);
    expect(volatilityAnnual).toBe(0.6);
    expect(held.leverageRatio).toBe(2);
    const { stdout } = await cli(words(`optimize ${line} --json`));
    const { hold } = decisionSchema.parse(JSON.parse(stdout));
    const asked = sizes.find(({ leverageRatio }) => leverageRatio === 4);
    expect(asked?.breakEvenDriftAnnual).toBeCloseTo(hold?.breakEvenDriftAnnual ?? NaN, 12);
    expect((await reported(LOOP)).held.breakEvenDriftAnnual).toBeNull();
    expect(await printed(LOOP)).toContain("volatility takes is not counted without one");
  });

  test("a leverage that is only asked about is a position like any other", async () => {
    const { held } = await reported(ASKED);
    expect(held).toMatchObject({ leverageRatio: 3, tradingCost: 0 });
    expect(held.carryAnnual).toBeCloseTo(0.1, 12);
  });

  test("what is held past what the venue opens is shown, and the most beside it", async () => {
    const { sizes, held, leverageRatioMax } = await reported(LOOP.replace("50000", "85000"));
    expect(held.leverageRatio).toBeGreaterThan(leverageRatioMax ?? NaN);
    expect(sizes.slice(-2).map(({ leverageRatio }) => leverageRatio)).toEqual([leverageRatioMax, held.leverageRatio]);
  });

  test.each([
    ["--venue aave-v3 --asset WETH --price 2500 --borrow-rate 5%", "--hold"],
    ["--venue aave-v3 --asset WETH --price 2500 --equity 50000 --quantity 0 --borrow-rate 5%", "--quantity"],
    ["--venue aave-v3 --asset WETH --price 2500 --quantity 40 --debt 50000", "--borrow-rate"],
    [SHORT.replace(" --asset-borrow-rate 2%", ""), "--asset-borrow-rate"],
    [PERPETUAL.replace(" --funding 8%", ""), "--funding"],
    [LOOP.replace("--venue aave-v3 ", ""), "--venue"],
  ])("what lacks is named: carry %s", async (line, field) => {
    const { status, stdout, stderr } = await cli(words(`carry ${line} --json`));
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(JSON.parse(stderr)).toMatchObject({ code: "E_MISSING", field });
  });
});
