import { COLOURS, COLUMN, PAGE, type Sheet } from './sheet.js';

/** A value and its name; `shown` is what is written beside it. */
export interface Bar {
  name: string;
  value: bigint;
  shown: string;
  /** Written small at the end. */
  remark?: string;
}

const [LABEL, FIGURES, REMARK, STEP] = [130, 100, 54, 16];

/** What `bars` takes of so many, in points. */
export const barsHeight = (count: number): number => count * STEP + 10;

/** Horizontal bars to one scale, the longest over the whole width; drawn as vectors. */
export function bars(sheet: Sheet, all: readonly Bar[]): void {
  const longest = all.reduce((max, { value }) => (value > max ? value : max), 1n);
  const room = COLUMN - LABEL - FIGURES - REMARK;
  for (const { name, value, shown, remark } of all) {
    const y = sheet.cursor;
    sheet.line(name, PAGE.left, y, LABEL - 8, { size: 8.5 });
    const length = Math.max(ratio(value, longest) * room, 0.6);
    sheet.figure(`${name}: ${shown}`, () =>
      sheet.doc.rect(PAGE.left + LABEL, y + 2, length, 7).fill(COLOURS.accent),
    );
    sheet.line(shown, PAGE.left + LABEL + room, y, FIGURES, { size: 8.5, align: 'right' });
    sheet.line(remark ?? '', PAGE.left + COLUMN - REMARK, y, REMARK, {
      size: 8.5,
      colour: COLOURS.muted,
      align: 'right',
    });
    sheet.cursor += STEP;
  }
  sheet.cursor += 10;
}

/** A point of a line; `at` is a Unix time in milliseconds. */
export interface Point {
  at: number;
  value: bigint;
}

const PLOT = 84;
/** What `line` takes, in points. */
export const LINE_HEIGHT = PLOT + 34;

/**
 * A line over time against a level, drawn as steps: what was published holds until the next. The scale begins a
 * little below the least of all values and the level.
 */
export function stepLine(
  sheet: Sheet,
  points: readonly Point[],
  level: { value: bigint; name: string },
  words: { alt: string; first: string; last: string; value: (value: bigint) => string },
): void {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return;
  const values = [...points.map(({ value }) => value), level.value];
  const low = values.reduce((min, value) => (value < min ? value : min));
  const high = values.reduce((max, value) => (value > max ? value : max));
  const span = high - low === 0n ? 1n : high - low;
  const [left, width, top] = [PAGE.left + 70, COLUMN - 70, sheet.cursor];
  const y = (value: bigint) => top + PLOT - 6 - ratio(value - low, span) * (PLOT - 12);
  const time = Math.max(last.at - first.at, 1);
  const x = (at: number) => left + ((at - first.at) / time) * width;
  sheet.figure(words.alt, () => {
    const { doc } = sheet;
    doc.rect(left, top, width, PLOT).lineWidth(0.6).strokeColor(COLOURS.hair).stroke();
    doc.moveTo(left, y(level.value)).lineTo(left + width, y(level.value));
    doc.lineWidth(0.6).dash(3, { space: 2 }).strokeColor(COLOURS.muted).stroke().undash();
    doc.moveTo(x(first.at), y(first.value));
    points.forEach((point, i) => {
      const before = points[i - 1];
      if (before) doc.lineTo(x(point.at), y(before.value)).lineTo(x(point.at), y(point.value));
    });
    doc
      .lineTo(left + width, y(last.value))
      .lineWidth(1.4)
      .strokeColor(COLOURS.accent)
      .stroke();
  });
  const small = { size: 7.5, colour: COLOURS.muted } as const;
  const label = (value: bigint) =>
    sheet.line(words.value(value), PAGE.left, y(value) - 5, 64, { ...small, align: 'right' });
  label(high);
  // Labels closer than a line's height would be printed over one another.
  if (y(low) - y(high) > 12) label(low);
  const apart = Math.min(y(level.value) - y(high), y(low) - y(level.value));
  if (apart > 12) label(level.value);
  sheet.line(words.first, left, top + PLOT + 5, width / 2, small);
  sheet.line(words.last, left, top + PLOT + 5, width, { ...small, align: 'right' });
  sheet.line(level.name, left + 6, y(level.value) - 11, width, small);
  sheet.cursor += LINE_HEIGHT;
}

/** A fraction of two whole numbers for drawing, to four digits. */
const ratio = (part: bigint, whole: bigint): number => Number((part * 10_000n) / whole) / 10_000;
