import PDFDocument from 'pdfkit';
import { type Face, FACES, FALLBACKS } from './fonts.js';

/** The counter's own colours, on white. */
export const COLOURS = {
  ink: '#1c211f',
  muted: '#626b66',
  line: '#d9d5cb',
  hair: '#ebe8e0',
  paper: '#f7f6f2',
  accent: '#0e5a46',
  accentSoft: '#e3efe9',
  amber: '#8a5a00',
  amberSoft: '#fbf0d8',
  red: '#a0331f',
  redSoft: '#f8e6e1',
} as const;
export type Colour = (typeof COLOURS)[keyof typeof COLOURS];

/** A4 in points, with the column everything is set in. */
export const PAGE = { width: 595.28, height: 841.89, left: 56, right: 56, top: 64, bottom: 72 };
export const COLUMN = PAGE.width - PAGE.left - PAGE.right;
const LOWEST = PAGE.height - PAGE.bottom;

export interface TextStyle {
  face?: Face;
  size?: number;
  colour?: Colour;
  align?: 'left' | 'right';
  /** Lines of the size's own height × this. */
  leading?: number;
  /** What it is to who hears the page read out; `P` if left out. */
  role?: TextRole;
}

/** Structure types of PDF 1.7, 14.8.4; an artifact is not read out. */
export type TextRole = 'H1' | 'H2' | 'P' | 'TH' | 'TD' | 'Artifact';

interface Run {
  face: Face;
  text: string;
}

export interface SheetInfo {
  title: string;
  author: string;
  subject: string;
  /** What a program finds the paper's subject by. */
  keywords?: string;
  /** Creation date of the file: the as-of time, so that equal content gives equal bytes. */
  at: Date;
}

/** A sheet of paper with a pen: y runs down, `cursor` is where the next thing goes. */
export class Sheet {
  readonly doc: PDFKit.PDFDocument;
  cursor = PAGE.top;
  private readonly chunks: Buffer[] = [];
  private readonly registered = new Set<Face>();
  private readonly done: Promise<void>;
  /** Structure elements that are open, the innermost last. */
  private readonly open: PDFKit.PDFStructureElement[] = [];

  constructor(info: SheetInfo) {
    this.doc = new PDFDocument({
      autoFirstPage: false,
      bufferPages: true,
      // Deflate differs between builds of zlib; the bytes must not.
      compress: false,
      size: 'A4',
      margin: 0,
      pdfVersion: '1.7',
      lang: 'en',
      displayTitle: true,
      tagged: true,
      info: {
        Title: info.title,
        Author: info.author,
        Subject: info.subject,
        ...(info.keywords && { Keywords: info.keywords }),
        Creator: 'Cadastre',
        Producer: 'Cadastre',
        CreationDate: info.at,
        ModDate: info.at,
      },
    });
    this.doc.on('data', (chunk: Buffer) => this.chunks.push(chunk));
    this.done = new Promise((resolve) => this.doc.once('end', resolve));
  }

  /** What `draw` writes belongs together: a table, one of its rows. */
  inside(type: 'Table' | 'TR' | 'Sect', draw: () => void): void {
    const element = this.doc.struct(type);
    this.attach(element);
    this.open.push(element);
    draw();
    this.open.pop();
    element.end();
  }

  /** A drawing, with the words that stand for it where the page is read out. */
  figure(alt: string, draw: () => void): void {
    const content = this.doc.markStructureContent('Figure');
    draw();
    this.doc.endMarkedContent();
    const element = this.doc.struct('Figure', { alt }, [content]);
    this.attach(element);
    element.end();
  }

  page(): void {
    this.doc.addPage();
    this.cursor = PAGE.top;
  }

  /** Begins a new page unless `height` more points fit on this one; says whether it did. */
  need(height: number): boolean {
    if (this.cursor + height <= LOWEST) return false;
    this.page();
    return true;
  }

  /** One line; what is too long for `width` is set smaller, down to 70 %, then cut with an ellipsis. */
  line(text: string, x: number, y: number, width: number, style: TextStyle = {}): void {
    const { face = 'text', size = 9, colour = COLOURS.ink, align = 'left' } = style;
    let fitting = size;
    while (this.width(text, face, fitting) > width && fitting > size * 0.7) fitting -= 0.25;
    const shown = this.cut(text, face, fitting, width);
    const natural = this.width(shown, face, fitting);
    let at = align === 'right' ? x + width - natural : x;
    this.doc.fillColor(colour);
    const role = style.role ?? 'P';
    const content = this.mark(role);
    // The baseline stays where the full size would have put it.
    const drop = (size - fitting) * 0.8;
    for (const run of this.runs(shown, face)) {
      this.use(run.face, fitting);
      this.doc.text(run.text, at, y + drop, { lineBreak: false });
      at += this.doc.widthOfString(run.text);
    }
    this.doc.endMarkedContent();
    if (content === null) return;
    const element = this.doc.struct(role, {}, [content]);
    this.attach(element);
    element.end();
  }

  /** Text over several lines at the cursor; moves it below. */
  paragraph(text: string, style: TextStyle & { x?: number; width?: number } = {}): void {
    const { face = 'text', size = 9, leading = 1.45, x = PAGE.left, width = COLUMN } = style;
    for (const line of this.wrap(text, face, size, width)) {
      this.need(size * leading);
      this.line(line, x, this.cursor, width, { ...style, face, size });
      this.cursor += size * leading;
    }
  }

  /** Lines that fit `width`, broken at blanks, and inside words that are longer than a line. */
  wrap(text: string, face: Face, size: number, width: number): string[] {
    return text.split('\n').flatMap((part) => {
      const lines: string[] = [];
      let line = '';
      for (const word of part.split(' ')) {
        const longer = line === '' ? word : `${line} ${word}`;
        if (this.width(longer, face, size) <= width) {
          line = longer;
          continue;
        }
        if (line !== '') lines.push(line);
        line = word;
        while (this.width(line, face, size) > width) {
          let fits = line.length - 1;
          while (fits > 1 && this.width(line.slice(0, fits), face, size) > width) fits -= 1;
          lines.push(line.slice(0, fits));
          line = line.slice(fits);
        }
      }
      return [...lines, line];
    });
  }

  rule(
    y: number,
    colour: Colour = COLOURS.line,
    x = PAGE.left,
    width = COLUMN,
    weight = 0.6,
  ): void {
    this.doc
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(weight)
      .strokeColor(colour)
      .stroke();
  }

  box(
    x: number,
    y: number,
    width: number,
    height: number,
    fill: Colour | null,
    stroke?: Colour,
  ): void {
    this.doc.roundedRect(x, y, width, height, 3);
    if (fill && stroke) this.doc.lineWidth(0.6).fillAndStroke(fill, stroke);
    else if (fill) this.doc.fill(fill);
    else
      this.doc
        .lineWidth(0.6)
        .strokeColor(stroke ?? COLOURS.line)
        .stroke();
  }

  width(text: string, face: Face, size: number): number {
    return this.runs(text, face).reduce((sum, run) => {
      this.use(run.face, size);
      return sum + this.doc.widthOfString(run.text);
    }, 0);
  }

  /** Draws on every page once all are there, then closes the file. */
  async finish(everyPage: (page: number, of: number) => void): Promise<Buffer> {
    const { start, count } = this.doc.bufferedPageRange();
    for (let i = 0; i < count; i += 1) {
      this.doc.switchToPage(start + i);
      everyPage(i + 1, count);
    }
    this.doc.end();
    await this.done;
    return Buffer.concat(this.chunks);
  }

  private mark(role: TextRole): PDFKit.PDFStructureContent | null {
    if (role !== 'Artifact') return this.doc.markStructureContent(role);
    this.doc.markContent('Artifact', { type: 'Pagination' });
    return null;
  }

  private attach(element: PDFKit.PDFStructureElement): void {
    const parent = this.open.at(-1);
    if (parent) parent.add(element);
    else this.doc.addStructure(element);
  }

  private cut(text: string, face: Face, size: number, width: number): string {
    if (this.width(text, face, size) <= width) return text;
    let end = text.length - 1;
    while (end > 0 && this.width(`${text.slice(0, end)}…`, face, size) > width) end -= 1;
    return `${text.slice(0, end)}…`;
  }

  /** The text in pieces, each in the first face of the line that has its letters. */
  private runs(text: string, face: Face): Run[] {
    const faces = [face, ...(FALLBACKS[face] ?? [])];
    const runs: Run[] = [];
    // The title face's last glyph is its no-break space, which fontkit looks for beyond the file's end.
    const letters = face === 'title' ? text.replaceAll('\u00a0', ' ') : text;
    for (const letter of letters) {
      const fitting = faces.find((one) => this.has(one, letter)) ?? face;
      const last = runs.at(-1);
      if (last && last.face === fitting) last.text += letter;
      else runs.push({ face: fitting, text: letter });
    }
    return runs;
  }

  private has(face: Face, letter: string): boolean {
    const code = letter.codePointAt(0) ?? 0;
    // The first face answers for plain letters, so that no other is loaded without need.
    if (code < 0x100) return FALLBACKS[face] !== undefined;
    this.use(face, 9);
    const { font } = (this.doc as unknown as { _font: EmbeddedFont })._font;
    return font.hasGlyphForCodePoint(code);
  }

  private use(face: Face, size: number): void {
    if (!this.registered.has(face)) {
      this.doc.registerFont(face, FACES[face]());
      this.registered.add(face);
    }
    this.doc.font(face).fontSize(size);
  }
}

/** The part of pdfkit's font object that its types do not name. */
interface EmbeddedFont {
  font: { hasGlyphForCodePoint(code: number): boolean };
}
