/**
 * The main door: the decision, what it is made of, and the errors it throws. Every room is a door of its own besides:
 * "steelyard/kernel", "steelyard/odds", "steelyard/series" and the rest; each venue is "steelyard/venues/<id>".
 */
export { decide, frontier } from "./decision/index.js";
export type { DecisionRequest, Frontier, FrontierPoint, Holding } from "./decision/index.js";
export { estimatesFromFigures, estimatesFromPrices } from "./estimators/index.js";
export type { FigureOptions, PriceEstimateOptions } from "./estimators/index.js";
export * from "./errors/index.js";
export * from "./model/index.js";
export { readPricesCsv } from "./series/index.js";
export type { PriceReadOptions, PriceSeries } from "./series/index.js";
export { liquidationPrice, liquidationRatio, onePath, venueById, venues } from "./venues/index.js";
export type { MarketRequest, PricePath, VenueEntry, VenueMarket, VenueModel } from "./venues/index.js";
