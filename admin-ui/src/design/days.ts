/** Days of forms and charts, in UTC as the register counts them. */

export const DAY_MS = 86_400_000;

/** The day so many days after an instant: "2026-11-21". */
export const dayAfter = (instant: Date, days: number): string =>
  new Date(instant.getTime() + days * DAY_MS).toISOString().slice(0, 10);
