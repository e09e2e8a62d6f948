/** Rows, each the text of a JSON object, as one JSON array whose rows know their place in it as `n`. */
export const numbered = (rows: readonly string[]): string =>
  `[${rows.map((row, n) => `{"n":${n},${row.slice(1)}`).join(',')}]`;
