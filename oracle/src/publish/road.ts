/** Takes reports along while other work goes on: one delivery after the other, never two at a time. */
export class Road {
  private travelling: Promise<void> | null = null;
  private again = false;
  private failure: { error: unknown } | null = null;

  /** @param deliver takes everything along that there is when it begins */
  constructor(private readonly deliver: () => Promise<void>) {}

  get isFree(): boolean {
    return this.travelling === null;
  }

  /** There is something to deliver, now or as soon as what is on its way has arrived. */
  go(): void {
    this.again = true;
    this.travelling ??= this.travel();
  }

  /** Waits for what is on its way. @throws what a delivery has thrown since this was asked last */
  async end(): Promise<void> {
    await this.travelling;
    const failed = this.failure;
    this.failure = null;
    if (failed) throw failed.error;
  }

  private async travel(): Promise<void> {
    try {
      while (this.again) {
        this.again = false;
        await this.deliver();
      }
    } catch (error) {
      this.failure = { error };
    } finally {
      this.travelling = null;
    }
  }
}
