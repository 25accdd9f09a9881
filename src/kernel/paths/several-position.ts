import { AT, AT_WORDS, ROW, ROW_HEAD, WEALTH_LEAST } from "./job.js";
import { accountOn, leftAtLevel, leftHere, weigh, worthOf, type SeveralAccount } from "./several-account.js";
import { beginBridge, bridgeTouches, worthAtLevel, type BridgeStart } from "./several-bridge.js";
import type { SeveralBuffers } from "./several-buffers.js";
import type { SeveralClosing, SeveralJob, SeveralPosition } from "./several-job.js";

/** One position on one path as it goes. Wealth is over that at the start. */
interface Run {
  readonly position: SeveralPosition;
  readonly buffers: SeveralBuffers;
  readonly account: SeveralAccount;
  readonly bridge: BridgeStart;
  wealth: number;
  /** Lowest wealth within the step, at its end included. */
  least: number;
  open: boolean;
  control: number;
}

/** Moves and accrues the account by these factors of the prices, from its state at the step's start. */
function moveBy({ position, account, buffers }: Run, cashBefore: number, step: number, factors: Float64Array): void {
  const { legs, held, owed } = position;
  const { notionals, before } = account;
  const from = step * buffers.assets;
  let paid = 0;
  for (let leg = 0; leg < legs.length; leg++) {
    const { asset, factor, fundingPerStep } = legs[leg];
    paid += fundingPerStep * before[leg];
    notionals[leg] = before[leg] * factors[from + asset] * factor;
  }
  account.cash = cashBefore * (cashBefore < 0 ? owed : held).factor - paid;
}

/** What each leg staked on the shocks of a step, over wealth. */
function stakeOf({ position, account, buffers, wealth }: Run, step: number): number {
  const from = step * buffers.assets;
  let stake = 0;
  for (let leg = 0; leg < position.legs.length; leg++)
    stake += account.before[leg] * buffers.shocks[from + position.legs[leg].asset];
  return stake / wealth;
}

/** Equity where the account met its close on the way to the worse of a bar's lows and highs; null where neither reaches it. Notes the lowest wealth. */
function worthWithinBar(
  run: Run,
  closing: SeveralClosing | null,
  step: number,
  idle: number,
  cash: number,
): number | null {
  const { account, buffers, bridge, position } = run;
  const before = position.share * run.wealth;
  let [surplus, met] = [0, 0];
  for (const factors of [buffers.lows, buffers.highs]) {
    moveBy(run, cash, step, factors);
    const worth = worthOf(account);
    if (idle + worth < run.least) run.least = idle + worth;
    if (closing === null) continue;
    weigh(account, closing);
    const there = account.up - account.down;
    if (there > surplus || (there === 0 && surplus < 0)) continue;
    surplus = there;
    const start = bridge.up - bridge.down;
    met = before + (start / (start - there)) * (worth - before);
  }
  moveBy(run, cash, step, buffers.factors);
  return closing !== null && (surplus < 0 || met > 0) ? met : null;
}

/** What a close in this step leaves at the venue; null where there is none. Of an account moved to the step's end. */
function leftByClose(run: Run, closing: SeveralClosing, step: number, within: number | null): number | null {
  const { account, buffers, bridge } = run;
  weigh(account, closing);
  if (account.up <= account.down) {
    if (!buffers.continuous) return leftHere(account, closing);
    return leftAtLevel(within ?? worthAtLevel(account, closing, buffers, step), closing);
  }
  if (within !== null) return leftAtLevel(within, closing);
  if (buffers.bars || !bridgeTouches(bridge, account, buffers.inLogs, buffers.touches[step])) return null;
  return leftAtLevel(worthAtLevel(account, closing, buffers, step), closing);
}

/** One step of an account that is open. */
function openStep(run: Run, step: number): void {
  const { position, account, buffers } = run;
  const { closing, share, idleFactor } = position;
  const { notionals, before } = account;
  before.set(notionals);
  account.cash = 0;
  const cash = share * run.wealth - worthOf(account);
  account.cash = cash;
  const idle = (1 - share) * run.wealth * idleFactor;
  if (closing !== null) {
    weigh(account, closing);
    if (account.up <= account.down) {
      run.open = false;
      const left = idle + leftHere(account, closing) * idleFactor;
      run.wealth = Math.max(left, WEALTH_LEAST * run.wealth);
      return;
    }
    if (buffers.bars) [run.bridge.up, run.bridge.down] = [account.up, account.down];
    else beginBridge(run.bridge, account, closing, buffers, step);
  }
  run.control += stakeOf(run, step);
  moveBy(run, cash, step, buffers.factors);
  const within = buffers.bars ? worthWithinBar(run, closing, step, idle, cash) : null;
  const left = closing === null ? null : leftByClose(run, closing, step, within);
  const worth = left ?? worthOf(account);
  const least = WEALTH_LEAST * run.wealth;
  const wealth = idle + worth;
  run.open = left === null && wealth > least;
  run.wealth = wealth > least ? wealth : least;
}

/** Trades all legs in one proportion where leverage lies outside the band; adds to the row what was traded. */
function trade(run: Run, row: Float64Array): void {
  const { low, high, tradeTo, target, costRate, fixedCostShare } = run.position;
  const { notionals } = run.account;
  let gross = 0;
  for (let leg = 0; leg < notionals.length; leg++) gross += Math.abs(notionals[leg]);
  const leverage = gross / run.wealth;
  if (!(leverage > 0) || (leverage >= low && leverage <= high)) return;
  const to = tradeTo === "target" ? target : leverage < low ? low : high;
  const wanted = to * (1 - fixedCostShare) - leverage;
  const kept = wanted < 0 ? 1 - costRate * to : 1 + costRate * to;
  const move = wanted / kept;
  const size = move < 0 ? -move : move;
  const paid = costRate * size + fixedCostShare;
  const cost = paid < 1 - WEALTH_LEAST ? paid : 1 - WEALTH_LEAST;
  row[ROW.traded] += size;
  row[ROW.cost] += cost;
  row[ROW.trades] += 1;
  for (let leg = 0; leg < notionals.length; leg++) notionals[leg] *= (leverage + move) / leverage;
  run.wealth *= 1 - cost;
}

/** Runs of the positions of a job, to be begun path by path. */
export const runsOf = ({ positions }: SeveralJob, buffers: SeveralBuffers): readonly Run[] =>
  positions.map((position) => ({
    position,
    buffers,
    account: accountOn(position, buffers.assets),
    bridge: { up: 0, down: 0, variance: 0 },
    wealth: 1,
    least: 1,
    open: true,
    control: 0,
  }));

/** A position at the start of a path. */
function begin(run: Run): void {
  run.position.legs.forEach(({ notional }, leg) => (run.account.notionals[leg] = notional));
  run.wealth = 1;
  run.open = true;
  run.control = 0;
}

/** Runs one position through a path of prices, and writes its row. */
export function runPosition(run: Run, { steps, checkpoints }: SeveralJob, row: Float64Array): void {
  const { stepsPerCheck, idleFactor } = run.position;
  begin(run);
  row.fill(0);
  let [peak, lowest, written] = [1, 1, 0];
  for (let step = 0; step < steps; step++) {
    const before = run.wealth;
    run.least = before;
    if (run.open) {
      openStep(run, step);
      if (!run.open) {
        row[ROW.closedStep] = step + 1;
        row[ROW.beforeClose] = before;
      } else if (stepsPerCheck > 0 && (step + 1) % stepsPerCheck === 0) trade(run, row);
    } else run.wealth *= idleFactor;
    const { wealth, least } = run;
    lowest = Math.min(lowest, least, wealth);
    if (wealth > peak) peak = wealth;
    else row[ROW.drawdown] = Math.max(row[ROW.drawdown], 1 - wealth / peak);
    if (checkpoints[written] !== step + 1) continue;
    const at = ROW_HEAD + AT_WORDS * written++;
    row[at + AT.wealth] = wealth;
    row[at + AT.lowest] = lowest;
    row[at + AT.hazard] = row[ROW.closedStep] > 0 ? 1 : 0;
  }
  row[ROW.control] = run.control;
}
