import type { AssetId } from "../model/index.js";
import type { VenueMarket } from "./venue.js";

/** One market that a venue lists with dated parameters of its own. */
export interface MarketListing {
  /** Chain on which it runs, such as "ethereum"; null where there is none. */
  readonly chain: string | null;
  /** The asset as the venue writes it. */
  readonly asset: AssetId;
  /** Currency of debt, margin and all money figures. */
  readonly quote: AssetId;
  readonly alsoCalled: readonly AssetId[];
  /** Date of the parameters, epoch ms UTC. */
  readonly asOfMs: number;
  /** Where the parameters come from. */
  readonly source: string;
}

/** A market asked for by name, as a command line or an API does. */
export interface MarketRequest {
  /** The asset as the venue writes it, or one of the names it is also called. */
  readonly asset: AssetId;
  /** Currency of debt; left out: that of the venue's first market of the asset. */
  readonly quote?: AssetId;
  /** Left out: the venue's first chain, or none. */
  readonly chain?: string;
  /** JSON text with the venue's own parameters, in place of the ones it ships; see the README of the venue. */
  readonly parameters?: string;
}

/** What every venue answers, whatever the arguments of its own `market`. */
export interface VenueEntry {
  readonly id: string;
  readonly name: string;
  /** One sentence: what it is and what is modelled. */
  readonly summary: string;
  /** Release of the rules. */
  readonly release: string;
  /** What is as the venue does it. */
  readonly exact: readonly string[];
  /** What is simplified, unknown or left out. */
  readonly approximate: readonly string[];
  /** Markets with shipped parameters; empty where every parameter must be given. */
  listMarkets(): readonly MarketListing[];
  /**
   * The market of that name.
   * @throws UnknownKeyError (E_UNKNOWN_KEY), MissingError (E_MISSING), and for parameters any SteelyardError of origin "configuration".
   */
  find(request: MarketRequest): VenueMarket;
}

/** A venue with a door of its own, typed for its own arguments. */
export interface Venue<Arguments extends readonly unknown[]> extends VenueEntry {
  /** The market, ready for a decision. Parameters are checked as those of a file are. */
  market(...given: Arguments): VenueMarket;
}
