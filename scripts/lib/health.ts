import { setTimeout as sleep } from 'node:timers/promises';

interface Part {
  state: string;
  detail?: string;
}

export interface Health {
  /** 0 while nothing answers. */
  status: number;
  /** Parts that keep the whole from being ready, as sentences. */
  waitingFor: string[];
}

/** Asks `GET /health` once. */
export async function health(url: string): Promise<Health> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5_000) });
    const body = (await response.json()) as { parts?: Record<string, Part> };
    const waitingFor = Object.entries(body.parts ?? {})
      .filter(([, { state }]) => state === 'down' || state === 'starting')
      .map(([name, { state, detail }]) => `${name} is ${state}${detail ? ` (${detail})` : ''}`);
    return { status: response.status, waitingFor };
  } catch {
    return { status: 0, waitingFor: ['the API does not answer yet'] };
  }
}

/**
 * Waits until /health is 200. `onWait` is told every 10 s what is missing; `givenUp` is asked in
 * between and ends the wait with its reason. @returns undefined when healthy, else the reason
 */
export async function waitHealthy(
  url: string,
  patienceMs: number,
  givenUp: () => string | undefined,
  onWait: (waitingFor: string[]) => void,
): Promise<string | undefined> {
  const began = Date.now();
  let told = began;
  for (;;) {
    const { status, waitingFor } = await health(url);
    if (status === 200) return undefined;
    const reason = givenUp();
    if (reason) return reason;
    if (Date.now() - began > patienceMs) {
      return `not ready after ${patienceMs / 1000} s: ${waitingFor.join('; ')}`;
    }
    if (Date.now() - told > 10_000) {
      told = Date.now();
      onWait(waitingFor);
    }
    await sleep(100);
  }
}
