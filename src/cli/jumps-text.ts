import { NotANumberError } from "../errors/index.js";
import { checkedJumps, stated, type Jumps } from "../model/index.js";
import { readAmount, readFraction } from "./quantities.js";
import { readWhole } from "./whole-figure.js";

/**
 * Jumps as typed, "0.2x3%" or "0.2±0.1x3%": how many lasting falls a year, and their mean size; or whole, as a decision prints
 * them. Falls as typed move the exchange rate too, and are not in the drift.
 * @throws NotANumberError (E_NOT_A_NUMBER), every code of a figure or a whole one
 */
export async function readJumps(text: string, field: string, source: string): Promise<Jumps> {
  if (text.trimStart().startsWith("{"))
    return checkedJumps(await readWhole(text, field, ({ jumpsSchema }) => jumpsSchema), field);
  const [rate, size, ...rest] = text.split(/x/i);
  if (rate === undefined || size === undefined || rest.length > 0) {
    const hint = "0.2x3% is a lasting fall of 3 % on average, once in five years on average";
    throw new NotANumberError({ field, got: text, want: "how many a year x their mean size, such as 0.2x3%", hint });
  }
  const [often = "", error] = rate.split(/±|\+\/?-/);
  const intensity = readAmount(often.trim(), field, {
    min: 0,
    max: 1000,
    open: true,
    want: "jumps a year, such as 0.2",
  });
  const intensityError =
    error === undefined ? 0 : readAmount(error.trim(), field, { min: 0, want: "its standard error" });
  const fall = readFraction(size.trim(), field, { min: 0, max: 0.6, open: true, want: "a mean fall, such as 3%" });
  const meanDown = -Math.log1p(-fall);
  return checkedJumps({
    intensityAnnual: stated(intensity, intensityError, source),
    downShare: 1,
    meanDown,
    meanUp: meanDown,
    exchangeRateShare: 1,
    countedInDrift: false,
    source,
  });
}
