/** What a decision is about, in the words of its holder: a decision itself knows only ratios and money. */
export interface Subject {
  /** Symbol of the asset and of the currency of all money. */
  readonly asset: string;
  readonly quote: string;
  /** Price of the asset now, quote currency. */
  readonly price: number;
  /** Units held now; negative is short, 0 is none. */
  readonly quantity: number;
  /** Owed now, quote currency, >= 0. */
  readonly debt: number;
  /** Left if all is closed now, quote currency. */
  readonly equity: number;
  /** How the venue holds it: with borrowed money, or as a perpetual on margin. */
  readonly heldAs: "loan" | "perpetual";
  /** True where the margin of the perpetual is the asset itself, so that a quantity is of coins and contracts together; left out: it is not. */
  readonly coinMargined?: boolean;
  /** True where the lender may claim what the account cannot pay, as a broker may. */
  readonly recourse: boolean;
  /** Time of the report, epoch ms UTC: only ages are counted from it. */
  readonly nowMs: number;
}
