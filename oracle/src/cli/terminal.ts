import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** A command that cannot be done as asked; the message tells a person why, and what to do. */
export class CliError extends Error {}

/** Where an operator sits. */
export interface Terminal {
  say(line: string): void;
  /** Whether the person says yes. @throws CliError where there is nobody to ask */
  confirm(question: string): Promise<boolean>;
  /** What the person types without it being shown. @throws CliError where there is nobody to ask */
  secret(question: string): Promise<string>;
}

/** The process's own terminal. */
export const CONSOLE: Terminal = {
  say: (line) => console.log(line),
  async confirm(question) {
    refuseNobody('Give --yes to do it without being asked.');
    const asked = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await asked.question(`${question} [y/N] `);
    asked.close();
    return /^y(es)?$/i.test(answer.trim());
  },
  async secret(question) {
    refuseNobody('Give the password in a file: --password-file F.');
    process.stdout.write(question);
    const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
    const asked = createInterface({ input: process.stdin, output: silence, terminal: true });
    const answer = await asked.question('');
    asked.close();
    process.stdout.write('\n');
    return answer;
  },
};

function refuseNobody(cure: string): void {
  if (!process.stdin.isTTY) throw new CliError(`There is nobody at this terminal to ask. ${cure}`);
}
