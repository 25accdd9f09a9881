/** How far a backtest is to be believed: intervals, luck taken off, overfitting, walks forward, years and crashes. */
export * from "./daily-returns.js";
export * from "./stationary-bootstrap.js";
export * from "./chance-of-beating.js";
export * from "./deflated-sharpe.js";
export * from "./overfitting.js";
export * from "./walk-forward.js";
export * from "./windows.js";
export * from "./beats.js";
