import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Gate } from './rpc-proxy.ts';

/** Query (simple) and Sync (ends an extended query): each is one call that waits for its answer. */
const CALLS = new Set(['Q', 'S']);

interface Line {
  worker: Socket;
  server: Socket;
  /** The worker's session connection: locks and notifications. */
  isSession: boolean;
}

/** Stands between one worker and PostgreSQL: counts its calls and cuts its connections. */
export class SqlProxy {
  private readonly lines = new Set<Line>();
  private readonly server = createServer({ noDelay: true }, (worker) => this.open(worker));
  private readonly target: number;
  private readonly gate: Gate;
  private readonly kill: () => void;

  constructor(target: number, gate: Gate, kill: () => void) {
    this.target = target;
    this.gate = gate;
    this.kill = kill;
  }

  async listen(): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.server.listen(0, '127.0.0.1', () => resolve());
    await promise;
    return (this.server.address() as AddressInfo).port;
  }

  /** Cuts everything on both sides. */
  disconnect(): void {
    for (const { worker, server } of this.lines) {
      server.destroy();
      worker.destroy();
    }
  }

  /** The server's side of the session goes (its locks with it); the worker is not told until later. */
  depose(tellAfterMs: number): void {
    for (const { worker, server, isSession } of this.lines) {
      if (!isSession) continue;
      server.removeAllListeners('close');
      server.destroy();
      setTimeout(() => worker.destroy(), tellAfterMs);
    }
  }

  close(): void {
    this.disconnect();
    this.server.close();
  }

  private open(worker: Socket): void {
    const server = connect({ port: this.target, host: '127.0.0.1', noDelay: true });
    const line: Line = { worker, server, isSession: false };
    this.lines.add(line);
    const messages = new Messages();
    let killAtAnswer = false;
    worker.on('data', (chunk) => {
      for (const type of messages.read(chunk)) {
        if (type === 'startup') line.isSession ||= chunk.includes('cadastre session');
        if (!CALLS.has(type)) continue;
        const fate = this.gate();
        if (fate === 'before') {
          this.kill();
          return;
        }
        killAtAnswer ||= fate === 'after';
      }
      server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (killAtAnswer) this.kill();
      else worker.write(chunk);
    });
    const end = () => {
      this.lines.delete(line);
      worker.destroy();
      server.destroy();
    };
    for (const socket of [worker, server]) socket.on('error', () => undefined).on('close', end);
  }
}

/** Finds the type of each message in what a client sends: one byte and four of length. */
class Messages {
  private rest: Buffer = Buffer.alloc(0);
  private started = false;

  read(chunk: Buffer): string[] {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const types: string[] = [];
    for (;;) {
      const head = this.started ? 1 : 0;
      if (this.rest.length < head + 4) return types;
      const length = head + this.rest.readInt32BE(head);
      if (this.rest.length < length) return types;
      types.push(this.started ? String.fromCharCode(this.rest[0] ?? 0) : 'startup');
      this.started = true;
      this.rest = this.rest.subarray(length);
    }
  }
}
