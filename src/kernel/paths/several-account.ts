import type { SeveralClosing, SeveralPosition } from "./several-job.js";

/** An account as it goes along one path: money over the wealth at the path's start. What a step changes is written into it. */
export interface SeveralAccount {
  readonly position: SeveralPosition;
  /** By leg: signed notional, and the same at the step's start. */
  readonly notionals: Float64Array;
  readonly before: Float64Array;
  /** By asset: how the distance to the close moves with a log move of its price. */
  readonly weights: Float64Array;
  cash: number;
  /** Terms of the surplus above 0, and those below 0 with their sign turned: closed where the first are no more than the second. */
  up: number;
  down: number;
}

/** An account of a position before its first step. */
export const accountOn = (position: SeveralPosition, assets: number): SeveralAccount => ({
  position,
  notionals: new Float64Array(position.legs.length),
  before: new Float64Array(position.legs.length),
  weights: new Float64Array(assets),
  cash: 0,
  up: 0,
  down: 0,
});

/** Sum of the notionals and the cash. */
export function worthOf({ notionals, cash }: SeveralAccount): number {
  let worth = cash;
  for (let leg = 0; leg < notionals.length; leg++) worth += notionals[leg];
  return worth;
}

/** Sorts the terms of the surplus by their sign. */
export function weigh(account: SeveralAccount, { ofNotional, constant }: SeveralClosing): void {
  const { notionals, cash, position } = account;
  const counted = (cash < 0 ? position.owed.counts : position.held.counts) * cash;
  let up = counted > 0 ? counted : 0;
  let down = counted > 0 ? 0 : -counted;
  if (constant > 0) up += constant;
  else down -= constant;
  for (let leg = 0; leg < notionals.length; leg++) {
    const term = ofNotional[leg] * notionals[leg];
    if (term > 0) up += term;
    else down -= term;
  }
  account.up = up;
  account.down = down;
}

/** Weights of the assets in the log of up over down, or, if linear, in their difference: what a bridge between two steps moves. Of an account just weighed. */
export function weighAssets(account: SeveralAccount, { ofNotional }: SeveralClosing, inLogs: boolean): void {
  const { notionals, weights, up, down, position } = account;
  weights.fill(0);
  for (let leg = 0; leg < notionals.length; leg++) {
    const term = ofNotional[leg] * notionals[leg];
    const side = term > 0 ? up : down;
    weights[position.legs[leg].asset] += inLogs ? term / side : term;
  }
}

/** What a close at these prices leaves, of an account just weighed. */
export function leftHere(account: SeveralAccount, { left }: SeveralClosing): number {
  const worth = worthOf(account);
  const demanded = worth - (account.up - account.down);
  if (!(worth > 0 && demanded > 0)) return 0;
  const cells = left.length - 1;
  const place = (worth < demanded ? worth / demanded : 1) * cells;
  const cell = place < cells ? Math.floor(place) : cells - 1;
  return demanded * (left[cell] + (place - cell) * (left[cell + 1] - left[cell]));
}

/** What a close leaves where the equity is all that is demanded. */
export const leftAtLevel = (worth: number, { left }: SeveralClosing): number =>
  worth > 0 ? worth * left[left.length - 1] : 0;
