import type { AccountReading } from "./account-reading.js";
import type { ChainHistory, ChainReader } from "./chain-reader.js";
import type { ExchangeDialect, ExchangeReader } from "./exchange-reader.js";
import type { HistorySource } from "./history-source.js";
import type { HttpReader } from "./http-reader.js";

/** An account as a person names it. */
export interface AccountAsked {
  /** Address of the holder; an empty text at an exchange, whose key says who asks. */
  readonly account: string;
  /** Market within the venue, such as the id of a lending market or the symbol of a contract; null where none was named. */
  readonly market: string | null;
  /** Time now, epoch ms UTC: what is much older is refused. */
  readonly nowMs: number;
}

/** A market whose past is asked for. */
export interface HistoryAsked {
  readonly asset: string;
  readonly quote: string | null;
  readonly intervalMs: number;
}

/** A venue on a chain. */
export interface ChainAccountSource {
  /** @param deployment addresses of a deployment that is not shipped, as a JSON value; null for the shipped one of the reader's chain */
  readAccount(reader: ChainReader, asked: AccountAsked, deployment: unknown): Promise<AccountReading>;
  readonly history: ((chain: ChainHistory, asked: HistoryAsked, deployment: unknown) => Promise<HistorySource>) | null;
}

/** A venue with an open interface of its own. */
export interface HttpAccountSource {
  readAccount(reader: HttpReader, asked: AccountAsked): Promise<AccountReading>;
  readonly history: ((reader: HttpReader, asked: HistoryAsked) => Promise<HistorySource>) | null;
}

/** An exchange that is read through the connector of all exchanges. */
export interface ExchangeAccountSource {
  readAccount(reader: ExchangeReader, asked: AccountAsked): Promise<AccountReading>;
  readonly history: ((reader: ExchangeReader, asked: HistoryAsked) => Promise<HistorySource>) | null;
}

/** How the accounts of a venue are read. What does it is loaded only when it is asked for. */
export type VenueSource =
  | {
      readonly via: "chain";
      /** Chains with shipped addresses, the first taken where none is named. */
      readonly chains: readonly string[];
      readonly load: () => Promise<ChainAccountSource>;
    }
  | {
      readonly via: "http";
      /** Where it answers, such as "https://api.example". */
      readonly url: string;
      readonly load: () => Promise<HttpAccountSource>;
    }
  | {
      readonly via: "exchange";
      /** What people call it, such as "binance". */
      readonly name: string;
      readonly dialect: ExchangeDialect;
      /** True where a key has a passphrase beside its secret; left out: it has none. */
      readonly needsPassphrase?: boolean;
      readonly load: () => Promise<ExchangeAccountSource>;
    };
