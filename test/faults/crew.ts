import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { inRoot, NODE } from '../../scripts/lib/paths.ts';
import { ended } from '../../scripts/lib/processes.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** A worker process: warm (everything imported), then working for one schedule, then warm again. */
export class WorkerProcess {
  readonly child: ChildProcess;
  /** Told when the process ends, by itself or not. */
  onExit: () => void = () => undefined;
  private log: WriteStream | null = null;
  private readonly waiting = new Map<string, (message: FromWorker) => void>();

  constructor() {
    this.child = spawn(NODE, [inRoot('test', 'faults', 'worker.ts')], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'test',
        NODE_COMPILE_CACHE: inRoot('node_modules', '.cache', 'faults'),
      },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => this.log?.write(chunk));
    }
    this.child.on('message', (message: FromWorker) => {
      const topic = topicOf(message);
      this.waiting.get(topic)?.(message);
      this.waiting.delete(topic);
    });
    this.child.setMaxListeners(0);
    this.child.on('error', () => undefined);
    this.child.on('exit', () => this.onExit());
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  begin(env: Record<string, string>, logFile: string): void {
    this.log = createWriteStream(logFile, { flags: 'a' });
    this.log.write(`── process ${this.child.pid ?? 0} begins\n`);
    this.tell({ type: 'begin', env });
  }

  /** Asks the worker to accept a command; null where no answer came in time. */
  async accept(message: Extract<ToWorker, { type: 'accept' }>, patienceMs: number) {
    const answer = await this.ask(message, `accepted ${message.key}`, patienceMs);
    return answer?.type === 'accepted' ? (answer.operationId ?? null) : null;
  }

  /** Puts its work down in order. @returns false where it does not within the patience */
  async end(patienceMs: number): Promise<boolean> {
    const answer = this.alive ? await this.ask({ type: 'end' }, 'ended', patienceMs) : null;
    this.log?.end();
    this.log = null;
    this.onExit = () => undefined;
    return answer !== null;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await ended(this.child);
    this.log?.end('── killed\n');
    this.log = null;
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    if (this.alive) this.child.kill(name);
  }

  private ask(message: ToWorker, topic: string, patienceMs: number): Promise<FromWorker | null> {
    const { promise, resolve } = Promise.withResolvers<FromWorker | null>();
    const timer = setTimeout(() => resolve(null), patienceMs);
    const gone = () => resolve(null);
    this.child.once('exit', gone);
    this.waiting.set(topic, resolve);
    this.tell(message);
    return promise.finally(() => {
      clearTimeout(timer);
      this.child.off('exit', gone);
      this.waiting.delete(topic);
    });
  }

  private tell(message: ToWorker): void {
    if (this.alive && this.child.connected) this.child.send(message, () => undefined);
  }
}

const topicOf = (message: FromWorker): string =>
  message.type === 'accepted' ? `accepted ${message.key}` : message.type;

/** Warm processes to take from, so that a schedule does not wait for imports. */
export class Crew {
  private spare: WorkerProcess[] = [];
  private readonly all = new Set<WorkerProcess>();

  /** One that is warm, or warming up; the next who asks will not wait either. */
  take(): WorkerProcess {
    const worker = this.spare.find((one) => one.alive) ?? this.spawn();
    this.spare = this.spare.filter((one) => one !== worker);
    this.prepare(1);
    return worker;
  }

  /** Makes sure that so many are warming up. */
  prepare(count: number): void {
    while (this.spare.filter((one) => one.alive).length < count) this.spare.push(this.spawn());
  }

  giveBack(worker: WorkerProcess): void {
    if (worker.alive) this.spare.push(worker);
  }

  async close(): Promise<void> {
    await Promise.all([...this.all].map((worker) => worker.kill()));
  }

  private spawn(): WorkerProcess {
    const worker = new WorkerProcess();
    this.all.add(worker);
    worker.child.once('exit', () => this.all.delete(worker));
    return worker;
  }
}
