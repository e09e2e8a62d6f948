import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { readVectors } from './testing/files.js';

const file = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** `finance.json: treasuryBill.cases`: every list of worked numbers that a file of vectors holds. */
function sections(name: string): string[] {
  const inside = (value: unknown, path: string): string[] => {
    if (typeof value !== 'object' || value === null) return [];
    const parts = Object.entries(value).filter(
      ([key]) => !/^(source|rule|total|identity|_)$/.test(key),
    );
    const lists = parts.filter(([, part]) => typeof part === 'object');
    if (path.includes('.') || lists.length === 0) return [path];
    return lists.flatMap(([key, part]) => inside(part, path === '' ? key : `${path}.${key}`));
  };
  return inside(readVectors(name), '').map((path) => `${name}: ${path}`);
}

/** The table in the README: a section, the spec that reads it, the title of the test that passes it. */
const rows = [
  ...file('README.md').matchAll(/^\| `(\S+\.json: ?\S*)` \| (\S+) \| `([^`]+)` \|$/gm),
].map(([, section = '', spec = '', title = '']) => ({ section: section.trim(), spec, title }));

describe('the worked numbers', () => {
  const all = [...sections('finance.json'), 'merkle-sum-tree.json:'];

  it('have a section each, and every section has a test', () => {
    expect(all.length).toBeGreaterThan(12);
    expect(rows.map(({ section }) => section).sort()).toEqual(all.sort());
  });

  it.each(rows)('$section is read by $spec', ({ section, spec, title }) => {
    const text = file(`src/${spec}`);
    expect(text).toContain(title);
    const [name, path = ''] = section.split(': ');
    expect(text).toContain(`readVectors('${name?.replace(/:$/, '')}')`);
    for (const part of path.split('.').filter(Boolean)) expect(text).toContain(part);
  });
});
