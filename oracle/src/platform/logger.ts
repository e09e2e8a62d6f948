import { ConsoleLogger, type LogLevel } from '@nestjs/common';

export type LogFields = Record<string, string | number | bigint | boolean | null | undefined>;

/** One log line: `event key=value key="two words"`. Undefined values are left out. */
export function logLine(event: string, fields: LogFields = {}): string {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${quoted(String(value))}`);
  return [event, ...pairs].join(' ');
}

const quoted = (text: string) => (/^[^\s"=]+$/.test(text) ? text : JSON.stringify(text));

/** `2026-04-15T20:30:00.000Z info engine round_sent feed=0x… round=3`, one line per event. */
export class LineLogger extends ConsoleLogger {
  constructor(levels: LogLevel[]) {
    super({ logLevels: levels, colors: false });
  }

  protected override formatMessage(
    level: LogLevel,
    message: unknown,
    _pid: string,
    _level: string,
    context: string,
  ): string {
    const name = context.replace(/^\[|\]\s*$/g, '').trim() || 'app';
    const word = level === 'log' ? 'info' : level;
    return `${new Date().toISOString()} ${word} ${name} ${this.stringifyMessage(message, level)}\n`;
  }
}
