import type { DistancePoint, GrowthPoint, ReportData, Sensitivity } from "../decision/index.js";
import type { Decision } from "../model/index.js";
import { ink, type ChartOption, type ChartSize } from "./charts/chart-option.js";
import { adverseMove, adverseWords, canBeLiquidated, distanceChart, yardsticks } from "./charts/distance-chart.js";
import { growthChart } from "./charts/growth-chart.js";
import { capsInView, hasInterval } from "./charts/growth-frame.js";
import { oddsChart, oddsHeight, oddsSeries } from "./charts/odds-chart.js";
import { moving, sensitivityChart, sensitivityHeight } from "./charts/sensitivity-chart.js";
import { sensitivityValue } from "./charts/sensitivity-value.js";
import { change, duration, multiple, percent, points, probability, significant } from "./format.js";
import { figure, html, nothing, type Html } from "./html.js";
import { notKnownWords, policyBasis, policyColumnTitle } from "./policy-odds-words.js";
import { asTable, legend, NARROW, picture, thinned, WIDE, type Draw, type Key } from "./report-picture.js";
import type { Subject } from "./subject.js";

/** How much it matters to be exactly right. */
function regretWords(decision: Decision): Html {
  if (decision.status === "infeasible" || decision.regret.length === 0) return nothing;
  const items = decision.regret.map(({ within, low, high }, index) => {
    const [from, to] = [
      figure(`regret.${index}.low`, low, multiple(low)),
      figure(`regret.${index}.high`, high, multiple(high)),
    ];
    return html`<li>${from} to ${to} costs under ${points(within)} of growth a year</li>`;
  });
  return html`<p>How much it matters to be exactly right (green):</p>
    <ul>
      ${items}
    </ul>`;
}

/** What is believed of the curve itself. */
function doubtWords(decision: Decision): string {
  if (hasInterval(decision))
    return "The pale area around the line holds the truth nine times in ten: so little is known of the drift.";
  return decision.estimates.driftAnnual === null
    ? "No view on the drift was given, so the price is taken to earn no more than cash, and no area of doubt is drawn."
    : "The drift was stated without an error, so no area of doubt is drawn.";
}

/** Where leverage is counted on a part of wealth, and where what is held then stands. */
function placeWords({ decision, heldAt }: ReportData): readonly string[] {
  const { current } = decision;
  const share = decision.status === "infeasible" ? 1 : decision.isolatedShare;
  return [
    ...(share === 1
      ? []
      : [
          `Leverage is counted on the ${percent(share)} of your wealth that the answer keeps at the venue; sudden losses are in the line.`,
        ]),
    ...(current === null || heldAt === null || Math.abs(heldAt - current.leverageRatio) < 5e-3
      ? []
      : [`What you hold is drawn at ${multiple(heldAt)}: as much of the asset, on as much money as the answer has.`]),
  ];
}

/** How to read the growth of this decision. */
function growthWords(data: ReportData, subject: Subject): Html {
  const { beyond } = capsInView(data);
  const about = [
    doubtWords(data.decision),
    ...(subject.heldAs === "loan"
      ? ["At 1x borrowing begins: below it your cash earns the lend rate, above it you pay the borrow rate."]
      : []),
    ...placeWords(data),
    ...(beyond.length === 0
      ? []
      : [`Further out than drawn: ${beyond.map(({ name, at }) => `${name} ${multiple(Math.abs(at))}`).join(", ")}.`]),
  ];
  return html`<p class="read">
      How to read it: the line is how fast your wealth would grow a year (in logs) at each leverage. Dashed lines are
      limits: what lies beyond the nearest one is out of bounds, however high the line.
    </p>
    <p class="read">${about.join(" ")}</p>`;
}

const growthRow = ({ leverageRatio, growthAnnual, credible90 }: GrowthPoint): readonly string[] => [
  multiple(leverageRatio),
  growthAnnual === null ? "may lose everything" : percent(growthAnnual),
  credible90 === null ? "–" : `${percent(credible90[0])} to ${percent(credible90[1])}`,
];

/** What the colours of the growth picture mean. */
function growthKeys(data: ReportData): readonly Key[] {
  const { decision, growth } = data;
  const key = (words: string, color: string, shown: boolean): readonly Key[] =>
    shown ? [{ words, color: `var(--${color})` }] : [];
  const answered = decision.status !== "infeasible";
  return [
    ...key("growth a year", "ink", true),
    ...key(`${percent(0.9)} sure`, "answer-soft", hasInterval(decision)),
    ...key("the answer", "answer", answered),
    ...key("you now", "held", data.heldAt !== null),
    ...key("limits", "cap", true),
    ...key(
      "the limit that binds",
      "bound",
      capsInView(data).inside.some(({ binds }) => binds),
    ),
    ...key("costs little", "region", answered),
    ...key(
      "one liquidation may take everything",
      "ruin",
      growth.some(({ growthAnnual }) => growthAnnual === null),
    ),
  ];
}

/** Growth against leverage. */
export function growthPicture(data: ReportData, subject: Subject, draw: Draw): Html {
  const { decision, growth } = data;
  const answer = decision.status === "infeasible" ? "" : `The answer is ${multiple(decision.leverageRatio)}. `;
  const says = `Growth of wealth a year against leverage. ${answer}The numbers are in the table below.`;
  const chart = (size: ChartSize): ChartOption => growthChart(data, size);
  const head = ["leverage", "growth a year", `${percent(0.9)} sure`];
  return html`<section>
    <h2>How fast your wealth grows, at each leverage</h2>
    ${growthWords(data, subject)}${legend(growthKeys(data))}
    ${picture(draw, { id: "growth", says, heights: [470, 470], chart })}${regretWords(decision)}
    ${asTable(head, thinned(growth).map(growthRow))}
  </section>`;
}

/** Odds of liquidation by horizon. */
export function oddsPicture(data: ReportData, draw: Draw): Html {
  const { decision } = data;
  const series = oddsSeries(data);
  const title = html`<h2>How likely liquidation is, by when</h2>`;
  if (series.length === 0)
    return html`<section>
      ${title}
      <p>
        Never: at this leverage no price closes
        it${decision.current === null ? "" : ", and none closes what you hold now"}.
      </p>
    </section>`;
  const horizons = (data.answerOdds.length > 0 ? data.answerOdds : data.heldOdds).map(({ horizonMs }) => horizonMs);
  const never =
    decision.status !== "infeasible" && decision.coordinates.liquidationPrice === null
      ? ` The answer, ${multiple(decision.leverageRatio)}, is never liquidated: no price closes it.`
      : "";
  const basis = policyBasis(decision);
  const policy =
    basis === "none"
      ? ` Under the policy: ${notKnownWords(decision.estimates.gap)}.`
      : ` ${policyColumnTitle[basis].replace(/^u/, "U")}: ${policyMeaning[basis]}.`;
  const rows = horizons.map((horizonMs, index) => [
    duration(horizonMs),
    ...series.map(({ probabilities }) => {
      const value = probabilities[index] ?? null;
      return value === null ? "not known" : probability(value);
    }),
  ]);
  const height = oddsHeight(data);
  return html`<section>
    ${title}
    <p class="read">
      How to read it: the longer the bar, the likelier the venue closes the position within that time. Left untouched,
      it drifts with the price and nobody reacts.${policy}${never}
    </p>
    ${legend(series)}
    ${picture(draw, { id: "odds", says: "Probability of liquidation by horizon. The numbers are in the table below.", heights: [height, height], chart: (size) => oddsChart(data, size) })}
    ${asTable(["within", ...series.map(({ words }) => words)], rows)}
  </section>`;
}

/** What odds under the policy mean, for one who sees them for the first time. */
const policyMeaning = {
  "gap-hazard-bound":
    "it is checked and put right on time, so that only a move too fast to react to can close it; this is a bound",
  "jump-hazard-bound":
    "it is checked and put right on time, so that only a sudden jump can close it; this is a bound, and gaps are not counted",
  "diffusion-only": "it is checked and put right on time, and no gap is larger than the one stated",
  untouched: "it is re-opened at each reset, and nobody watches in between",
} as const;

const distanceRow = (point: DistancePoint): readonly string[] => [
  multiple(point.leverageRatio),
  point.liquidationPriceRatio === null ? "never" : change(point.liquidationPriceRatio - 1),
  point.days === null ? "–" : significant(point.days),
  point.months === null ? "–" : significant(point.months),
];

/** Distance to liquidation against volatility. */
export function distancePicture(data: ReportData, draw: Draw): Html {
  const title = html`<h2>How far away liquidation is</h2>`;
  if (!canBeLiquidated(data))
    return html`<section>
      ${title}
      <p>No leverage drawn here can be liquidated.</p>
    </section>`;
  const sticks = yardsticks(data)
    .map(({ words, size }) => `${words} ${adverseWords(data, size)}`)
    .join(", ");
  return html`<section>
    ${title}
    <p class="read">
      How to read it: the line is the move of the price against you that closes the position. Dashed lines are what the
      price does (one standard deviation): ${sticks}. Where the line comes down to a dashed one, such a move is enough.
    </p>
    ${picture(draw, { id: "distance", says: "Move of the price that liquidates, against leverage. The numbers are in the table below.", heights: [330, 330], chart: (size) => distanceChart(data, size) })}
    ${asTable(["leverage", "liquidated at", "in ordinary days", "in ordinary months"], thinned(data.distance.filter((point) => adverseMove(point) !== null)).map(distanceRow))}
  </section>`;
}

/** The inputs that hardly move the answer, in a sentence. */
function unmovedWords(sensitivities: readonly Sensitivity[], shown: readonly Sensitivity[]): string {
  const names = sensitivities.filter((each) => !shown.includes(each)).map(({ label }) => label);
  return names.length === 0 ? "" : ` It hardly moves with: ${names.join(", ")}.`;
}

/** How the answer moves with each input. */
export function sensitivityPicture(sensitivities: readonly Sensitivity[], decision: Decision, draw: Draw): Html {
  if (decision.status === "infeasible" || sensitivities.length === 0) return nothing;
  const { totalLeverageRatio: answer, isolatedShare } = decision;
  const title = html`<h2>What would change the answer</h2>`;
  const shown = moving(sensitivities, answer);
  if (shown.length === 0)
    return html`<section>
      ${title}
      <p>
        No input, a standard error (or a tenth) lower or higher, moves the answer of ${multiple(answer)} by as much as
        0.01x.
      </p>
    </section>`;
  const at = (end: Sensitivity["low"], { unit }: Sensitivity): string =>
    end === null ? "–" : `${sensitivityValue(end.value, unit)}: ${multiple(end.leverageRatio)}`;
  const rows = shown.map((each) => [
    each.label,
    sensitivityValue(each.value, each.unit),
    at(each.low, each),
    at(each.high, each),
  ]);
  const heights = [sensitivityHeight(shown.length, WIDE), sensitivityHeight(shown.length, NARROW)] as const;
  const says = "How far the answer moves with each input. The numbers are in the table below.";
  const chart = (size: ChartSize): ChartOption => sensitivityChart(shown, answer, size);
  const keys = [
    { color: ink.answerSoft, words: "input lower" },
    { color: ink.answer, words: "input higher" },
  ];
  const counted = isolatedShare < 1 ? " Leverage is counted on all your wealth here." : "";
  return html`<section>
    ${title}
    <p class="read">
      How to read it: each bar is how far the answer moves from ${multiple(answer)} when one input is a standard error
      (or a tenth) lower or higher, and all else stays. The input's own value stands at the end of its
      bar.${counted}${unmovedWords(sensitivities, shown)}
    </p>
    ${legend(keys)} ${picture(draw, { id: "sensitivity", says, heights, chart })}
    ${asTable(["input", "taken as", "lower: answer", "higher: answer"], rows)}
  </section>`;
}
