import { Counter, Gauge, type Registry } from 'prom-client';

/** Labels of a sample by name. */
export type Labels = Record<string, string>;

/** One value of a metric. Whole numbers only, each below 2^53: a scrape shows them exactly. */
export interface Sample {
  labels: Labels;
  value: number;
}

/** A metric as it is scraped: what it is called, what it means, and where its values come from. */
export interface Family {
  /** `cadastre_oracle_…`, with the unit at the end. */
  name: string;
  help: string;
  type: 'gauge' | 'counter';
  labels: readonly string[];
}

/** Puts a metric and its values into a registry that lives as long as one scrape. */
export function put(registry: Registry, family: Family, samples: readonly Sample[]): void {
  const { name, help, labels } = family;
  const options = { name, help, labelNames: [...labels], registers: [registry] };
  if (family.type === 'counter') {
    const counter = new Counter(options);
    for (const { labels: given, value } of samples) counter.inc(given, value);
  } else {
    const gauge = new Gauge(options);
    for (const { labels: given, value } of samples) gauge.set(given, value);
  }
}

/**
 * A whole number as a sample. Prometheus keeps floats of 64 bits: what they cannot hold exactly is left
 * out rather than shown rounded.
 */
export function exact(labels: Labels, value: bigint | number | string): Sample[] {
  const number = Number(value);
  return Number.isSafeInteger(number) && BigInt(value) === BigInt(number)
    ? [{ labels, value: number }]
    : [];
}
