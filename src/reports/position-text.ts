import { change, duration, FIXED_SPACE, money, multiple, percent, plural, ratio, units } from "./format.js";
import { joined, labelled, paragraph, table, type Column } from "./layout.js";
import type { PositionClosing, PositionMargin, PositionPath, PositionReport } from "./position.js";
import { notesLines } from "./sources-text.js";

const columns = (...titles: readonly string[]): readonly Column[] =>
  titles.map((title, index) => ({ title, align: index === 0 ? "left" : "right" }));

/** Where it is, in a few words. */
const place = ({ venue, chain }: PositionReport): string => (chain === null ? venue : `${venue} on ${chain}`);

/** Distance of a closing in log price, >= 0. */
const distance = ({ ratio: at }: PositionClosing): number => Math.abs(Math.log(at));

/** The nearer closing of a path; null where there is none. */
function nearest({ below, above }: PositionPath): PositionClosing | null {
  if (below === null || above === null) return below ?? above;
  return distance(below) <= distance(above) ? below : above;
}

/** "falls 29 % to 1,830 USD". */
function moveWords({ ratio: at, price }: PositionClosing, currency: string, several = false): string {
  const verb = `${at < 1 ? "fall" : "rise"}${several ? "" : "s"}`;
  const to = price === null ? "" : ` to ${money(price)} ${currency}`;
  return `${verb} ${percent(Math.abs(at - 1))}${to}`;
}

/** The path on which the least move closes a margin, with that move; null where none does. */
function nearestMove(
  paths: readonly PositionPath[],
): { readonly path: PositionPath; readonly at: PositionClosing } | null {
  const moves = paths.flatMap((path) => {
    const at = nearest(path);
    return at === null ? [] : [{ path, at }];
  });
  return moves.reduce<(typeof moves)[number] | null>(
    (least, move) => (least === null || distance(move.at) < distance(least.at) ? move : least),
    null,
  );
}

/** What closes a margin, as a clause. */
function closingWords({ paths, currency, utilisation }: PositionMargin): string {
  if (utilisation === null) return "at which price it is closed is not known";
  if (utilisation !== null && utilisation >= 1) return "the venue may close it now";
  const single = nearestMove(paths.filter(({ assets }) => assets.length === 1));
  const together = nearestMove(paths.filter(({ assets }) => assets.length > 1));
  const clauses = [
    ...(single === null ? [] : [`if ${single.path.name} ${moveWords(single.at, currency)}`]),
    ...(together === null ? [] : [`if ${together.path.name} together ${moveWords(together.at, currency, true)}`]),
  ];
  return clauses.length === 0 ? "no price closes it" : `closes ${clauses.join(", or ")}`;
}

/** True where there is something that a venue could close. */
const isExposed = ({ debt, legs }: PositionMargin): boolean =>
  debt > 0 || legs.some(({ kind }) => kind === "perpetual");

/** How near a margin is to liquidation, in the coordinate of its kind. */
function standing({ healthFactor, utilisation, debt, collateral, currency }: PositionMargin): string {
  if (utilisation === null) return `Debt of ${money(debt)} against collateral of ${money(collateral)} ${currency}`;
  return healthFactor === null
    ? `Margin ratio ${percent(utilisation)} (maintenance / equity)`
    : `Health factor ${ratio(healthFactor)}`;
}

/** The answer: how near the margin that is nearest to liquidation stands. */
function sentence(report: PositionReport): string {
  const { margins } = report;
  const exposed = margins.filter(isExposed);
  const [worst] = [...exposed].sort((a, b) => (b.utilisation ?? 0) - (a.utilisation ?? 0));
  if (margins.length === 0) return `Nothing is held and nothing owed at ${place(report)}.`;
  if (worst === undefined) {
    const worth = margins.map(({ equity, currency }) => `${money(equity)} ${currency}`).join(" and ");
    return `Holds ${worth} and owes nothing: no price closes it.`;
  }
  const stand = standing(worst);
  const which =
    exposed.length === 1 ? "" : ` in ${worst.name}, the nearest of ${plural(exposed.length, "margin", "margins")}`;
  return `${stand}${which}: ${closingWords(worst)}.`;
}

/** The answer alone. */
export const positionSentence = (report: PositionReport): string => sentence(report).replaceAll(FIXED_SPACE, " ");

function legLines({ legs, currency }: PositionMargin): readonly string[] {
  const rows = legs.map(({ kind, asset, quantity, price, value, entryPrice }) => [
    kind === "perpetual" ? `${asset} ${quantity < 0 ? "short" : "long"}` : `${asset} ${kind}`,
    units(quantity),
    money(price),
    money(value),
    ...(legs.some((leg) => leg.entryPrice !== null) ? [entryPrice === null ? "" : money(entryPrice)] : []),
  ]);
  const opened = legs.some(({ entryPrice }) => entryPrice !== null) ? ["opened at"] : [];
  return table(columns(`in ${currency}`, "units", "price", "value", ...opened), rows);
}

/** The same account in every coordinate. */
function coordinateLines(margin: PositionMargin): readonly string[] {
  const { currency, collateral, debt, equity, maintenanceMargin, utilisation } = margin;
  const { leverageRatio, loanToValue, collateralRatio, healthFactor } = margin;
  const amount = (value: number): string => `${money(value)} ${currency}`;
  const ratios = [
    ...(leverageRatio === null || leverageRatio === 0 ? [] : [`leverage ${multiple(leverageRatio)}`]),
    ...(loanToValue === null || debt === 0 ? [] : [`LTV ${percent(loanToValue)}`]),
    ...(collateralRatio === null ? [] : [`collateral ratio ${ratio(collateralRatio)}`]),
    ...(healthFactor === null ? [] : [`health factor ${ratio(healthFactor)}`]),
    ...(utilisation === null ? [] : [`${percent(utilisation)} of the liquidation limit used`]),
  ];
  return [
    ...labelled("equity", amount(equity), 22),
    ...labelled("collateral", amount(collateral), 22),
    ...(debt === 0 ? [] : labelled("debt", amount(debt), 22)),
    ...(maintenanceMargin === null || !isExposed(margin)
      ? []
      : labelled("maintenance margin", amount(maintenanceMargin), 22)),
    ...(ratios.length === 0 ? [] : paragraph(ratios.join(", "), "  ")),
  ];
}

/** A rise beyond this many times the price is told by no figure. */
const FAR = 100;

/** Where prices close it, each alone and all together. */
function pathLines(margin: PositionMargin): readonly string[] {
  if (margin.paths.length === 0 || !isExposed(margin)) return [];
  const moved = (at: PositionClosing): string => (at.ratio > FAR ? `over ${FAR}x` : change(at.ratio - 1));
  const cells = (at: PositionClosing | null): readonly string[] =>
    at === null ? ["-", ""] : [at.price === null ? "" : money(at.price), moved(at)];
  const alone = margin.paths.length > 1 ? ": each alone" : "";
  const together = margin.paths.some(({ assets }) => assets.length > 1) ? ", and all of them together" : "";
  const rows = margin.paths.map(({ name, below, above }) => [name, ...cells(below), ...cells(above)]);
  return [
    `Where prices close it, in ${margin.currency}${alone}${together}`,
    ...table(columns("what moves", "falls to", "", "rises to", ""), rows),
  ];
}

/** A rate a year below this is none. */
const NOTHING = 1e-9;

const RATE_WORDS = { borrow: "owed", earn: "held", funding: "funding" } as const;

/** Rates, and what the account costs a year. */
function rateLines({ rates, costAnnual, currency, equity, collateral, debt }: PositionMargin): readonly string[] {
  const size = collateral + debt;
  // What earns nothing by nobody's word is no news.
  const told = rates.filter(({ source, rateAnnual }) => source !== null || rateAnnual !== 0);
  if (told.length === 0) return [];
  const rows = told.map(({ kind, asset, rateAnnual, costAnnual: cost }) => [
    `${asset} ${RATE_WORDS[kind]}`,
    rateAnnual === null ? "not told" : percent(Math.abs(rateAnnual) < NOTHING ? 0 : rateAnnual),
    cost === null ? "not known" : money(Math.abs(cost) < NOTHING * size ? 0 : cost),
  ]);
  const share = equity > 0 && costAnnual !== null ? `, ${percent(Math.abs(costAnnual) / equity)} of the equity` : "";
  const sum =
    costAnnual === null
      ? "What all of it costs is not known: a rate is not told."
      : `All of it ${costAnnual < 0 ? "earns" : "costs"} ${money(Math.abs(costAnnual))} ${currency} a year at these rates${share}.`;
  const untold = rates.filter(({ kind, source }) => kind === "earn" && source === null).map(({ asset }) => asset);
  const silent = untold.length === 0 ? "" : ` No rate is told of ${untold.join(", ")} held: nothing is counted.`;
  return [
    "Rates now",
    ...table(columns("", "a year", `costs a year, ${currency}`), rows),
    ...paragraph(`${sum}${silent}`, "  "),
  ];
}

const STATED_WORDS = {
  equity: "equity",
  maintenanceMargin: "maintenance margin",
  healthFactor: "health factor",
  liquidationPrice: "liquidation price",
} as const;

function statedLines({ stated, margins }: PositionReport): readonly string[] {
  if (stated.length === 0 || margins.length === 0) return [];
  const figure = (name: string, value: number | null): string =>
    value === null ? "none" : name === "healthFactor" ? String(Number(value.toPrecision(6))) : money(value);
  const rows = stated.map(({ name, asset, value, ours }) => [
    `${STATED_WORDS[name]}${asset === null ? "" : ` of ${asset}`}`,
    figure(name, value),
    figure(name, ours),
  ]);
  return ["As the venue itself states it", ...table(columns("", "venue", "by its rule, here"), rows)];
}

/** Who answered, and how old the answer is. */
function lastLine({ source, block, asOfMs }: PositionReport, nowMs: number): readonly string[] {
  const at = block === null ? "" : ` at block ${block}`;
  const seconds = Math.max(0, Math.round((nowMs - asOfMs) / 1000));
  const old = seconds === 0 ? "just now" : `${duration(seconds * 1000)} old`;
  return paragraph(`Not financial advice. Read from ${source}${at}, ${old}.`);
}

/** An account in every coordinate: what is held and owed, where it is liquidated, what it costs. */
export function positionText(report: PositionReport, nowMs: number): string {
  const { margins, holder, release } = report;
  const whose = /^0x/.test(holder) ? holder : `The account behind the key of ${holder}`;
  const rules = release === null ? "" : `, rules of release ${release}`;
  const sections = margins.flatMap((margin) => [
    margins.length === 1 ? [] : [`Margin: ${margin.name}`],
    [...legLines(margin), ...coordinateLines(margin)],
    pathLines(margin),
    rateLines(margin),
  ]);
  return joined([
    paragraph(sentence(report)),
    paragraph(`${whose} at ${place(report)}${rules}`),
    ...sections,
    statedLines(report),
    notesLines(report.notes),
    lastLine(report, nowMs),
  ]);
}
