import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../../model/index.js";
import { crashWindows, windowFigures, yearWindows, type CalendarWindow, type WindowedRun } from "./windows.js";

/** A run of hourly or other closes from a day on; wealth by the close's number. */
function run(from: string, closes: number, stepMs: number, wealth: (i: number) => number): WindowedRun {
  const startMs = Date.parse(from);
  const closeMs = Float64Array.from({ length: closes }, (_, i) => startMs + i * stepMs);
  const values = Float64Array.from({ length: closes }, (_, i) => wealth(i));
  const ruinedAt = values.findIndex((value) => value <= 0);
  return { columns: { closeMs, wealth: values }, events: [], ruinedMs: ruinedAt < 0 ? null : closeMs[ruinedAt] };
}

const window = (name: string, from: string, to: string, mayBeCut = false): CalendarWindow => ({
  name,
  fromMs: Date.parse(from),
  toMs: Date.parse(to),
  mayBeCut,
});

describe("windows", () => {
  test("the five crashes: fifteen days around a day, or the month", () => {
    const spans = crashWindows.map(({ name, fromMs, toMs }) => [
      name,
      ...[fromMs, toMs].map((ms) => new Date(ms).toISOString().slice(0, 10)),
    ]);
    expect(spans).toEqual([
      ["2020-03-12", "2020-03-05", "2020-03-20"],
      ["2021-05-19", "2021-05-12", "2021-05-27"],
      ["2022-06", "2022-06-01", "2022-07-01"],
      ["2022-11", "2022-11-01", "2022-12-01"],
      ["2024-08-05", "2024-07-29", "2024-08-13"],
    ]);
  });

  test("the years of a span, a close at midnight of New Year being the old year's", () => {
    const names = yearWindows({ fromMs: Date.UTC(2018, 7, 1), toMs: Date.UTC(2021, 0, 1) }).map(({ name }) => name);
    expect(names).toEqual(["2018", "2019", "2020"]);
  });

  test("growth, fall and liquidations of an hourly run, by hand", () => {
    const startMs = Date.parse("2021-01-01T00:00Z");
    // 100 at the start of the window, 160 at its peak, 80 after, 120 at its end; before and after are worse.
    const wealth = [900, 100, 160, 80, 120, 1];
    const base = run("2021-01-01T00:00Z", 6, HOUR_MS, (i) => wealth[i]);
    const events = [1, 2, 4, 5].map((hour) => ({ kind: "liquidation" as const, atMs: startMs + hour * HOUR_MS }));
    const trade = { kind: "trade" as const, atMs: startMs + 2 * HOUR_MS };
    const asked = window("test", "2021-01-01T01:00Z", "2021-01-01T04:00Z");
    expect(windowFigures({ ...base, events: [...events, trade] }, [asked])).toEqual([
      {
        status: "measured",
        name: "test",
        fromMs: asked.fromMs,
        toMs: asked.toMs,
        cut: false,
        logGrowth: Math.log(1.2),
        simpleReturn: 120 / 100 - 1,
        drawdownMax: 0.5,
        liquidations: 2,
      },
    ]);
  });

  test("a crash that a run has only in part is not available; a year that it has in part is, and says so", () => {
    const late = run("2020-03-10T00:00Z", 24 * 400, HOUR_MS, (i) => 100 + i);
    const [crash, may] = windowFigures(late, crashWindows);
    expect(crash).toEqual({
      status: "not-available",
      name: "2020-03-12",
      because: "the run starts on 2020-03-10",
    });
    expect(may).toMatchObject({ status: "not-available", because: "the run ends on 2021-04-13" });
    const years = windowFigures(late, yearWindows({ fromMs: Date.UTC(2019, 0), toMs: Date.UTC(2022, 0) }));
    expect(years).toMatchObject([
      { name: "2019", status: "not-available", because: "the run has fewer than two closes in it" },
      { name: "2020", status: "measured", cut: true, fromMs: Date.UTC(2020, 2, 10), toMs: Date.UTC(2021, 0) },
      { name: "2021", status: "measured", cut: true, fromMs: Date.UTC(2021, 0) },
    ]);
  });

  test("years and the whole: what the years grew adds up to what the run grew", () => {
    const all = run("2019-06-01T00:00Z", 1000, DAY_MS, (i) => 100 + 30 * Math.sin(i) + i);
    const { closeMs, wealth } = all.columns;
    const years = windowFigures(all, yearWindows({ fromMs: closeMs[0], toMs: closeMs[999] }));
    const sum = years.reduce((growth, year) => growth + (year.status === "measured" ? Number(year.logGrowth) : NaN), 0);
    expect(sum).toBeCloseTo(Math.log(wealth[999] / wealth[0]), 12);
  });

  test("ruin within a window is a word and everything; after it nothing is available", () => {
    const dead = run("2022-05-01T00:00Z", 400, DAY_MS, (i) => (i < 45 ? 100 + i : 0));
    const [june, november] = windowFigures(dead, crashWindows.slice(2, 4));
    expect(june).toMatchObject({ logGrowth: "ruined", simpleReturn: -1, drawdownMax: 1, cut: false });
    expect(june).toMatchObject({ toMs: Date.UTC(2022, 5, 15) });
    expect(november).toEqual({
      status: "not-available",
      name: "2022-11",
      because: "the run was ruined on 2022-06-15",
    });
    // The same where the run's columns end with the ruin.
    const { columns, ruinedMs } = dead;
    const short = { closeMs: columns.closeMs.slice(0, 46), wealth: columns.wealth.slice(0, 46) };
    expect(windowFigures({ columns: short, events: [], ruinedMs }, crashWindows.slice(2, 4))).toEqual([june, november]);
  });

  test("a market that closes at weekends covers a month that begins and ends in one; hourly closes must reach the edge", () => {
    const days = Array.from({ length: 120 }, (_, i) => Date.UTC(2022, 3, 1, 21) + i * DAY_MS);
    const open = days.filter((ms) => ![0, 6].includes(new Date(ms).getUTCDay()));
    const columns = { closeMs: Float64Array.from(open), wealth: Float64Array.from(open, (_, i) => 100 + i) };
    const [weekend] = windowFigures({ columns, events: [], ruinedMs: null }, [
      window("May", "2022-05-01T00:00Z", "2022-06-01T00:00Z"),
    ]);
    const [first, last] = ["2022-04-29T21:00Z", "2022-05-31T21:00Z"].map((text) => open.indexOf(Date.parse(text)));
    expect(weekend).toMatchObject({ status: "measured", simpleReturn: (100 + last) / (100 + first) - 1 });
    const hourly = run("2022-05-25T00:00Z", 24 * 36, HOUR_MS, () => 1);
    expect(windowFigures(hourly, [crashWindows[2]])).toMatchObject([{ because: "the run ends on 2022-06-29" }]);
  });

  test("a window that ends before it begins is refused by name", () => {
    const all = run("2022-01-01T00:00Z", 100, DAY_MS, () => 1);
    expect(() => windowFigures(all, [window("odd", "2022-02-01T00:00Z", "2022-01-05T00:00Z")])).toThrow(
      expect.objectContaining({ code: "E_OUT_OF_RANGE", field: "windows.odd" }),
    );
  });
});
