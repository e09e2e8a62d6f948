const started = performance.now();

/** Seconds since this process began its work, one decimal. */
export const elapsed = (): string => ((performance.now() - started) / 1000).toFixed(1);

/** One line of progress: `  12.3 s  message`. */
export function say(message: string): void {
  for (const line of message.split('\n')) console.log(`${elapsed().padStart(6)} s  ${line}`);
}

/** A failure whose message is all a person needs: no stack is shown. */
export class Told extends Error {}

/** Prints what went wrong the way it deserves and gives the exit code 1. */
export function tell(error: unknown): void {
  if (error instanceof Told) console.error(error.message);
  else console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
}
