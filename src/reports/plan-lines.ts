import type { Action, Current, DecisionAnswer, SizeFit, Step } from "../model/index.js";
import { money, multiple, units } from "./format.js";
import { paragraph } from "./layout.js";
import type { Subject } from "./subject.js";

/** A trade of a perpetual says its direction: a short is sold more or bought back. */
function perpetualWords({ kind, quantity }: Step, { from, to }: Action, asset: string): string {
  const amount = `${units(quantity)} ${asset}`;
  if (kind === "reduce") return from < 0 ? `buy back ${amount}` : `sell ${amount}`;
  if (to < 0) return from < 0 ? `sell ${amount} more short` : `sell ${amount} short`;
  return from > 0 ? `buy ${amount} more` : `buy ${amount}`;
}

/** One step as an order, without its value: "repay 9,120 USDC", "sell 1.4 ETH", "buy back 0.1 ETH". */
function orderWords(step: Step, plan: Action, { asset, quote }: Subject): string {
  if (step.asset === quote) return `${step.kind} ${money(step.quantity)} ${quote}`;
  return step.kind === "increase" || step.kind === "reduce"
    ? perpetualWords(step, plan, asset)
    : `${step.kind} ${units(step.quantity)} ${asset}`;
}

/** True where the plan stops short of the answer, at the edge of the band. */
const stopsAtEdge = ({ plan, leverageRatio }: DecisionAnswer): boolean =>
  plan !== null && plan.kind === "adjust" && Math.abs(plan.to - leverageRatio) > 5e-4;

/** What is enough to do now where the plan stops at the edge of the band; null where it goes to the answer itself. */
export function enoughWords(decision: DecisionAnswer, subject: Subject): string | null {
  const { plan, band } = decision;
  if (plan === null || !stopsAtEdge(decision)) return null;
  const steps = plan.steps.map((step) => orderWords(step, plan, subject));
  const edge = [band.low, band.high].some((end) => Math.abs(end - plan.to) < 5e-4) ? ", the near edge of the band" : "";
  return `it is enough to ${steps.join(", then ")}: to ${multiple(plan.to)}${edge}`;
}

/** Where what is held lies against the band, or against an answer without one; shorts by size, for less is nearer to nothing. */
export function sideWords({ side, leverageRatio: held }: Current, { band, leverageRatio }: DecisionAnswer): string {
  const place = band.low === band.high ? "answer" : "band";
  if (side === "within-band") return place === "band" ? "inside the band" : "as the answer has it";
  if (held < 0 && leverageRatio >= 0) return `short, while the ${place} is not`;
  if (held > 0 && leverageRatio < 0) return `long, while the ${place} is short`;
  const size = side === "too-much" ? "more" : "less";
  return held < 0 ? `${size} short than the ${place}` : `${size} than the ${place}`;
}

/** Why the plan trades, in one sentence. */
function planBecause(decision: DecisionAnswer, plan: Action): string {
  const { current, band } = decision;
  if (plan.kind === "hold" || current?.side === "within-band") return plan.because;
  const goal = band.low === band.high ? "the answer" : stopsAtEdge(decision) ? "its nearest edge" : "the answer";
  const held = current === null ? "you hold nothing yet" : `what you hold is ${sideWords(current, decision)}`;
  return `${held}; trade to ${current === null && goal === "its nearest edge" ? "the near edge of the band" : goal}`;
}

/** What the venue's tiers say of the size asked for. */
function sizeWords(size: SizeFit, venue: string, { quote }: Subject): string {
  const { leverageRatio, notional, leverageRatioMax, notionalMax } = size;
  const [asked, at] = [multiple(leverageRatio), `${money(notional)} ${quote}`];
  const allowed =
    leverageRatioMax === 0
      ? `${venue} opens no position of ${at}.`
      : `At ${at} ${venue} opens at most ${multiple(leverageRatioMax)}.`;
  if (notionalMax === null) return allowed;
  const fits = notionalMax === 0 ? `no size fits at ${asked}` : `${asked} fits up to ${money(notionalMax)} ${quote}`;
  return `${allowed} To fit the tier: ${fits}.`;
}

/** The plan: its steps in order, what they cost and what is left. */
export function planLines(decision: DecisionAnswer, subject: Subject): readonly string[] {
  const { plan } = decision;
  if (plan === null) return [];
  const { quote } = subject;
  const value = (step: Step): string => (step.asset === quote ? "" : ` (${money(step.notional)} ${quote})`);
  return [
    `What to do now: ${plan.kind === "hold" ? "nothing" : `from ${multiple(plan.from)} to ${multiple(plan.to)}`}`,
    ...paragraph(planBecause(decision, plan), "  "),
    ...(plan.size === null ? [] : paragraph(sizeWords(plan.size, decision.provenance.venue.id, subject), "  ")),
    ...plan.steps.flatMap((step, index) =>
      paragraph(orderWords(step, plan, subject) + value(step), `  ${index + 1}. `),
    ),
    ...(plan.steps.length === 0
      ? []
      : [`  cost ${money(plan.cost)} ${quote}; equity after it ${money(plan.equityAfter)} ${quote}`]),
    ...(subject.heldAs === "loan" && !subject.recourse && plan.steps.length > 1
      ? paragraph(
          "A lender lets no step through that leaves the loan too thin: go in rounds, or do it in one transaction with a flash loan.",
          "  ",
        )
      : []),
  ];
}
