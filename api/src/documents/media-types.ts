import { fileTypeFromBuffer } from 'file-type';
import { Problem } from '../platform/problem.js';

/** Enough bytes to recognise every type we take. */
export const SNIFFED_BYTES = 4100;

const BINARY = ['application/pdf', 'image/png', 'image/jpeg'];
const TEXT = ['text/csv', 'text/plain', 'application/json'];

/** The announced type without its parameters. @throws Problem 415 `unsupported_media_type` */
export function acceptedType(header: string | undefined): string {
  const type = header?.split(';')[0]?.trim().toLowerCase() ?? '';
  if ([...BINARY, ...TEXT].includes(type)) return type;
  throw new Problem(
    415,
    'unsupported_media_type',
    'The document is refused',
    `Send one of ${[...BINARY, ...TEXT].join(', ')} as Content-Type.`,
  );
}

/**
 * Looks whether bytes are what they were announced as: binary types by their signature, text by
 * being UTF-8 throughout and not the signature of anything else, JSON by its brackets as well.
 */
export class TypeCheck {
  private head = Buffer.alloc(0);
  private tail = '';
  private readonly utf8 = new TextDecoder('utf-8', { fatal: true });

  constructor(private readonly announced: string) {}

  /** @throws Problem 415 `media_type_differs` */
  update(chunk: Buffer): void {
    if (this.head.length < SNIFFED_BYTES) {
      this.head = Buffer.concat([this.head, chunk.subarray(0, SNIFFED_BYTES - this.head.length)]);
    }
    if (TEXT.includes(this.announced))
      this.readText(() => this.utf8.decode(chunk, { stream: true }));
  }

  /** Call after the last byte. @throws Problem 415 `media_type_differs` */
  async finish(): Promise<void> {
    const found = (await fileTypeFromBuffer(this.head))?.mime;
    if (BINARY.includes(this.announced)) {
      if (found !== this.announced) throw differs(this.announced, found);
      return;
    }
    if (found !== undefined && !TEXT.includes(found)) throw differs(this.announced, found);
    this.readText(() => this.utf8.decode());
    if (this.announced === 'application/json' && !this.looksLikeJson()) throw differs('JSON');
  }

  private readText(decode: () => string): void {
    let text: string;
    try {
      text = decode();
    } catch {
      throw notUtf8(this.announced);
    }
    if (text.includes('\u0000')) throw notUtf8(this.announced);
    this.tail = (this.tail + text).trimEnd().slice(-1) || this.tail;
  }

  private looksLikeJson(): boolean {
    const first = this.head.toString('utf8').trimStart().charAt(0);
    return first + this.tail === '{}' || first + this.tail === '[]';
  }
}

const differs = (announced: string, found?: string) =>
  new Problem(
    415,
    'media_type_differs',
    'The document is refused',
    found
      ? `It was announced as ${announced} and is ${found}.`
      : `It was announced as ${announced} and its bytes are not.`,
  );

const notUtf8 = (announced: string) =>
  new Problem(
    415,
    'media_type_differs',
    'The document is refused',
    `It was announced as ${announced} and is not UTF-8 throughout: save it as UTF-8 (in spreadsheets "CSV UTF-8").`,
  );
