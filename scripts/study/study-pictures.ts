/** The pictures of a study: two for each market. */
import { ATTRIBUTION_PARTS } from "../../src/reports/index.js";
import type { StudyMarket } from "./markets.js";
import { barsPicture, picture, type Line, type Panel } from "./pictures.js";
import { SHOWN, STEELYARD } from "./policies.js";
import type { Book, Figures, Held, Track } from "./records.js";
import { checkWord, marketWord, percent, share } from "./words.js";

const COLORS = ["#111111", "#e07b00", "#1f6fd6", "#2e9b4f", "#b03a9c"] as const;

const PART_COLORS = {
  price: "#2e9b4f",
  carry: "#e0a800",
  varianceDrag: "#8b5fbf",
  cost: "#888888",
  liquidation: "#d03030",
};
const PART_WORDS = {
  price: "price",
  carry: "carry",
  varianceDrag: "variance drag",
  cost: "trading",
  liquidation: "liquidation",
};

/** How far wealth lies below its highest so far, below 0. */
function falls(wealth: Float64Array): Float64Array {
  let peak = 0;
  return wealth.map((value) => {
    peak = Math.max(peak, value);
    return Math.max(0, value) / peak - 1;
  });
}

const times = (value: number): string => `${Number(value.toPrecision(3))}`;

/** Where there is a band, else NaN. */
const edge = ({ bandHigh }: Held, column: Float64Array): Float64Array =>
  column.map((value, i) => (bandHigh[i] === 0 ? NaN : value));

/** Panels of what our policy held. */
function heldPanels(track: Held): readonly Panel[] {
  const held: Line = { name: "steelyard", color: COLORS[2], y: track.leverageRatio };
  return [
    {
      title: "Leverage of steelyard and its band",
      scale: "linear",
      lines: [held],
      area: { low: edge(track, track.bandLow), high: edge(track, track.bandHigh), color: COLORS[2] },
      written: (y) => `${times(y)}x`,
      from: 0,
    },
    {
      title: "Price, and the price below which the venue may close steelyard's position",
      scale: "log",
      lines: [
        { name: "price", color: COLORS[0], y: track.price },
        { name: "liquidation", color: "#d03030", y: track.liquidationBelow, dashed: true },
      ],
      written: (y) => y.toLocaleString("en"),
      from: Math.min(...track.price) / 4,
    },
  ];
}

/** The course of a market: wealth, what was held, falls. */
function coursePicture(market: StudyMarket, book: Book): string | null {
  const checkMs = market.checksMs[0];
  const shown = SHOWN.flatMap((name) => book.track(market.id, name, checkMs) ?? []);
  const ours = book.track(market.id, STEELYARD, checkMs)?.held ?? null;
  if (shown.length === 0) return null;
  const lines = (y: (track: Track) => Float64Array): readonly Line[] =>
    shown.map((track) => ({ name: track.policy, color: COLORS[SHOWN.indexOf(track.policy)], y: y(track) }));
  const title = `${marketWord(market)}, checked every ${checkWord(checkMs)}`;
  return picture(shown[0].closeMs, [
    {
      title: `${title}: wealth, start = 1`,
      scale: "log",
      lines: lines(({ wealth }) => wealth.map((value) => value / wealth[0])),
      written: times,
    },
    ...(ours === null ? [] : heldPanels(ours)),
    {
      title: "Fall from the peak, per cent",
      scale: "linear",
      lines: lines(({ wealth }) => falls(wealth)),
      written: (y) => share(y),
      to: 0,
    },
  ]);
}

/** Where the growth of each policy came from. */
function attributionPicture(market: StudyMarket, book: Book): string {
  const checkMs = market.checksMs[0];
  const bars = SHOWN.flatMap((name) => {
    const cell = { market: market.id, policy: name, checkMs, span: market.whole.name };
    const growth = book.cell(cell).figures?.growth;
    if (growth === null || growth === undefined) return [];
    const years = yearsOf(book.cell(cell).figures);
    const parts = ATTRIBUTION_PARTS.map((part) => ({
      name: PART_WORDS[part],
      color: PART_COLORS[part],
      value: growth[part] / years,
    }));
    return [{ name, parts }];
  });
  return barsPicture(`${marketWord(market)}: log growth a year by cause, per cent`, bars, percent);
}

const yearsOf = (figures: Figures | null): number =>
  figures === null ? 1 : (figures.summary.endMs - figures.summary.startMs) / (365 * 86_400_000);

/** Every picture with its file name. */
export const picturesOf = (markets: readonly StudyMarket[], book: Book): readonly (readonly [string, string])[] =>
  markets.flatMap((market) => {
    const course = coursePicture(market, book);
    const attribution = [`${market.id}-attribution.svg`, attributionPicture(market, book)] as const;
    return course === null ? [attribution] : [[`${market.id}-course.svg`, course] as const, attribution];
  });
