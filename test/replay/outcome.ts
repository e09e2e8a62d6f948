/** What a replay saw, and every way in which it was not as it had to be. */
export interface Outcome {
  name: string;
  /** Rounds of the feed on the chain at the end. */
  rounds: number;
  /** Days or months on which the oracle had its say, also those on which no round was due. */
  steps: number;
  /** When a move beyond the breaker was parked, in order. */
  parked: string[];
  breakerBps: bigint;
  seconds: number;
  violations: string[];
}

export type Say = (message: string) => void;

/** A few figures for a person. */
export function summary({ name, rounds, steps, parked, breakerBps, seconds, violations }: Outcome) {
  const lines = [
    `${name}: ${rounds} rounds in ${steps} steps, ${seconds.toFixed(1)} s ` +
      `(${((seconds * 1000) / steps).toFixed(0)} ms a step)`,
    `  parked beyond ${breakerBps} bps, each approved by two people: ${parked.length}` +
      (parked.length > 0 ? ` (${parked.join(', ')})` : ''),
    `  violated expectations: ${violations.length}`,
    ...violations.map((one) => `    ${one}`),
  ];
  return lines.join('\n');
}

/** The same as `bench/results/replay.json` keeps it. */
export function rowsOf({ name, rounds, steps, parked, breakerBps, seconds }: Outcome) {
  const row = (what: string, value: number, unit: string) => ({
    case: `${name}: ${what}`,
    value,
    unit,
  });
  return [
    row('rounds', rounds, 'rounds'),
    row('parked and approved', parked.length, 'rounds'),
    row('breaker', Number(breakerBps), 'bps'),
    row('time', Math.round(seconds), 's'),
    row('time for each step', Math.round((seconds * 1000) / steps), 'ms'),
  ];
}
