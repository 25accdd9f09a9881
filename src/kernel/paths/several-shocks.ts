import { scramble } from "../stream.js";
import { LOG_MOVE_MAX, centredOf, exponential, sineOfHalfTurn, uniformOf } from "./algebra.js";
import { quantileOf } from "./quantile-table.js";
import type { SeveralBuffers } from "./several-buffers.js";
import type { SeveralAsset, SeveralMoves } from "./several-job.js";

type Shocks = Extract<SeveralMoves, { kind: "shocks" }>;
type Bars = Extract<SeveralMoves, { kind: "bars" }>;

/** Each asset's own shock of each step, before they are mixed. */
function fillOwn({ assets, own, words }: SeveralBuffers, asset: number, { shock }: SeveralAsset): void {
  const nodes = shock.kind === "quantiles" ? shock.table.nodes : null;
  for (let place = asset; place < own.length; place += assets) {
    const word = words[2 * place];
    own[place] =
      nodes === null
        ? Math.sqrt(2 / Math.sqrt(uniformOf(word)) - 2) * sineOfHalfTurn(centredOf(words[2 * place + 1]))
        : quantileOf(nodes, word);
  }
}

/** The shock of one asset in each step: its row of the factor times the own shocks of all, its scale times that, and its variance. */
function fillShocks(buffers: SeveralBuffers, asset: number, { variance, scale }: SeveralAsset, shared: boolean): void {
  const { assets, factor, own, words, shocks, deviations } = buffers;
  const garch = variance.kind === "garch" ? variance : STILL;
  const row = asset * assets;
  let now = variance.variance;
  for (let from = 0; from < own.length; from += assets) {
    let mixed = 0;
    for (let column = 0; column <= asset; column++) mixed += factor[row + column] * own[from + column];
    const wild = scale === null ? 1 : quantileOf(scale.nodes, words[2 * (shared ? from : from + asset) + 1]);
    const deviation = Math.sqrt(now) * wild;
    const shock = deviation * mixed;
    deviations[from + asset] = deviation;
    shocks[from + asset] = shock;
    if (garch !== STILL)
      now = garch.omega + (garch.alpha + (shock < 0 ? garch.gamma : 0)) * (shock * shock) + garch.beta * now;
  }
}

/** A variance that stays. */
const STILL = { omega: 0, alpha: 0, gamma: 0, beta: 1 } as const;

/** Factors of one asset's price in each step. */
function fillFactors({ assets, shocks, factors, inLogs }: SeveralBuffers, asset: number, mean: number): void {
  for (let place = asset; place < factors.length; place += assets) {
    const move = mean + shocks[place];
    if (inLogs) {
      const least = move > -LOG_MOVE_MAX ? move : -LOG_MOVE_MAX;
      factors[place] = exponential(least < LOG_MOVE_MAX ? least : LOG_MOVE_MAX);
    } else factors[place] = 1 + (move > -0.9 ? move : -0.9);
  }
}

/** The uniform number of each step that says whether a bridge touches the close: a hash of all words of the step, so that none is drawn for it; of one asset that of the engine of one. */
function fillTouches({ assets, words, touches }: SeveralBuffers): void {
  for (let step = 0, word = 0; step < touches.length; step++) {
    let hash = 0;
    for (const end = word + 2 * assets; word < end; word += 2) {
      const second = words[word + 1];
      hash = scramble(hash ^ words[word] ^ ((second << 16) | (second >>> 16)));
    }
    touches[step] = uniformOf(hash);
  }
}

/** Fills the buffers from the words of a path whose moves are shocks. */
export function fillSeveralShocks(buffers: SeveralBuffers, { assets, sharedScale }: Shocks): void {
  assets.forEach((each, asset) => {
    fillOwn(buffers, asset, each);
  });
  assets.forEach((each, asset) => {
    fillShocks(buffers, asset, each, sharedScale);
    fillFactors(buffers, asset, each.mean);
  });
  fillTouches(buffers);
}

/** Fills the buffers from the words of a path whose moves are bars: all assets from the same times. */
export function fillSeveralBars(
  { assets: count, words, factors, lows, highs }: SeveralBuffers,
  { assets, blockLength }: Bars,
): void {
  const bars = assets[0].closes.length;
  let bar = 0;
  for (let step = 0, from = 0; from < factors.length; step++, from += count) {
    if (step % blockLength === 0) bar = Math.floor(uniformOf(words[step / blockLength]) * bars);
    for (let asset = 0; asset < count; asset++) {
      factors[from + asset] = assets[asset].closes[bar];
      lows[from + asset] = assets[asset].lows[bar];
      highs[from + asset] = assets[asset].highs[bar];
    }
    bar = bar + 1 < bars ? bar + 1 : 0;
  }
}
