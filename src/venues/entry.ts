import type { AssetId } from "../model/index.js";
import type { VenueSource } from "../ports/index.js";
import type { VenueMarket, VenueModel } from "./venue.js";

/** One release of a venue's rules that is modelled. */
export interface ReleaseEntry {
  /** As the venue numbers it, such as "3.6". */
  readonly id: string;
  /** Day from which it is in force on the venue's main chain, epoch ms UTC; null where that is not known. */
  readonly fromMs: number | null;
  /** What it changed for a holder, in a few words. */
  readonly differs: string;
  /** How its rules were checked, such as "run on the contracts" or "read in the source". */
  readonly proof: string;
}

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
  /** Which price triggers liquidation there. */
  readonly triggerPrice: VenueModel["triggerPrice"];
}

/** A market asked for by name, as a command line or an API does. */
export interface MarketRequest {
  /** The asset as the venue writes it, or one of the names it is also called. */
  readonly asset: AssetId;
  /** Currency of debt; left out: that of the venue's first market of the asset. */
  readonly quote?: AssetId;
  /** Left out: the venue's first chain, or none. */
  readonly chain?: string;
  /** Release of the rules; left out: the one in force on the day asked for, or the venue's own default. */
  readonly release?: string;
  /** Day whose rules and parameters are wanted, epoch ms UTC; left out: the newest. */
  readonly onMs?: number;
  /** JSON text with the venue's own parameters, in place of the ones it ships; see the README of the venue. */
  readonly parameters?: string;
}

/** What every venue answers, whatever the arguments of its own `market`. */
export interface VenueEntry {
  readonly id: string;
  readonly name: string;
  /** One sentence: what it is and what is modelled. */
  readonly summary: string;
  /** Release of the rules that a market has where none is named. */
  readonly release: string;
  /** Every release that is modelled, oldest first. */
  readonly releases: readonly ReleaseEntry[];
  /** What is as the venue does it. */
  readonly exact: readonly string[];
  /** What is simplified, unknown or left out. */
  readonly approximate: readonly string[];
  /** How accounts there are read; left out where they cannot be. */
  readonly source?: VenueSource;
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
