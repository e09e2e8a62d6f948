import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail server that can be told to refuse. */
export class PostOffice {
  /** Whole messages as they came over the wire. */
  readonly letters: { to: string; raw: string }[] = [];
  /** While set, every message is refused with this temporary code. */
  refusing: number | null = null;
  refused = 0;
  private readonly server: SMTPServer;

  constructor() {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          if (this.refusing !== null) {
            this.refused += 1;
            done(Object.assign(new Error('come back later'), { responseCode: this.refusing }));
            return;
          }
          const to = session.envelope.rcptTo[0]?.address ?? '';
          this.letters.push({ to, raw: Buffer.concat(chunks).toString() });
          done();
        });
      },
    });
  }

  /** @returns the value of SMTP_URL */
  async open(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', () => resolve());
    });
    const { port } = this.server.server.address() as AddressInfo;
    return `smtp://127.0.0.1:${port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
    });
  }
}
