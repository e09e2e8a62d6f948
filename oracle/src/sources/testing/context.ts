import type { Rpc } from '../../chain/rpc.js';
import { Refusal } from '../../platform/refusal.js';
import type { SourceContext, SourceMemory } from '../source.js';

/** A memory that lasts as long as the test. */
export class BriefMemory implements SourceMemory {
  private readonly kept = new Map<string, string>();

  recall(name: string): Promise<string | null> {
    return Promise.resolve(this.kept.get(name) ?? null);
  }

  remember(name: string, value: string): Promise<void> {
    this.kept.set(name, value);
    return Promise.resolve();
  }
}

/** 17:00 in New York on 2026-04-15. */
export const NOW = Date.parse('2026-04-15T21:00:00Z') / 1000;

/** The house as a source meets it in a test. */
export function contextAt(now = NOW, change: Partial<SourceContext> = {}): SourceContext {
  return {
    now,
    rpc: undefined as unknown as Rpc,
    memory: new BriefMemory(),
    secret: (name) => {
      throw new Refusal('SECRET_MISSING', `There is no secret ${name}.`);
    },
    ...change,
  };
}

/** The code of a refusal, or what was yielded instead. */
export async function codeOf(look: Promise<unknown>): Promise<string> {
  try {
    return `no refusal: ${JSON.stringify(await look, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))}`;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
