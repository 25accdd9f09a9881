/** Releases of the pool's rules that are modelled. 3.1 and 3.2 share the liquidation of 3.0.2; 3.4 and 3.5 that of 3.3. */
export type AavePoolRelease = "3.0.2" | "3.3" | "3.4" | "3.5" | "3.6" | "3.7";
