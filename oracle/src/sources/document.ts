/** Bytes as they came from a source, with what identifies them. */
export interface RawDocument {
  /** `http:…` address or `file:` name, without credentials. */
  source: string;
  bytes: Buffer;
  /** Lower-case hex, no prefix. */
  sha256: string;
  /** Domain time, Unix seconds. */
  fetchedAt: number;
}
