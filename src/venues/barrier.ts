/** Prices that the solver returns lie on the barrier up to rounding: this share of the gross value counts as on it. */
export const BARRIER_TOLERANCE = 1e-9;

/** True where the account is clear of its barrier, so that nothing is closed. Both in quote currency. */
export const isClear = (surplus: number, grossValue: number): boolean => surplus > BARRIER_TOLERANCE * grossValue;
