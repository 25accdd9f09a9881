import { hostOf, chainEndpoint, openChainHistory, openExchange, openHttp } from "../connectors/index.js";
import { ConflictError, UnknownKeyError, closest } from "../errors/index.js";
import { DAY_MS, HOUR_MS } from "../model/index.js";
import type { ChainAccountSource, HistoryAsked, HistorySource, VenueSource } from "../ports/index.js";
import type { MarketListing, VenueEntry } from "../venues/index.js";
import type { Io } from "./io.js";
import { namedExchange } from "./live-address.js";
import { variable, variableName } from "./live-environment.js";
import { addressedBy, deploymentFrom, EXCHANGE_TIMEOUT_MS, inDeployment, nodeOf } from "./live-reading.js";
import { durationMs, required } from "./setting-readers.js";
import type { Settings } from "./settings.js";
import { venueEntryFrom } from "./venue-inputs.js";

/** Length of bars where nobody says it: an hour; at a chain, whose every bar is a look at a past block, half a day. */
const INTERVAL_MS = { chain: DAY_MS / 2, http: HOUR_MS, exchange: HOUR_MS } as const;

/** A history that can be asked for, and what to know of how it is reached. */
export interface OpenHistory {
  readonly source: HistorySource;
  readonly notes: readonly string[];
}

/** The venue asked for, by itself or as an exchange. @throws MissingError (E_MISSING), UnknownKeyError (E_UNKNOWN_KEY) */
function venueAsked(settings: Settings): VenueEntry {
  const exchange = settings.get("exchange");
  return exchange === undefined || settings.has("venue") ? venueEntryFrom(settings) : namedExchange(exchange);
}

/** @throws ConflictError (E_CONFIG_CONFLICT) where a venue tells nothing of its past */
function noHistory(settings: Settings, { id }: VenueEntry): ConflictError {
  return new ConflictError({
    field: settings.get("history")?.field ?? "--history",
    got: id,
    want: "a venue that tells its past",
    hint: "its past is read from none of its own answers: give --prices with a file",
  });
}

/** The listed market of a name, or undefined. */
function listingOf(venue: VenueEntry, settings: Settings, name: string): MarketListing | undefined {
  const [chain, quote] = [settings.get("chain")?.text.trim(), settings.get("quote")?.text.trim()];
  const listed = venue.listMarkets().filter((listing) => chain === undefined || listing.chain === chain);
  const named = listed.filter(({ asset, alsoCalled }) => asset === name || alsoCalled.includes(name));
  const exact = named.filter(({ asset }) => asset === name);
  return [...exact, ...named].find((listing) => quote === undefined || listing.quote === quote);
}

/** The market as its source takes it: a symbol as typed, an asset as the venue writes it. @throws MissingError (E_MISSING), every code of a duration */
function askedOf(settings: Settings, venue: VenueEntry, via: VenueSource["via"]): HistoryAsked {
  const intervalMs = durationMs(settings, "interval") ?? INTERVAL_MS[via];
  const symbol = settings.get("symbol")?.text.trim();
  if (symbol !== undefined && !settings.has("asset")) return { asset: symbol, quote: null, intervalMs };
  const listed = venue.listMarkets()[0]?.asset ?? "ETH";
  const name = required(settings.get("asset"), "asset", `the asset at ${venue.id}, such as ${listed}`).text.trim();
  const listing = listingOf(venue, settings, name);
  const quote = settings.get("quote")?.text.trim() ?? listing?.quote ?? null;
  return { asset: listing?.asset ?? name, quote, intervalMs };
}

/** The chain whose past is asked for: as typed, or the venue's first. @throws UnknownKeyError (E_UNKNOWN_KEY) */
function chainAsked(settings: Settings, venue: VenueEntry, chains: readonly string[]): string {
  const typed = settings.get("chain");
  const chain = typed?.text.trim() ?? chains[0] ?? "";
  if (chains.includes(chain) || settings.has("deployment")) return chain;
  const near = closest(chain, chains);
  const hint = near === null ? "or give its addresses by --deployment" : `did you mean ${near}?`;
  const want = `a chain of ${venue.id}: ${chains.join(", ")}`;
  throw new UnknownKeyError({ field: typed?.field ?? "--chain", got: chain, want, hint });
}

/** @throws every code of a connector and of a source */
async function openOnChain(
  settings: Settings,
  io: Io,
  asked: HistoryAsked,
  chain: string,
  history: NonNullable<ChainAccountSource["history"]>,
): Promise<OpenHistory> {
  const { chainId } = chainEndpoint(chain);
  const node = nodeOf(settings, io, chain);
  const deployment = await deploymentFrom(settings);
  const nowMs = io.nowMs();
  const reader = await addressedBy(node.field, () => openChainHistory({ chain, chainId, url: node.url, nowMs }));
  const file = settings.get("deployment")?.text;
  const open = (): Promise<HistorySource> => history(reader, asked, deployment);
  return { source: await (file === undefined ? open() : inDeployment(file, open)), notes: node.notes };
}

/** A past by the address that was put in place of the venue's own: kept apart, for a test net tells another. */
const keptApart = (source: HistorySource, url: string | null): HistorySource =>
  url === null ? source : { ...source, market: `${source.market}-at-${hostOf(url).replace(/:.*/, "")}` };

/**
 * The past of the market that the settings name, ready to be asked for. Nothing but its name is asked yet; of an exchange
 * no key is needed.
 * @throws ConflictError (E_CONFIG_CONFLICT) where the venue tells no past; MissingError (E_MISSING), UnknownKeyError (E_UNKNOWN_KEY); every
 * code of a connector and of a source
 */
export async function openHistorySource(settings: Settings, io: Io): Promise<OpenHistory> {
  const venue = venueAsked(settings);
  const { source: way } = venue;
  if (way === undefined) throw noHistory(settings, venue);
  const asked = askedOf(settings, venue, way.via);
  if (way.via === "chain") {
    const chain = chainAsked(settings, venue, way.chains);
    const { history } = await way.load();
    if (history === null) throw noHistory(settings, venue);
    return openOnChain(settings, io, asked, chain, history);
  }
  if (way.via === "http") {
    const { history } = await way.load();
    if (history === null) throw noHistory(settings, venue);
    const url = variable(io, "URL", venue.id);
    const reader = await addressedBy(variableName("URL", venue.id), () => openHttp({ url: url ?? way.url }));
    return { source: keptApart(await history(reader, asked), url), notes: [] };
  }
  const { history } = await way.load();
  if (history === null) throw noHistory(settings, venue);
  const { name, dialect } = way;
  const keyless = { key: null, secret: null, passphrase: null };
  const url = variable(io, "URL", name);
  const reader = await addressedBy(variableName("URL", name), () =>
    openExchange({ dialect, ...keyless, url, timeoutMs: EXCHANGE_TIMEOUT_MS }),
  );
  return { source: keptApart(await history(reader, asked), url), notes: [] };
}
