import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AssetToken__factory, InvestorRegistry__factory } from '@cadastre/contracts';
import { type BlockTag, type Call, Node } from '../rpc/node.js';
import { Rpc } from '../rpc/rpc.js';
import { ChainWorld, key } from '../testing/chain-world.js';
import { LedgerWorld } from '../testing/ledger-world.js';
import { OutboxWorld } from '../testing/outbox-world.js';
import type { CommandOutcome } from './command.js';

const TOKEN = AssetToken__factory.createInterface();
const anna = key(20).address;
const EVIDENCE = `0x${'22'.repeat(32)}`;

const paused: (() => void)[] = [];

/** A node whose answers one process can be made to wait for, as one that was stopped there does. */
class PausingNode extends Node {
  readonly sent: string[] = [];
  private gate: { at: string; reached: () => void; open: Promise<void> } | null = null;

  /** The next question of this kind is answered only after `release`. */
  pauseAt(at: 'head' | 'pending count' | 'call'): { reached: Promise<void>; release: () => void } {
    const reached = Promise.withResolvers<void>();
    const open = Promise.withResolvers<void>();
    this.gate = { at, reached: reached.resolve, open: open.promise };
    paused.push(open.resolve);
    return { reached: reached.promise, release: open.resolve };
  }

  override async head() {
    const head = await super.head();
    await this.pass('head');
    return head;
  }

  override async transactionCount(address: string, tag: BlockTag) {
    const count = await super.transactionCount(address, tag);
    if (tag === 'pending') await this.pass('pending count');
    return count;
  }

  override async call(call: Call, tag: BlockTag) {
    const answer = super.call(call, tag);
    await answer.catch(() => undefined);
    await this.pass('call');
    return answer;
  }

  override sendAll(raws: string[]) {
    this.sent.push(...raws);
    return super.sendAll(raws);
  }

  private async pass(at: string): Promise<void> {
    if (this.gate?.at !== at) return;
    const { reached, open } = this.gate;
    this.gate = null;
    reached();
    await open;
  }
}

/** The condition `epoch = $2` of `fence` in lease.ts: each of these goes red without it. */
describe('a former leader that does not know', () => {
  let chain: ChainWorld;
  let world: LedgerWorld;
  let outbox: OutboxWorld;
  let token: string;

  beforeAll(async () => {
    chain = await ChainWorld.start();
    await chain.register([anna]);
  });
  afterAll(() => chain.stop());
  beforeEach(async () => {
    world = await LedgerWorld.start();
    outbox = new OutboxWorld(world, chain);
    token = await chain.deployToken(randomUUID());
    await chain.rpc('anvil_mine', '0x4');
  });
  afterEach(async () => {
    for (const release of paused.splice(0)) release();
    await outbox.stop();
    await world.stop();
  });

  const node = () => new PausingNode(new Rpc(chain.url));
  const mint = (spendId: bigint) =>
    outbox.enqueue('issuance', token, TOKEN.encodeFunctionData('mint', [anna, 7n, spendId]));
  const balance = () => chain.token(token).balanceOf(anna);

  it('stores and sends nothing once another process leads', async () => {
    const former = node();
    const first = outbox.dispatch('issuance', former);
    await outbox.reaches(await mint(1n), 'confirmed');
    former.sent.length = 0;
    const signing = former.pauseAt('pending count');
    const id = await mint(2n);
    await signing.reached;
    await first.kill();

    const successor = node();
    const taking = successor.pauseAt('head');
    outbox.dispatch('issuance', successor);
    await taking.reached;
    signing.release();
    await first.dispatcher.stop();
    expect((await outbox.command(id)).state).toBe('queued');
    expect(former.sent).toEqual([]);
    taking.release();
    await outbox.reaches(id, 'confirmed');
    expect(await balance()).toBe(14n);
  });

  it('does not end a command by what it saw before', async () => {
    const told: CommandOutcome[] = [];
    outbox.outbox.onOutcome('test', { reverted: async (_, command) => void told.push(command) });
    await chain.rpc('evm_setAutomine', false);
    const former = node();
    const first = outbox.dispatch('issuance', former);
    const id = await mint(1n);
    await outbox.reaches(id, 'sent');
    // The wallet is revoked in the same block, ahead of the mint.
    const registry = InvestorRegistry__factory.connect(
      chain.deployment.addresses.InvestorRegistry,
      key(1).connect(chain.provider),
    );
    const tip = 50n * 10n ** 9n;
    const fees = { maxPriorityFeePerGas: tip, maxFeePerGas: tip * 2n, gasLimit: 100_000n };
    await registry.revoke(anna, EVIDENCE, fees);
    const ending = former.pauseAt('call');
    await chain.rpc('evm_mine');
    await ending.reached;
    await first.kill();

    // The block goes, and the revocation with it: the mint succeeds.
    await chain.rpc('anvil_reorg', 1, []);
    await chain.rpc('evm_setAutomine', true);
    const successor = node();
    outbox.dispatch('issuance', successor, { confirmations: 5 });
    for (const deadline = Date.now() + 10_000; ;) {
      // Mined as the former leader saw it, sent again as its block went, and mined anew.
      const mined = (await outbox.timeline(id)).filter((state) => state === 'mined').length;
      if (mined === 2 && (await balance()) === 7n) break;
      if (Date.now() > deadline) throw new Error('it was not mined again');
      await sleep(20);
    }
    ending.release();
    await first.dispatcher.stop();
    expect((await outbox.command(id)).state).toBe('mined');
    expect(told).toEqual([]);
    await chain.rpc('anvil_mine', '0x5');
    await outbox.reaches(id, 'confirmed');
    expect(await balance()).toBe(7n);
  });
});
