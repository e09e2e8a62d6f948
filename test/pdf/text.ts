import { inflateSync } from 'node:zlib';

/*
 * Just enough of a PDF reader to find words in our own reports: page contents, one-byte strings of the
 * standard fonts and two-byte glyph ids of embedded fonts through their ToUnicode maps (ISO 32000-1,
 * 9.4 and 9.10). Text comes out in the order it was drawn, a line break after each moved position.
 */

type Decode = (code: number) => string;

interface Font {
  bytesPerCode: 1 | 2;
  decode: Decode;
}

/** All text of a PDF. Throws where the file has no readable page content. */
export function pdfText(file: Buffer): string {
  const objects = readObjects(file);
  const fonts = readFonts(objects);
  const pages = [...objects.values()].filter((o) => /\/Type\s*\/Page\b/.test(o.head));
  if (pages.length === 0) throw new Error('the file has no pages');
  return pages
    .flatMap((page) => contentsOf(page, objects))
    .map((content) => drawnText(content, fonts))
    .join('\n');
}

export function pageCount(file: Buffer): number {
  return [...readObjects(file).values()].filter((o) => /\/Type\s*\/Page\b/.test(o.head)).length;
}

interface PdfObject {
  head: string;
  stream: Buffer | null;
}

function readObjects(file: Buffer): Map<number, PdfObject> {
  const text = file.toString('latin1');
  const objects = new Map<number, PdfObject>();
  const start = /(?:^|[\r\n])(\d+) 0 obj\b/g;
  for (let match = start.exec(text); match; match = start.exec(text)) {
    const from = match.index + match[0].length;
    const end = text.indexOf('endobj', from);
    const streamAt = text.indexOf('stream', from);
    const hasStream = streamAt !== -1 && streamAt < end;
    const head = text.slice(from, hasStream ? streamAt : end);
    const length = Number(/\/Length\s+(\d+)\b(?!\s+\d+\s+R)/.exec(head)?.[1] ?? NaN);
    const stream = hasStream ? readStream(file, text, streamAt, length, head) : null;
    objects.set(Number(match[1]), { head, stream });
    if (hasStream && !Number.isNaN(length)) start.lastIndex = streamAt + length;
  }
  return objects;
}

function readStream(file: Buffer, text: string, at: number, length: number, head: string): Buffer {
  let from = at + 'stream'.length;
  if (text[from] === '\r') from += 1;
  if (text[from] === '\n') from += 1;
  const to = Number.isNaN(length) ? text.indexOf('endstream', from) : from + length;
  const raw = file.subarray(from, to);
  return /\/FlateDecode/.test(head) ? inflateSync(raw) : raw;
}

function contentsOf(page: PdfObject, objects: Map<number, PdfObject>): string[] {
  const contents = /\/Contents\s*(\[[^\]]*\]|\d+ 0 R)/.exec(page.head)?.[1] ?? '';
  return [...contents.matchAll(/(\d+) 0 R/g)].map(
    (ref) => objects.get(Number(ref[1]))?.stream?.toString('latin1') ?? '',
  );
}

function readFonts(objects: Map<number, PdfObject>): Map<string, Font> {
  const fonts = new Map<string, Font>();
  for (const { head } of objects.values()) {
    for (const [, name, id] of head.matchAll(/\/(F\d+)\s+(\d+) 0 R/g)) {
      const font = objects.get(Number(id));
      const map = /\/ToUnicode\s+(\d+) 0 R/.exec(font?.head ?? '')?.[1];
      const unicode = map ? objects.get(Number(map))?.stream?.toString('latin1') : undefined;
      if (name) fonts.set(name, unicode === undefined ? plainFont : mappedFont(unicode));
    }
  }
  return fonts;
}

const plainFont: Font = { bytesPerCode: 1, decode: (code) => String.fromCharCode(code) };

function mappedFont(map: string): Font {
  const known = new Map<number, string>();
  for (const [, block] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, low, , list, first] of (block ?? '').matchAll(
      /<([0-9a-f]+)>\s*<([0-9a-f]+)>\s*(?:\[([^\]]*)\]|<([0-9a-f]+)>)/gi,
    )) {
      const from = parseInt(low ?? '', 16);
      const entries =
        list === undefined
          ? [first ?? '']
          : [...list.matchAll(/<([0-9a-f\s]*)>/gi)].map((e) => e[1] ?? '');
      entries.forEach((entry, i) => known.set(from + i, utf16(entry)));
    }
  }
  for (const [, block] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, code, to] of (block ?? '').matchAll(/<([0-9a-f]+)>\s*<([0-9a-f]+)>/gi)) {
      known.set(parseInt(code ?? '', 16), utf16(to ?? ''));
    }
  }
  return { bytesPerCode: 2, decode: (code) => known.get(code) ?? '' };
}

function utf16(hex: string): string {
  const units = hex.replaceAll(/\s/g, '').match(/.{4}/g) ?? [];
  return String.fromCharCode(...units.map((unit) => parseInt(unit, 16)));
}

function drawnText(content: string, fonts: Map<string, Font>): string {
  let font = plainFont;
  let out = '';
  const token =
    /\/(F\d+)\s+[\d.]+\s+Tf|<([0-9a-fA-F\s]*)>|\(((?:\\[\s\S]|[^\\()])*)\)|\b(Td|TD|Tm|ET)\b/g;
  for (const [, fontName, hex, literal, moved] of content.matchAll(token)) {
    if (fontName !== undefined) font = fonts.get(fontName) ?? plainFont;
    else if (hex !== undefined) out += decodeHex(hex.replaceAll(/\s/g, ''), font);
    else if (literal !== undefined) out += literal.replaceAll(/\\([()\\])/g, '$1');
    else if (moved !== undefined && !out.endsWith('\n')) out += '\n';
  }
  return out;
}

function decodeHex(hex: string, font: Font): string {
  const digits = font.bytesPerCode * 2;
  const codes = hex.match(new RegExp(`.{${digits}}`, 'g')) ?? [];
  return codes.map((code) => font.decode(parseInt(code, 16))).join('');
}
