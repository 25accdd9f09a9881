/** Lines over time as SVG: panels under each other, one axis of time. */

/** One line of a panel. A point that is not finite breaks it. */
export interface Line {
  readonly name: string;
  readonly color: string;
  readonly y: ArrayLike<number>;
  readonly dashed?: boolean;
}

/** One panel. */
export interface Panel {
  readonly title: string;
  readonly scale: "log" | "linear";
  readonly lines: readonly Line[];
  /** Between two lines of as many points, such as a band. */
  readonly area?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number>; readonly color: string };
  /** How a height is written. */
  readonly written: (y: number) => string;
  /** Least and most that is drawn; left out: what the lines reach. */
  readonly from?: number;
  readonly to?: number;
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, KEY] = [760, 190, 62, 12, 26, 34];

/** Points a line is thinned to: about one a pixel and a half. */
const POINTS_MAX = 460;

const at = (value: number): string => value.toFixed(1);

/** Where heights of a panel lie, pixels from its own top. */
interface Frame {
  readonly low: number;
  readonly high: number;
  place(y: number): number;
}

const isDrawn = (y: number, scale: Panel["scale"]): boolean => Number.isFinite(y) && (scale === "linear" || y > 0);

function frameOf({ lines, area, scale, from, to }: Panel): Frame {
  let [low, high] = [Infinity, -Infinity];
  for (const y of [...lines.map((line) => line.y), ...(area === undefined ? [] : [area.low, area.high])]) {
    for (let i = 0; i < y.length; i++) {
      if (!isDrawn(y[i], scale)) continue;
      low = Math.min(low, y[i]);
      high = Math.max(high, y[i]);
    }
  }
  [low, high] = [from ?? low, to ?? high];
  if (!(high > low)) [low, high] = scale === "log" ? [low / 2, low * 2] : [low - 1, low + 1];
  const scaled = scale === "log" ? Math.log : (y: number): number => y;
  const place = (y: number): number =>
    TOP + HEIGHT * (1 - (scaled(Math.min(high, Math.max(low, y))) - scaled(low)) / (scaled(high) - scaled(low)));
  return { low, high, place };
}

/** Heights that are named: powers of ten, halves and doubles where they are few; round steps on a straight scale. */
function ticksOf({ low, high }: Frame, scale: Panel["scale"]): readonly number[] {
  if (scale === "log") {
    const decades = Math.log10(high / low);
    const steps = decades > 3 ? [1] : decades > 1 ? [1, 3] : [1, 1.5, 2, 3, 5, 7];
    const from = Math.floor(Math.log10(low));
    return Array.from({ length: Math.ceil(decades) + 2 }, (_, i) => steps.map((step) => step * 10 ** (from + i)))
      .flat()
      .filter((tick) => tick >= low && tick <= high);
  }
  const raw = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((each) => each * power >= raw) ?? 10);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

/** First points of years, at most a dozen of them. */
function yearsIn(timeMs: Float64Array): readonly { readonly year: number; readonly ms: number }[] {
  const [from, to] = [timeMs[0], timeMs[timeMs.length - 1]];
  const [first, last] = [from, to].map((ms) => new Date(ms).getUTCFullYear());
  const step = Math.max(1, Math.ceil((last - first) / 12));
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
    .filter((year) => year % step === 0)
    .map((year) => ({ year, ms: Date.UTC(year, 0, 1) }))
    .filter(({ ms }) => ms >= from && ms <= to);
}

/** A picture of these panels. All lines have a point at each time. */
export function picture(timeMs: Float64Array, panels: readonly Panel[]): string {
  const block = TOP + HEIGHT + KEY;
  const [width, height] = [LEFT + WIDTH + RIGHT, panels.length * block + 18];
  const x = (ms: number): number =>
    LEFT + (WIDTH * (ms - timeMs[0])) / Math.max(1, timeMs[timeMs.length - 1] - timeMs[0]);
  const thin = Math.max(1, Math.ceil(timeMs.length / POINTS_MAX));
  const places = Array.from(timeMs.keys()).filter((i) => i % thin === 0 || i === timeMs.length - 1);
  const drawn = panels.map((panel, i) => {
    const frame = frameOf(panel);
    const inside = [
      grid(panel, frame, timeMs, x),
      area(panel, frame, places, timeMs, x),
      lines(panel, frame, places, timeMs, x),
    ];
    return `<g transform="translate(0 ${i * block})">${inside.join("")}${key(panel)}</g>`;
  });
  const style = "text{font:11px sans-serif;fill:#444}.title{font-weight:bold;font-size:12px}.grid{stroke:#e4e4e4}";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<style>${style}</style><rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...drawn,
    "</svg>",
    "",
  ].join("\n");
}

type Across = (ms: number) => number;

function grid(panel: Panel, frame: Frame, timeMs: Float64Array, x: Across): string {
  const across = ticksOf(frame, panel.scale).map((tick) => {
    const y = at(frame.place(tick));
    return `<line x1="${LEFT}" y1="${y}" x2="${LEFT + WIDTH}" y2="${y}" class="grid"/><text x="${LEFT - 5}" y="${at(frame.place(tick) + 3)}" text-anchor="end">${panel.written(tick)}</text>`;
  });
  const down = yearsIn(timeMs).map(({ year, ms }) => {
    const place = at(x(ms));
    return `<line x1="${place}" y1="${TOP}" x2="${place}" y2="${TOP + HEIGHT}" class="grid"/><text x="${place}" y="${TOP + HEIGHT + 13}" text-anchor="middle">${year}</text>`;
  });
  return [...across, ...down, `<text x="${LEFT}" y="${TOP - 9}" class="title">${panel.title}</text>`].join("");
}

function area(
  { area: between, scale }: Panel,
  frame: Frame,
  places: readonly number[],
  timeMs: Float64Array,
  x: Across,
): string {
  if (between === undefined) return "";
  const { low, high, color } = between;
  const seen = places.filter((i) => isDrawn(low[i], scale) && isDrawn(high[i], scale));
  if (seen.length === 0) return "";
  const edge = (y: ArrayLike<number>, order: readonly number[]): string =>
    order.map((i) => `${at(x(timeMs[i]))},${at(frame.place(y[i]))}`).join(" ");
  return `<polygon points="${edge(high, seen)} ${edge(low, [...seen].reverse())}" fill="${color}" fill-opacity="0.18" stroke="none"/>`;
}

function lines(panel: Panel, frame: Frame, places: readonly number[], timeMs: Float64Array, x: Across): string {
  return panel.lines
    .map(({ y, color, dashed }) => {
      const runs: string[][] = [[]];
      for (const i of places) {
        if (isDrawn(y[i], panel.scale)) runs[runs.length - 1].push(`${at(x(timeMs[i]))},${at(frame.place(y[i]))}`);
        else if (runs[runs.length - 1].length > 0) runs.push([]);
      }
      return runs
        .filter((run) => run.length > 1)
        .map(
          (run) =>
            `<polyline points="${run.join(" ")}" fill="none" stroke="${color}" stroke-width="1.3"${dashed === true ? ' stroke-dasharray="4 3"' : ""}/>`,
        )
        .join("");
    })
    .join("");
}

/** Names of the lines under a panel. */
function key({ lines: all, area: between }: Panel): string {
  let left = LEFT;
  const y = TOP + HEIGHT + 26;
  const entries = all.map(({ name, color, dashed }) => {
    const entry = `<line x1="${left}" y1="${y - 4}" x2="${left + 16}" y2="${y - 4}" stroke="${color}" stroke-width="2"${dashed === true ? ' stroke-dasharray="4 3"' : ""}/><text x="${left + 20}" y="${y}">${name}</text>`;
    left += 34 + 6.2 * name.length;
    return entry;
  });
  const band =
    between === undefined
      ? ""
      : `<rect x="${left}" y="${y - 9}" width="16" height="9" fill="${between.color}" fill-opacity="0.18"/><text x="${left + 20}" y="${y}">band</text>`;
  return entries.join("") + band;
}

/** One bar of stacked parts: what adds and what takes away. */
export interface Bar {
  readonly name: string;
  readonly parts: readonly { readonly name: string; readonly color: string; readonly value: number }[];
}

const [BAR, GAP, NAMES] = [18, 10, 190];

/** Bars beside each other, from 0 to both sides: parts that add to the right, parts that take away to the left. */
export function barsPicture(title: string, bars: readonly Bar[], written: (value: number) => string): string {
  const sums = bars.map(({ parts }) => ({
    up: parts.reduce((sum, { value }) => sum + Math.max(0, value), 0),
    down: parts.reduce((sum, { value }) => sum + Math.min(0, value), 0),
  }));
  const high = Math.max(...sums.map(({ up }) => up), 1e-9);
  const low = Math.min(...sums.map(({ down }) => down), 0);
  const x = (value: number): number => NAMES + ((WIDTH - 130) * (value - low)) / (high - low);
  const rows = bars.map(({ name, parts }, i) => {
    let [right, left] = [0, 0];
    const y = 34 + i * (BAR + GAP);
    const drawn = parts.map(({ color, value }) => {
      const from = value >= 0 ? right : left + value;
      if (value >= 0) right += value;
      else left += value;
      return `<rect x="${at(x(from))}" y="${y}" width="${at(x(from + Math.abs(value)) - x(from))}" height="${BAR}" fill="${color}"/>`;
    });
    const total = parts.reduce((sum, { value }) => sum + value, 0);
    return `<text x="${NAMES - 8}" y="${y + 13}" text-anchor="end">${name}</text>${drawn.join("")}<text x="${at(x(right) + 5)}" y="${y + 13}">${written(total)}</text>`;
  });
  const [width, height] = [LEFT + WIDTH + RIGHT, 34 + bars.length * (BAR + GAP) + 30];
  let left = NAMES;
  const names = (bars[0]?.parts ?? []).map(({ name, color }) => {
    const entry = `<rect x="${left}" y="${height - 18}" width="11" height="11" fill="${color}"/><text x="${left + 15}" y="${height - 8}">${name}</text>`;
    left += 32 + 6.2 * name.length;
    return entry;
  });
  const zero = `<line x1="${at(x(0))}" y1="28" x2="${at(x(0))}" y2="${height - 26}" stroke="#888"/>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<style>text{font:11px sans-serif;fill:#444}.title{font-weight:bold;font-size:12px}</style><rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="${NAMES}" y="18" class="title">${title}</text>`,
    ...rows,
    zero,
    ...names,
    "</svg>",
    "",
  ].join("\n");
}
