import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { NODE, ROOT } from './paths.ts';
import { dieWithUs, ended, endProcess } from './processes.ts';

export interface ServiceOptions {
  name: string;
  /** Script and arguments for the pinned Node. */
  args: string[];
  env: NodeJS.ProcessEnv;
  logFile: string;
  /** Told when it runs, first and after each restart. */
  onStart: (pid: number) => void;
  /** Told when it ended by itself; `inMs` is the pause before it is started again. */
  onCrash: (how: string, inMs: number) => void;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** Who lived this long has recovered: the next restart is quick again. */
const RECOVERED_MS = 30_000;
const PATIENCE_MS = 5_000;

/** A process that is started again whenever it ends by itself, ever more slowly. */
export class Service {
  private child: ChildProcess | undefined;
  private stopping = false;
  private pauseMs = FIRST_PAUSE_MS;
  private timer: NodeJS.Timeout | undefined;
  private said = '';
  private readonly log: WriteStream;
  private readonly options: ServiceOptions;
  /** Set when the first run ended with exit code 1: a configuration it cannot work with. */
  refused: string | undefined;

  constructor(options: ServiceOptions) {
    this.options = options;
    this.log = createWriteStream(options.logFile, { flags: 'a' });
    this.launch();
  }

  /** Asks it to end (SIGTERM), and makes it end after 5 s. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    const { child } = this;
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      await endProcess(child.pid, 'SIGTERM', PATIENCE_MS);
      await ended(child);
    }
    this.log.end();
  }

  /** The newest output, for an error message. */
  get lastWords(): string {
    return this.said.trim().split('\n').slice(-15).join('\n');
  }

  private launch(): void {
    const began = Date.now();
    // Its own session: Ctrl-C is for the launcher, which stops things in their order.
    const child = spawn(NODE, ['--enable-source-maps', ...this.options.args], {
      cwd: ROOT,
      env: this.options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.child = child;
    dieWithUs(child, 'SIGTERM');
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => {
        this.said = (this.said + chunk).slice(-8_000);
        if (!this.log.writableEnded) this.log.write(chunk);
      });
    }
    if (child.pid !== undefined) this.options.onStart(child.pid);
    child.once('exit', (code, signal) => this.afterEnd(began, code, signal));
  }

  private afterEnd(began: number, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.stopping) return;
    const lived = Date.now() - began;
    if (code === 1 && lived < 10_000) this.refused = this.lastWords;
    if (lived > RECOVERED_MS) this.pauseMs = FIRST_PAUSE_MS;
    const pause = this.pauseMs;
    this.pauseMs = Math.min(pause * 2, LONGEST_PAUSE_MS);
    this.options.onCrash(signal ? `ended by ${signal}` : `exit code ${code}`, pause);
    this.timer = setTimeout(() => {
      if (!this.stopping) this.launch();
    }, pause);
  }
}
