import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { AssetToken__factory } from '@cadastre/contracts';
import { FaultyNode, OutboxWorld } from '../testing/outbox-world.js';
import { ChainWorld, key } from '../testing/chain-world.js';
import { LedgerWorld } from '../testing/ledger-world.js';
import type { BlockTag } from '../rpc/node.js';
import { Rpc, RpcError } from '../rpc/rpc.js';
import { unrecognised } from './reconcile.js';

const TOKEN = AssetToken__factory.createInterface();
const anna = key(20).address;

/** A node that can be made to know less of transactions than the chain has. */
class ForgetfulNode extends FaultyNode {
  /** Told after each answer that a transaction is not known. */
  afterUnknown: () => Promise<void> = () => Promise.resolve();
  /** How often it still denies what is mined. */
  denials = 0;

  override async knows(hash: string): Promise<boolean> {
    if (this.denials > 0) {
      this.denials -= 1;
      return false;
    }
    const known = await super.knows(hash);
    if (!known) await this.afterUnknown();
    return known;
  }

  /** Every second question about a nonce reaches a node that is so many blocks behind. */
  behind = 0;
  private turn = 0;

  override async transactionCount(address: string, tag: BlockTag) {
    this.turn += 1;
    if (this.behind > 0 && this.turn % 2 === 0 && typeof tag === 'number') {
      const { number } = await super.head();
      if (tag > number - this.behind) {
        throw new RpcError('eth_getTransactionCount', -32_000, 'header not found', null);
      }
    }
    return super.transactionCount(address, tag);
  }

  override async receipts(hashes: string[]) {
    const receipts = await super.receipts(hashes);
    return this.denials > 0 ? hashes.map(() => null) : receipts;
  }
}

/**
 * A nonce that is used up is a stranger's doing only if the chain shows a stranger there. To sign a
 * command anew while its own bytes are mined would pay twice.
 */
describe('a nonce that its own bytes have used', () => {
  let chain: ChainWorld;
  let world: LedgerWorld;
  let outbox: OutboxWorld;
  let node: ForgetfulNode;
  let token: string;

  beforeAll(async () => {
    chain = await ChainWorld.start();
    await chain.register([anna, key(2).address]);
  });
  afterAll(() => chain.stop());
  beforeEach(async () => {
    world = await LedgerWorld.start();
    outbox = new OutboxWorld(world, chain);
    node = new ForgetfulNode(new Rpc(chain.url));
    token = await chain.deployToken(randomUUID());
    await (await chain.token(token).mint(key(2).address, 100n, 1n)).wait();
  });
  afterEach(async () => {
    await outbox.stop();
    await world.stop();
  });

  /** What a payment is: nothing on the chain would stop a second one. */
  const pay = () =>
    outbox.enqueue('issuance', token, TOKEN.encodeFunctionData('transfer', [anna, 7n]));
  const paid = () => chain.token(token).balanceOf(anna);
  const stored = async () => {
    const [row] = await world.db.sql<{ raw: Buffer }>('SELECT raw FROM api.chain_command_attempt');
    return `0x${row?.raw.toString('hex')}`;
  };

  it('at the last moment, by a former leader: is not taken for a stranger’s', async () => {
    // The node answers as if it had taken the bytes, and loses them.
    node.fault = () => Promise.resolve('0x');
    node.afterUnknown = async () => {
      node.afterUnknown = () => Promise.resolve();
      node.fault = null;
      await chain.rpc('eth_sendRawTransaction', await stored());
    };
    outbox.dispatch('issuance', node);
    const id = await pay();
    const { nonce } = await outbox.reaches(id, 'confirmed');
    expect(await paid()).toBe(7n);
    expect((await outbox.timeline(id)).filter((state) => state === 'queued')).toHaveLength(1);
    expect(await chain.node.transactionCount(key(2).address, 'latest')).toBe(Number(nonce) + 1);
  });

  it('before a node that has not seen them: is not taken for a stranger’s', async () => {
    node.denials = 12;
    outbox.dispatch('issuance', node);
    const id = await pay();
    const { nonce } = await outbox.reaches(id, 'confirmed');
    expect(node.denials).toBe(0);
    expect(await paid()).toBe(7n);
    expect(await chain.node.transactionCount(key(2).address, 'latest')).toBe(Number(nonce) + 1);
  });

  describe('by an offer for more that a restored database has forgotten', () => {
    /** The call of `pay` in other bytes, as if they had been signed after the backup. */
    const offerMore = async (nonce: number | null) => {
      const data = TOKEN.encodeFunctionData('transfer', [anna, 7n]);
      const own = key(2).connect(chain.provider);
      const offer = await own.sendTransaction({ to: token, data, nonce });
      await offer.wait();
      return offer.hash;
    };

    it('is not taken for a stranger’s', async () => {
      // The node answers as if it had taken the bytes, and loses them.
      node.fault = () => Promise.resolve('0x');
      outbox.dispatch('issuance', node);
      const id = await pay();
      const { nonce } = await outbox.reaches(id, 'sent');
      const hash = await offerMore(nonce);
      node.fault = null;
      const paidBy = await outbox.reaches(id, 'confirmed');
      expect(paidBy).toMatchObject({ nonce, transaction_hash: hash });
      expect(await paid()).toBe(7n);
    });

    it('is known at a start, before any fact of it is told', async () => {
      node.fault = () => Promise.resolve('0x');
      const first = outbox.dispatch('issuance', node);
      const id = await pay();
      const { nonce } = await outbox.reaches(id, 'sent');
      await first.kill();
      const hash = await offerMore(nonce);
      const waitsFor = () => unrecognised(world.db.em, chain.node, [key(2).address]);
      expect(await waitsFor()).toContain(key(2).address);
      outbox.dispatch('issuance');
      const paidBy = await outbox.reaches(id, 'confirmed');
      expect(paidBy).toMatchObject({ nonce, transaction_hash: hash });
      expect(await waitsFor()).toBeNull();
      expect(await paid()).toBe(7n);
    });
  });

  it('behind a balancer, one of whose nodes is late: is not taken for a stranger’s', async () => {
    node.denials = 12;
    node.behind = 3;
    outbox.dispatch('issuance', node);
    const id = await pay();
    const { nonce } = await outbox.reaches(id, 'confirmed', 40_000);
    expect(await paid()).toBe(7n);
    expect(await chain.node.transactionCount(key(2).address, 'latest')).toBe(Number(nonce) + 1);
  });
});
