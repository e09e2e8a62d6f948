import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parser } from '@prometheus-io/lezer-promql';
import { load } from 'js-yaml';

interface Rule {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: { summary: string; action: string };
}

const { groups } = load(readFileSync(new URL('../../alerts.yml', import.meta.url), 'utf8')) as {
  groups: { name: string; rules: Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

/** Names of metrics in a PromQL expression. @throws Error where it does not parse */
export function metricsIn(expr: string): string[] {
  const names: string[] = [];
  parser.parse(expr).iterate({
    enter({ type, from, to, node }) {
      if (type.isError) throw new Error(`${expr}: wrong at ${from}`);
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector')
        names.push(expr.slice(from, to));
    },
  });
  return names;
}

describe('the alert rules', () => {
  it('are told apart by their names and say what to do in a sentence', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { annotations, labels } of rules) {
      expect(annotations.action).toMatch(/^[A-Z].{20,}\.$/);
      expect(annotations.summary).toMatch(/\.$/);
      expect(['warning', 'critical']).toContain(labels.severity);
    }
  });

  it.each(rules)('$alert parses, and waits a time that is one', ({ expr, for: wait }) => {
    expect(metricsIn(expr).length).toBeGreaterThan(0);
    expect(wait ?? '1m').toMatch(/^[0-9]+[smh]$/);
  });

  it('would not pass with a bracket too few', () => {
    expect(() => metricsIn('sum(rate(cadastre_oracle_round[5m]) > 0')).toThrow('wrong at');
  });
});
