/** A line of an account that was read. Money in the currency of its margin. */
export interface PositionLeg {
  readonly kind: "collateral" | "debt" | "perpetual";
  readonly asset: string;
  /** Units; a short perpetual is negative. */
  readonly quantity: number;
  /** As the venue's rule sees it. */
  readonly price: number;
  /** Market value: quantity x price; owed and short are negative. */
  readonly value: number;
  /** Price at which a perpetual was opened; null for what is held or owed outright. */
  readonly entryPrice: number | null;
}

/** Where a move of prices closes a margin. */
export interface PositionClosing {
  /** Price over today's: 1 is now. */
  readonly ratio: number;
  /** Of the one asset that moves; null where several do. */
  readonly price: number | null;
}

/** What closes a margin along one path of prices. */
export interface PositionPath {
  /** What moves, such as "WETH" or "all risky assets". */
  readonly name: string;
  readonly assets: readonly string[];
  /** Null where no fall closes it. */
  readonly below: PositionClosing | null;
  /** Null where no rise closes it. */
  readonly above: PositionClosing | null;
}

/** What one line costs a year. */
export interface PositionRate {
  readonly kind: "borrow" | "earn" | "funding";
  readonly asset: string;
  /** Fraction a year, continuously compounded; of funding the sum of a year. Null where the venue tells none. */
  readonly rateAnnual: number | null;
  /** Cost a year, currency of the margin; negative earns. Null where the rate is not known. */
  readonly costAnnual: number | null;
  /** Where the rate stands; null where there is none. */
  readonly source: string | null;
}

/** Everything that shares one margin. */
export interface PositionMargin {
  /** Such as "all that shares one margin", or the pair of an isolated one. */
  readonly name: string;
  /** Of all money here. */
  readonly currency: string;
  readonly legs: readonly PositionLeg[];
  readonly collateral: number;
  readonly debt: number;
  readonly equity: number;
  /** Size of all risky assets over equity, >= 0; null where there is no equity. */
  readonly leverageRatio: number | null;
  /** Debt / collateral; null without collateral. */
  readonly loanToValue: number | null;
  /** Collateral / debt; null without debt. */
  readonly collateralRatio: number | null;
  /** Below 1 can be liquidated; null without debt. */
  readonly healthFactor: number | null;
  /** Share of what the venue allows that is in use; 1 is liquidation. Null where no rule is known for what is held. */
  readonly utilisation: number | null;
  /** Equity that the venue demands; null as above. */
  readonly maintenanceMargin: number | null;
  readonly paths: readonly PositionPath[];
  readonly rates: readonly PositionRate[];
  /** Of holding all of it for a year at these rates; negative earns. Null where a rate is not known. */
  readonly costAnnual: number | null;
}

/** A figure that the venue states itself, beside the one that its rule gives here. */
export interface PositionStated {
  readonly name: "equity" | "maintenanceMargin" | "healthFactor" | "liquidationPrice";
  /** Null where it is of the whole account. */
  readonly asset: string | null;
  /** Null where there is none. */
  readonly value: number | null;
  readonly ours: number | null;
}

/** An account in every coordinate. */
export interface PositionReport {
  readonly venue: string;
  /** Null where the venue has but one. */
  readonly release: string | null;
  readonly chain: string | null;
  /** An address, or the name of an exchange. */
  readonly holder: string;
  /** Moment that the answers are of, epoch ms UTC. */
  readonly asOfMs: number;
  readonly block: number | null;
  /** Who answered: a host. */
  readonly source: string;
  /** The largest first; empty where nothing is held. */
  readonly margins: readonly PositionMargin[];
  readonly stated: readonly PositionStated[];
  readonly notes: readonly string[];
}
