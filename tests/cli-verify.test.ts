import { describe, expect, test } from "vitest";
import { decisionSchema } from "../src/schemas/index.js";
import { AAVE, cli, words } from "./cli-io.js";

const BAND = "--volatility 60%±5% --drift 90%±15% --gap 20% --loss 80% --chance 40% --liquidation-chance 20% --seed 1";
const LOOP = `--venue aave-v3 --asset WETH --equity 50000 --price 2500 --borrow-rate 5% --against cash ${BAND} --check 1d`;
const RESETS = LOOP.replace("--check 1d", "--unattended 30d");
const JUMPS =
  "--venue binance-usdm --asset ETHUSDT --equity 50000 --price 2500 --volatility 60%±5% --drift 110%±15% --funding 5% --jumps 2x10% --gap none --check 1d --loss 80% --chance 40% --liquidation-chance 20%";
const PATHS = "--verify --paths 1500 --threads 1";

const verified = async (line: string) => {
  const { status, stdout, stderr } = await cli(words(`optimize ${line} ${PATHS} --json`));
  expect(stderr).toBe("");
  const decision = decisionSchema.parse(JSON.parse(stdout));
  const { verification } = decision;
  if (verification === undefined) throw new Error("no verification");
  return { status, decision, verification };
};

const verdicts = ({ verification }: Awaited<ReturnType<typeof verified>>): Record<string, string> =>
  Object.fromEntries(verification.questions.map(({ name, verdict }) => [name, verdict]));

describe("optimize --verify", () => {
  test("paths bear out a watched loop: odds, floor, growth and cost", async () => {
    const found = await verified(LOOP);
    expect(found.status).toBe(0);
    expect(found.verification).toMatchObject({ holds: true, seed: 1, run: { threads: 1 } });
    expect(verdicts(found)).toEqual({
      "liquidation-untouched": "agrees",
      "liquidation-under-policy": "agrees",
      "below-floor": "holds",
      "below-floor-at-edge": "agrees",
      growth: "agrees",
      "trading-cost": "agrees",
    });
    const growth = found.verification.questions.find(({ name }) => name === "growth");
    expect(growth?.asked).toBeCloseTo(growth?.paths?.value ?? Number.NaN, 2);
    expect(growth?.count).toBe(1500);
  });

  test("a position left alone until its resets: what its long run yields is not asked, and says why", async () => {
    const found = await verified(RESETS);
    expect(verdicts(found)).toMatchObject({
      "liquidation-untouched": "agrees",
      "liquidation-under-policy": "agrees",
      "below-floor": "agrees",
      growth: "not-compared",
    });
    expect(found.verification.questions.at(-1)?.because).toContain("opened again after each close");
  });

  test("a loss against holding is not asked of paths of the position alone", async () => {
    const found = await verified(`${AAVE} --check 1d`);
    expect(found.status).toBe(0);
    expect(verdicts(found)["below-floor"]).toBe("not-compared");
  });

  test("the same decision with and without", async () => {
    const { decision } = await verified(LOOP);
    const { stdout } = await cli(words(`optimize ${LOOP} --json`));
    const { verification: _, ...rest } = decision;
    expect(rest).toEqual(decisionSchema.parse(JSON.parse(stdout)));
  });

  test("prints the proof at 80 columns after the answer, and the verdict with --quiet", async () => {
    for (const form of ["", " --brief"]) {
      const { status, stdout } = await cli(words(`optimize ${LOOP} ${PATHS}${form}`));
      expect(status).toBe(0);
      for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
      expect(stdout).not.toMatch(/NaN|undefined|Infinity|null/);
      expect(stdout.indexOf("Hold ")).toBe(0);
      expect(stdout).toMatch(
        /\nSimulated paths bear it out: 6 figures compared, none beyond four standard\nerrors\.\n/,
      );
      expect(stdout).toMatch(/\n {2}growth a year \(\w\) +\S+ % +\S+ % +\S+ \+- \S+ % {2}agrees\n/);
    }
    const quiet = await cli(words(`optimize ${LOOP} ${PATHS} --quiet`));
    expect(quiet.stdout).toMatch(/^Hold .*\nSimulated paths bear it out: .*\n$/);
  });

  test("with jumps the closed form of the floor is a bound, which paths keep", async () => {
    const found = await verified(JUMPS);
    expect(found.status).toBe(0);
    expect(verdicts(found)).toMatchObject({ "liquidation-under-policy": "agrees", "below-floor-at-edge": "holds" });
  });

  test("nothing held is nothing to prove", async () => {
    const { status, stdout } = await cli(
      words(`optimize ${LOOP.replace("--drift 90%±15%", "--drift -50%")} ${PATHS} --quiet`),
    );
    expect(status).toBe(0);
    expect(stdout).toContain("Paths can prove nothing here");
  });

  test.each(["--paths 1000", "--threads 1"])("%s without --verify: E_CONFIG_CONFLICT", async (stray) => {
    const { status, stderr } = await cli(words(`optimize ${LOOP} ${stray} --json`));
    expect(status).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({ code: "E_CONFIG_CONFLICT", field: stray.split(" ")[0] });
  });
});
