/** An address on the network that answers JSON. */
export interface HttpReader {
  /** Who answers, as it may be printed: a host, without path, key or password. */
  readonly source: string;
  /**
   * The JSON value that is answered to a JSON body sent to a path under the address.
   * @throws UnavailableError (E_UNAVAILABLE), RateLimitedError (E_RATE_LIMITED), BadAnswerError (E_BAD_ANSWER)
   */
  post(path: string, body: unknown): Promise<unknown>;
}
