import { z } from 'zod';
import { Refusal } from '../../platform/refusal.js';
import { fetchTagged, type Fetched } from '../fetch-json.js';
import { at, decimalAt, instantAt, jsonPointer, readExactJson } from '../json-text.js';
import { source } from '../source.js';

const options = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  /** JSON pointer (RFC 6901) of the number. */
  value: jsonPointer,
  /** JSON pointer of the moment it speaks of; left out, it is taken for the moment of asking. */
  time: jsonPointer.optional(),
  /** JSON pointer of a flag that, when true, forbids the use of the value (a ripcord). */
  ripcord: jsonPointer.optional(),
  unit: z.string().min(1),
  scale: z.int().min(0).max(18),
  timeoutMs: z.int().min(100).max(60_000).optional(),
  /** A header whose value is a secret of the environment. */
  auth: z
    .strictObject({
      header: z.string().min(1),
      secret: z.string().min(1),
      prefix: z.string().optional(),
    })
    .optional(),
});

/** The last answer of each address: a source that says "not modified" need not send it again. */
const known = new Map<string, Fetched>();

/** `http-json`: one number out of a JSON document at a URL. */
export const httpJson = source({
  kind: 'http-json',
  about: 'One number out of a JSON document at a URL.',
  options,
  async read(from, { now, secret }) {
    const last = known.get(from.url);
    const fetched = await fetchTagged(from.url, now, {
      ...(from.timeoutMs && { timeoutMs: from.timeoutMs }),
      ...(last?.etag && { known: { etag: last.etag, document: last.document } }),
      ...(from.auth && {
        headers: { [from.auth.header]: `${from.auth.prefix ?? ''}${secret(from.auth.secret)}` },
      }),
    });
    known.set(from.url, fetched);
    const { document } = fetched;
    try {
      const json = readExactJson(document);
      const value = decimalAt(at(json, from.value, document.source), from.scale, from.value);
      const time = from.time
        ? instantAt(at(json, from.time, document.source), from.time)
        : document.fetchedAt;
      const flag = from.ripcord ? at(json, from.ripcord, document.source) : false;
      if (typeof flag !== 'boolean') {
        throw new Refusal('SOURCE_FLAG', `${from.ripcord} must be true or false.`);
      }
      return {
        figures: { value: { value, scale: from.scale, unit: from.unit, at: time } },
        inputs: { source: document.source, pointer: from.value, sha256: document.sha256 },
        lines: [
          `${document.source} says ${value} × 10^-${from.scale} ${from.unit} at ${from.value}`,
        ],
        warnings: from.time ? [] : ['The source gives no time: the moment of asking is taken.'],
        documents: [document],
        doNotUse: flag,
      };
    } catch (error) {
      throw error instanceof Refusal ? error.about(document) : error;
    }
  },
});
