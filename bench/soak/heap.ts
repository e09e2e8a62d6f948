/** One look at the heap after a collection: seconds since the start, and megabytes in use. */
export interface Sample {
  seconds: number;
  megabytes: number;
}

export interface Slope {
  /** Of the straight line of least squares. */
  megabytesPerHour: number;
  /** Standard error of it: what the samples' scatter leaves open. */
  error: number;
}

/** A straight line through the samples. @throws RangeError for fewer than three */
export function slopeOf(samples: readonly Sample[]): Slope {
  const n = samples.length;
  if (n < 3) throw new RangeError(`${n} samples tell no slope: give the soak more time`);
  const mean = (of: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / n;
  const [t, m] = [mean(({ seconds }) => seconds), mean(({ megabytes }) => megabytes)];
  const spread = samples.reduce((sum, { seconds }) => sum + (seconds - t) ** 2, 0);
  const slope =
    samples.reduce((sum, { seconds, megabytes }) => sum + (seconds - t) * (megabytes - m), 0) /
    spread;
  const left = samples.reduce(
    (sum, { seconds, megabytes }) => sum + (megabytes - m - slope * (seconds - t)) ** 2,
    0,
  );
  return {
    megabytesPerHour: slope * 3600,
    error: Math.sqrt(left / (n - 2) / spread) * 3600,
  };
}
