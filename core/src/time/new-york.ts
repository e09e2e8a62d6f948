import { calendarDate, toDayNumber, type IsoDate } from './dates.js';

const FORMAT = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** The calendar date in New York at a Unix time in seconds. */
export function newYorkDate(unixSeconds: number): IsoDate {
  const p = parts(unixSeconds);
  return `${p.year}-${p.month}-${p.day}`;
}

/**
 * Unix time in seconds of a New York wall-clock time on a date, daylight saving observed. The official
 * curve is as of the close: `newYorkTime('2026-04-15', 16)` is 2026-04-15T20:00:00Z.
 */
export function newYorkTime(date: IsoDate, hour: number, minute = 0): number {
  calendarDate(date);
  const asUtc = toDayNumber(date) * 86400 + hour * 3600 + minute * 60;
  // Two steps settle the offset on the two days a year when it changes in between.
  const guess = asUtc - offsetSeconds(asUtc);
  return asUtc - offsetSeconds(guess);
}

/** New York's offset from UTC at an instant, in seconds: −18000 in winter, −14400 in summer. */
function offsetSeconds(unixSeconds: number): number {
  const p = parts(unixSeconds);
  const local =
    toDayNumber(`${p.year}-${p.month}-${p.day}`) * 86400 +
    Number(p.hour) * 3600 +
    Number(p.minute) * 60 +
    Number(p.second);
  return local - unixSeconds;
}

function parts(unixSeconds: number): Record<string, string> {
  return Object.fromEntries(
    FORMAT.formatToParts(new Date(unixSeconds * 1000)).map((part) => [part.type, part.value]),
  );
}
