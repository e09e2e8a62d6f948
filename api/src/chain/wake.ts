/** A sleep that can be cut short: loops wait here for work, a poll interval or their end. */
export class Wake {
  private ring: (() => void) | null = null;
  private rung = false;

  /** Ends the present wait, or the next one if nobody waits now. */
  now(): void {
    this.rung = true;
    this.ring?.();
  }

  async wait(ms: number): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.ring = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.ring = null;
    this.rung = false;
  }
}
