import { Injectable } from '@nestjs/common';

export interface PartHealth {
  /** `degraded`: works, and somebody should look. `down` and `starting` make /health answer 503. */
  state: 'ok' | 'degraded' | 'starting' | 'down';
  /** Sentences for the operator; several troubles are parted by `; `. */
  detail?: string;
  /** Numbers worth seeing, e.g. {blocksBehind: 0}. */
  figures?: Record<string, string | number | boolean | null>;
}

const PATIENCE_MS = 2_000;

/** Where each module names its part of `GET /health`, in `onModuleInit`. */
@Injectable()
export class HealthParts {
  private readonly parts = new Map<string, () => Promise<PartHealth>>();

  register(name: string, check: () => Promise<PartHealth>): void {
    this.parts.set(name, check);
  }

  /** Asks every part at once; one that fails or does not answer in 2 s is down. */
  async check(): Promise<Record<string, PartHealth>> {
    const entries = await Promise.all(
      [...this.parts].map(async ([name, check]) => [name, await patiently(check)] as const),
    );
    return Object.fromEntries(entries);
  }
}

async function patiently(check: () => Promise<PartHealth>): Promise<PartHealth> {
  const { promise: late, resolve } = Promise.withResolvers<PartHealth>();
  const timer = setTimeout(
    () => resolve({ state: 'down', detail: `It does not answer within ${PATIENCE_MS} ms.` }),
    PATIENCE_MS,
  );
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return { state: 'down', detail: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
