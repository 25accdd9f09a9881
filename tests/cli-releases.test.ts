import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { venueText, type VenueReport } from "../src/reports/index.js";
import { liquidationSchema, venuesSchema } from "../src/schemas/index.js";
import { venues } from "../src/venues/index.js";
import { cli, NOW_MS, words } from "./cli-io.js";

const AT = "liquidation --venue aave-v3 --asset WETH --hold 2x --equity 50000 --price 2500";

const refused = async (line: string) => {
  const { status, stdout, stderr } = await cli(words(`${line} --json`));
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  return JSON.parse(stderr) as { code: string; field: string; want: string; hint: string };
};

const released = async (line: string) => {
  const { status, stdout, stderr } = await cli(words(`${line} --json`));
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return liquidationSchema.parse(JSON.parse(stdout));
};

const AAVE_RELEASE = venues.find(({ id }) => id === "aave-v3")?.release ?? "";

const dated = venues.filter(({ releases }) => releases.length > 0);
const plain = venues.filter(({ releases }) => releases.length === 0).map(({ id }) => id);

describe("--release", () => {
  test("the release of a venue's own default is taken, and the answer names it", async () => {
    const { provenance, notes } = await released(`${AT} --release ${AAVE_RELEASE}`);
    expect(provenance.venue).toMatchObject({ id: "aave-v3", release: AAVE_RELEASE });
    expect(notes.join()).toContain(`As asked: the rules of aave-v3 ${AAVE_RELEASE}, with parameters of 20`);
    expect((await released(AT)).notes).toEqual([]);
  });

  test("one that is not modelled is refused by name, with those that are", async () => {
    const error = await refused(`${AT} --release 2.0`);
    expect(error).toMatchObject({ code: "E_UNKNOWN_KEY", field: "--release" });
    expect(error.want).toContain(AAVE_RELEASE);
  });

  test("a request file may name it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "steelyard-"));
    writeFileSync(join(folder, "r.json"), '{"venue": "aave-v3", "asset": "WETH", "release": "2.0"}');
    const { stderr } = await cli(words("liquidation --hold 2x --equity 5 --price 2 --request r.json --json"), {
      folder,
    });
    expect(JSON.parse(stderr)).toMatchObject({
      code: "E_UNKNOWN_KEY",
      field: expect.stringMatching(/release$/) as string,
    });
    rmSync(folder, { recursive: true });
  });

  test.each(dated.flatMap((venue) => venue.releases.map(({ id }) => [venue.id, id] as const)))(
    "%s %s: every release that is listed can be asked for, and is the one that answers",
    async (id, release) => {
      const { status, stdout } = await cli(["venues", id, "--release", release, "--json"]);
      expect(status).toBe(0);
      expect(venuesSchema.parse(JSON.parse(stdout)).venues[0]?.release).toBe(release);
      const venue = venues.find((each) => each.id === id);
      const [listing] = venue?.listMarkets() ?? [];
      if (listing === undefined) return;
      const { asset, quote, chain } = listing;
      const market = venue?.find({ asset, quote, release, ...(chain === null ? {} : { chain }) });
      expect(market?.model.release).toBe(release);
    },
  );
});

describe("--on", () => {
  test.each(["2024-02-30", "30.6.2024", "2024-6-30", "yesterday", "1719705600000"])("%s is no day", async (day) => {
    expect(await refused(`${AT} --on ${day}`)).toMatchObject({ code: "E_NOT_A_NUMBER", field: "--on" });
  });

  test.each(plain.filter((id) => id !== "custom"))("%s has one set of rules, so a day is refused", async (id) => {
    expect(await refused(`venues ${id} --on 2024-06-30`)).toMatchObject({ code: "E_CONFIG_CONFLICT", field: "--on" });
  });

  test("drift-v2 ships no parameters, so a day says nothing", async () => {
    expect(await refused("venues drift-v2 --on 2024-06-30")).toMatchObject({
      code: "E_CONFIG_CONFLICT",
      field: "--on",
    });
  });

  const listed = dated.filter((venue) => venue.listMarkets().length > 0).map(({ id }) => id);
  test.each(listed)("%s: nothing is known of a day before the first", async (id) => {
    const error = await refused(`venues ${id} --on 2001-01-01`);
    expect(error).toMatchObject({ code: "E_OUT_OF_RANGE", field: "--on" });
    expect(error.want).toContain("or later");
  });

  test("nobody knows the rules of a day to come", async () => {
    expect(await refused(`${AT} --on 2025-02-01`)).toMatchObject({ code: "E_OUT_OF_RANGE", field: "--on" });
    expect(NOW_MS).toBeLessThan(Date.UTC(2025, 1, 1));
  });

  test("without a venue neither means anything", async () => {
    expect(await refused("venues --on 2024-06-30")).toMatchObject({ code: "E_CONFIG_CONFLICT", field: "--on" });
    expect(await refused("venues --release 3.6")).toMatchObject({ code: "E_CONFIG_CONFLICT", field: "--release" });
  });
});

describe("venues", () => {
  test.each(venues.map(({ id }) => id))("%s: text at 80 columns, JSON with releases and oracles", async (id) => {
    const { stdout } = await cli(["venues", id]);
    for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    const value: unknown = JSON.parse((await cli(["venues", id, "--json"])).stdout);
    expect(venuesSchema.parse(value)).toEqual(value);
    const venue = venues.find((each) => each.id === id);
    expect(value).toMatchObject({ venues: [{ releases: venue?.releases }] });
    for (const { triggerPrice } of venue?.listMarkets() ?? []) expect(stdout).toContain(triggerPrice.replace("-", " "));
  });

  test("what all sources say alike is said once", async () => {
    const report = venuesSchema.parse(JSON.parse((await cli(["venues", "binance-usdm", "--json"])).stdout)).venues[0];
    const from = (...sources: readonly string[]): string => {
      const markets = sources.map((source) => ({ ...report.markets[0], source }));
      return venueText({ ...report, markets }, NOW_MS).replace(/\s+/g, " ");
    };
    expect(from("vote 1; by hand; check it", "vote 2; by hand; check it")).toContain(
      "source vote 1 source vote 2 all of it by hand; check it",
    );
    expect(from("vote 1. Check it")).toContain("source vote 1. Check it");
    expect(from("vote 1; check it", "vote 2; leave it")).toContain("source vote 1; check it source vote 2; leave it");
    expect(from("vote; check it", "vote; check it")).not.toContain("all of it");
  });

  test("releases: their day, what they changed and how they were checked; the one shown is marked", () => {
    const report: VenueReport = {
      ...{ id: "a", name: "A", summary: "A pool.", release: "2", exact: [], approximate: [], markets: [] },
      releases: [
        { id: "1", fromMs: null, differs: "the first", proof: "read in the source" },
        { id: "2", fromMs: Date.UTC(2024, 5, 30), differs: "half as much is closed", proof: "run on the contracts" },
      ],
    };
    const text = venueText(report, NOW_MS);
    expect(text).toMatch(/\n {4}1 +not known +the first\. Checked: read in the source\.\n/);
    expect(text).toMatch(/\n {2}> 2 +2024-06-30 +half as much is closed\. Checked: run on the contracts\.\n/);
  });
});
