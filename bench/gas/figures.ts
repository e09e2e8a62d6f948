import { grid, type Row } from '../lib/rows.ts';

/** How much of the rules a token of ours applies. */
export const VARIANTS = ['rules off', 'all rules', 'all rules + per-investor ledger'] as const;
export type Variant = (typeof VARIANTS)[number];

export const OPENZEPPELIN = 'OpenZeppelin ERC-20';
export const TREX = 'T-REX 4.1.6';
export const TREX_MODULES = 'T-REX 4.1.6, 3 modules';
export const OURS = 'Cadastre';

/** Who was measured: a system, and of ours which rules and whether behind the clone's proxy. */
export interface Subject {
  system: string;
  variant?: Variant;
  clone?: boolean;
}

interface Figure extends Subject {
  operation: string;
  gas: number;
}

const COLUMNS: readonly (Subject & { head: string })[] = [
  { head: 'OpenZeppelin', system: OPENZEPPELIN },
  { head: 'T-REX', system: TREX },
  { head: 'T-REX, 3 modules', system: TREX_MODULES },
  ...[false, true].flatMap((clone) =>
    (['off', 'all', 'all + ledger'] as const).map((head, i) => ({
      head: clone ? `clone: ${head}` : head,
      system: OURS,
      variant: VARIANTS[i],
      clone,
    })),
  ),
];

/** Collects the figures of one run. */
export class Figures {
  readonly #figures: Figure[] = [];

  /** Notes what an operation cost somebody; `per` divides a batch, rounded up. */
  note(subject: Subject, operation: string, gas: bigint, per = 1n): void {
    this.#figures.push({ ...subject, operation, gas: Number((gas + per - 1n) / per) });
  }

  /** What no rule touches has one figure and carries the operation's plain name. */
  rows(): Row[] {
    return this.#figures.map(({ system, variant, clone, operation, gas }) => ({
      case: `${operation}${variant ? `, ${variant}` : ''}${clone ? ', behind the clone' : ''}`,
      value: gas,
      unit: 'gas',
      system,
    }));
  }

  table(): string {
    const operations = [...new Set(this.#figures.map(({ operation }) => operation))];
    const lines = operations.map((operation) => [
      operation,
      ...COLUMNS.map((column) => this.#cell(operation, column)),
    ]);
    return grid([['gas, whole transactions', ...COLUMNS.map(({ head }) => head)], ...lines]);
  }

  #cell(operation: string, { system, variant, clone }: Subject): string {
    const found = this.#figures.find(
      (one) =>
        one.operation === operation &&
        one.system === system &&
        (one.variant ?? (system === OURS ? 'all rules' : undefined)) === variant &&
        (one.clone ?? false) === (clone ?? false),
    );
    return found ? found.gas.toLocaleString('en') : '–';
  }
}
