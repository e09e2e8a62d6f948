import { fromHex, joinBytes, keccak256 } from '../integrity/bytes.js';

/** The last day of a day's month; `2026-02-11` gives `2026-02-28`. */
export function lastDayOfMonth(day: string): string {
  const [year, month] = day.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

/**
 * The day of a month on which an unannounced report is made: keccak256(hash of the last block before the
 * month | asset id in UTF-8), modulo the days of the month. Nobody knows it before the month, anybody can
 * recompute it after.
 * @param month `2026-04`
 */
export function randomReportDay(blockHash: string, assetId: string, month: string): string {
  const days = BigInt(lastDayOfMonth(`${month}-01`).slice(8));
  const seed = keccak256(joinBytes(fromHex(blockHash, 32), new TextEncoder().encode(assetId)));
  return `${month}-${String((BigInt(seed) % days) + 1n).padStart(2, '0')}`;
}
