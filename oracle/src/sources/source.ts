import type { z } from 'zod';
import type { Rpc } from '../chain/rpc.js';
import { Refusal } from '../platform/refusal.js';
import type { RawDocument } from './document.js';

/** A number that a source gives, with what it means. */
export interface Figure {
  /** In units of 10^-scale `unit`. */
  value: bigint;
  scale: number;
  /** Such as `USD`, `fine oz`, `token`, `percent`. */
  unit: string;
  /** The moment the number speaks of, Unix seconds. */
  at: number;
}

/** What one look at a source gave, with everything it came from. Equal inputs yield the same on every node. */
export interface Yield {
  figures: Record<string, Figure>;
  /** Exactly what the figures depend on, as canonical JSON can hold it. */
  inputs: Record<string, unknown>;
  /** The arithmetic, for people. */
  lines: string[];
  warnings: string[];
  documents: RawDocument[];
  /** The source's own flag that its value must not be used. */
  doNotUse?: boolean;
  /** Documents it could not use, where an earlier one stands. */
  refused?: readonly Refusal[];
}

/** What a party keeps of a source between two looks, so that an old statement is not taken for a new one. */
export interface SourceMemory {
  /** @returns what was last remembered under the name, or null */
  recall(name: string): Promise<string | null>;
  remember(name: string, value: string): Promise<void>;
}

/** What the house lends to a source. */
export interface SourceContext {
  /** Domain time, Unix seconds. */
  now: number;
  rpc: Rpc;
  memory: SourceMemory;
  /** Only looking: nothing outside may be moved or marked. */
  dryRun?: boolean;
  /** The value of a secret named in the options. @throws Refusal `SECRET_MISSING` */
  secret(name: string): string;
}

/** One way to learn a number, as its file writes it. */
export interface SourceDefinition<Options> {
  readonly kind: string;
  /** One sentence for the operator's list. */
  readonly about: string;
  readonly options: z.ZodType<Options>;
  /** @throws Refusal with the reason why there is no value now; RpcError, RpcUnreachable */
  read(options: Options, context: SourceContext): Promise<Yield>;
}

/** Takes one look at a source. @throws as `SourceDefinition.read` */
export type Look = (context: SourceContext) => Promise<Yield>;

/** One way to learn a number, whatever its options are. */
export interface SourceKind {
  readonly kind: string;
  readonly about: string;
  /** @throws Refusal `SOURCE_OPTIONS`, every wrong option named */
  prepare(options: unknown): Look;
}

/** Adding a way to learn a number is a file that calls this and a line in `kinds.ts`. */
export function source<Options>(definition: SourceDefinition<Options>): SourceKind {
  const { kind, about } = definition;
  return {
    kind,
    about,
    prepare(given) {
      const parsed = definition.options.safeParse(given);
      if (parsed.success) return (context) => definition.read(parsed.data, context);
      const what = parsed.error.issues.map(
        (issue) => `${issue.path.join('.') || 'options'}: ${issue.message}`,
      );
      throw new Refusal('SOURCE_OPTIONS', `${kind}: ${what.join('; ')}.`);
    },
  };
}
