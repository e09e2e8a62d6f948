/** Days of forms and charts, in UTC as the register counts them. */

export const DAY_MS = 86_400_000;

/** Whether every day of a form stands where it may, by what is wrong with each. */
export const inOrder = (problems: Record<string, string | null>): boolean =>
  Object.values(problems).every((problem) => problem === null);

/** The day so many days after an instant: "2026-11-21". */
export const dayAfter = (instant: Date, days: number): string =>
  new Date(instant.getTime() + days * DAY_MS).toISOString().slice(0, 10);
