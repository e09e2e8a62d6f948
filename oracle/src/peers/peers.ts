import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config.js';
import { Counters } from '../platform/counters.js';
import { NodeKey } from '../platform/keys.js';
import { ReportDomain, type Report } from '../report/report.js';
import { Caller } from './caller.js';
import { RemoteSigner } from './remote-signer.js';

/** Promises are asked for with less patience than signatures: who did not tell in time is asked again in the next beat. */
const PATIENCE_MS = 1_000;

/** The other nodes of the committee, as `ORACLE_PEERS` names them. */
@Injectable()
export class Peers {
  readonly all: readonly RemoteSigner[];
  private turn = 0;

  constructor(
    config: Config,
    key: NodeKey,
    caller: Caller,
    domain: ReportDomain,
    counters: Counters,
  ) {
    // One list serves all nodes: each leaves itself out.
    this.all = config.env.ORACLE_PEERS.filter(({ address }) => address !== key.address).map(
      ({ address, url }) => new RemoteSigner(address, url, caller, domain, counters),
    );
  }

  /** Everybody once, beginning with another one each time; who was silent a moment ago comes last. */
  inOrder(): RemoteSigner[] {
    this.turn += 1;
    const from = this.turn % Math.max(1, this.all.length);
    const turned = [...this.all.slice(from), ...this.all.slice(0, from)];
    const silent = (peer: RemoteSigner) => (peer.silentUntil > Date.now() ? 1 : 0);
    return turned.sort((a, b) => silent(a) - silent(b));
  }

  /**
   * What the others have promised to sign for these rounds: a list, empty or not, of each that tells in time.
   * @param wanted how many should be asked at least: who was silent a moment ago only if there are too few without
   */
  async promised(rounds: readonly Report[], wanted: number): Promise<Report[][]> {
    const told: Report[][] = [];
    const inOrder = this.inOrder();
    const talking = inOrder.filter((peer) => peer.silentUntil <= Date.now());
    const asking = (talking.length < wanted ? inOrder : talking).map((peer) =>
      peer.promised(rounds).then(
        (reports) => told.push(reports),
        () => undefined,
      ),
    );
    const enough = new AbortController();
    await Promise.race([
      Promise.all(asking),
      sleep(PATIENCE_MS, undefined, { signal: enough.signal }).catch(() => undefined),
    ]);
    enough.abort();
    return [...told];
  }

  /** Addresses of those that do not answer now. */
  async missing(): Promise<string[]> {
    const there = await Promise.all(this.all.map((peer) => peer.isThere()));
    return this.all.filter((_, i) => !there[i]).map(({ address }) => address);
  }
}
