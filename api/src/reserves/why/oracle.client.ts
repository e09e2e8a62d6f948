import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config.js';
import { NotFound, Problem } from '../../platform/problem.js';

const TIMEOUT_MS = 30_000;

/** The oracle's own books, as the API reads them. */
@Injectable()
export class OracleClient {
  constructor(private readonly config: Config) {}

  /**
   * @param path below the oracle's root, e.g. `feeds/0x…/rounds/7/why`
   * @throws NotFound where the oracle knows nothing of it; Problem `oracle_unreachable`
   */
  async get(path: string): Promise<Response> {
    const { ORACLE_URL } = this.config.env;
    const answer = ORACLE_URL
      ? await fetch(new URL(path, ORACLE_URL), {
          redirect: 'error',
          signal: AbortSignal.timeout(TIMEOUT_MS),
        }).catch(() => null)
      : null;
    if (answer?.ok) return answer;
    if (answer?.status === 404) throw new NotFound('round');
    throw new Problem(
      503,
      'oracle_unreachable',
      'The oracle does not answer',
      'What is on-chain can be read all the same. Repeat the request in a moment.',
    );
  }
}
