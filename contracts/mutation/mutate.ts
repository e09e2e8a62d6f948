import type { Mutation } from './table.ts';

/** Where the mutants' numbers begin; below it no test has an address of its own. */
const FIRST = 0xa0_0000;

/** The number by which a mutant is switched on: the address that mines its blocks. */
export function switchOf(index: number): string {
  return `0x${(FIRST + index).toString(16).padStart(40, '0')}`;
}

/** An expression of inline assembly: a call of one of its comparisons. */
const YUL = /^(?:xor|lt|gt|slt|iszero|mul)\(/;

interface Site {
  readonly at: number;
  readonly find: string;
  readonly mutants: { readonly index: number; readonly replace: string }[];
}

/**
 * Puts all mutants of one source into it, each behind its switch, so that one compilation serves them all: an
 * expression `X` with a mutant `Y` becomes `(switch is on ? (Y) : (X))`, in inline assembly the same by arithmetic.
 * @param mutations those of this source, with their numbers
 * @throws Error when an expression is not there (the source changed: the table must follow) or two overlap
 */
export function mutate(
  source: string,
  mutations: readonly { readonly index: number; readonly mutation: Mutation }[],
): string {
  const sites = new Map<number, Site>();
  for (const { index, mutation } of mutations) {
    const at = place(source, mutation);
    const site = sites.get(at) ?? { at, find: mutation.find, mutants: [] };
    if (site.find !== mutation.find)
      throw new Error(`Overlap in ${mutation.file}: ${mutation.find}`);
    site.mutants.push({ index, replace: mutation.replace });
    sites.set(at, site);
  }
  let out = source;
  let beyond = source.length;
  for (const { at, find, mutants } of [...sites.values()].sort((a, b) => b.at - a.at)) {
    if (at + find.length > beyond) throw new Error(`Overlap: ${find}`);
    beyond = at;
    let expression = YUL.test(find) ? find : `(${find})`;
    for (const { index, replace } of mutants) {
      const on = FIRST + index;
      expression = YUL.test(find)
        ? `or(mul(eq(coinbase(), ${on}), ${replace}), mul(iszero(eq(coinbase(), ${on})), ${expression}))`
        : `(uint160(address(block.coinbase)) == ${on} ? (${replace}) : ${expression})`;
    }
    out = out.slice(0, at) + expression + out.slice(at + find.length);
    out = readable(out, at);
  }
  return out;
}

/** Where the meant occurrence begins; a match inside a longer name is none. */
function place(source: string, { file, find, occurrence }: Mutation): number {
  let at = -1;
  for (let seen = 0; seen <= occurrence; seen += 1) {
    do {
      at = source.indexOf(find, at + 1);
      if (at < 0) throw new Error(`${file} has no occurrence ${occurrence} of: ${find}`);
    } while (/\w/.test(source.charAt(at - 1)) || /\w/.test(source.charAt(at + find.length)));
  }
  return at;
}

/** The switch reads the block: a pure function around it becomes a view. */
function readable(source: string, at: number): string {
  const from = source.lastIndexOf('function ', at);
  // A modifier before the first function has no such word.
  if (from < 0) return source;
  const head = source.slice(from, at).replace(/\bpure\b/, 'view');
  return source.slice(0, from) + head + source.slice(at);
}
