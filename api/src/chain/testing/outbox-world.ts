import { readConfig } from '../../platform/config.js';
import { systemCtx } from '../../platform/context.js';
import { testEnvironment } from '../../testing/test-app.js';
import type { SignerRole } from '../outbox/command.js';
import type { DispatchSettings } from '../outbox/deps.js';
import { Dispatcher } from '../outbox/dispatcher.js';
import { Outbox } from '../outbox/outbox.js';
import { revertReason } from '../outbox/revert-reason.js';
import { Node } from '../rpc/node.js';
import { Rpc } from '../rpc/rpc.js';
import { Session } from '../session.js';
import { Signers } from '../signers.js';
import type { ChainWorld } from './chain-world.js';
import type { LedgerWorld } from './ledger-world.js';

export interface CommandState {
  state: string;
  nonce: number | null;
  reason_code: string | null;
  transaction_hash: string | null;
}

/** A node whose `eth_sendRawTransaction` can be made to fail or hang. */
export class FaultyNode extends Node {
  /** What happens instead of sending; null sends. */
  fault: ((send: () => Promise<string>) => Promise<string>) | null = null;
  sent: string[] = [];

  override sendRaw(raw: string): Promise<string> {
    this.sent.push(raw);
    const send = () => super.sendRaw(raw);
    return this.fault ? this.fault(send) : send();
  }

  override sendAll(raws: string[]): Promise<(string | Error)[]> {
    if (!this.fault) {
      this.sent.push(...raws);
      return super.sendAll(raws);
    }
    return Promise.all(
      raws.map((raw) => this.sendRaw(raw).catch((error: unknown) => error as Error)),
    );
  }
}

/** An outbox over a chain, and as many dispatching processes as a test wants to start and kill. */
export class OutboxWorld {
  readonly signers: Signers;
  readonly outbox: Outbox;
  private readonly processes: { dispatcher: Dispatcher; session: Session }[] = [];

  constructor(
    readonly world: LedgerWorld,
    readonly chain: ChainWorld,
  ) {
    this.signers = new Signers(readConfig(testEnvironment(world.url, '/nowhere')));
    this.outbox = new Outbox(world.db, world.clock, this.signers);
  }

  faultyNode(): FaultyNode {
    return new FaultyNode(new Rpc(this.chain.url));
  }

  /** Starts one process's dispatcher of one signer. */
  dispatch(role: SignerRole, node?: Node, settings: Partial<DispatchSettings> = {}) {
    const session = new Session(this.world.url);
    const dispatcher = new Dispatcher({
      db: this.world.db,
      clock: this.world.clock,
      node: node ?? this.chain.node,
      session,
      outbox: this.outbox,
      role,
      signer: this.signers.of(role),
      explainRevert: revertReason,
      settings: {
        chainId: 31337,
        confirmations: 1,
        pollMs: 30,
        maxFeeGwei: 200,
        resendAfterMs: 100,
        ...settings,
      },
    });
    dispatcher.start();
    const process = { dispatcher, session };
    this.processes.push(process);
    return {
      dispatcher,
      /** As kill -9 looks to everybody else: the connection is gone, nothing is tidied up. */
      kill: async () => {
        this.processes.splice(this.processes.indexOf(process), 1);
        // It takes no further step; the one it is in may never end.
        void dispatcher.stop();
        await session.close();
      },
    };
  }

  async enqueue(
    signer: SignerRole,
    to: string,
    data: string,
    kind = 'test',
    subjectId = '00000000-0000-7000-8000-000000000000',
  ): Promise<string> {
    const { operationId } = await this.world.db.transaction(() =>
      this.outbox.enqueue({
        ctx: systemCtx('outbox-test'),
        kind,
        signer,
        to,
        data,
        subject: { type: 'test', id: subjectId },
        organisationId: null,
      }),
    );
    return operationId;
  }

  /** Puts commands and their signers back to as a backup of before they were sent has them. */
  async forget(ids: string[], nonce: number): Promise<void> {
    const sql = this.world.db.sql.bind(this.world.db);
    await sql('DELETE FROM api.chain_command_attempt');
    await sql(`DELETE FROM api.chain_command_event WHERE state <> 'queued'`);
    await sql(
      `UPDATE api.chain_command SET state = 'queued', carrier_id = NULL, nonce = NULL,
         transaction_hash = NULL, block_number = NULL, block_hash = NULL, succeeded = NULL,
         gas_used = NULL, fee_wei = NULL WHERE id = ANY($1::uuid[])`,
      [ids],
    );
    await sql('DELETE FROM api.chain_command_event WHERE command_id <> ALL($1::uuid[])', [ids]);
    await sql('DELETE FROM api.chain_command WHERE id <> ALL($1::uuid[])', [ids]);
    await sql('DELETE FROM api.chain_carrier');
    await sql('UPDATE api.chain_signer SET next_nonce = $1', [nonce]);
  }

  async command(id: string): Promise<CommandState> {
    const [row] = await this.world.db.sql<CommandState>(
      `SELECT state, nonce::int, reason_code, '0x' || encode(transaction_hash, 'hex')
         AS transaction_hash FROM api.chain_command WHERE id = $1`,
      [id],
    );
    if (!row) throw new Error(`no command ${id}`);
    return row;
  }

  async timeline(id: string): Promise<string[]> {
    const rows = await this.world.db.sql<{ state: string }>(
      'SELECT state FROM api.chain_command_event WHERE command_id = $1 ORDER BY id',
      [id],
    );
    return rows.map(({ state }) => state);
  }

  async reaches(id: string, state: string, withinMs = 8_000): Promise<CommandState> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const command = await this.command(id);
      if (command.state === state) return command;
      if (Date.now() > deadline) {
        throw new Error(`${id} is ${command.state} (${command.reason_code}), not ${state}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.processes.map(async ({ dispatcher, session }) => {
        await session.close();
        await dispatcher.stop();
      }),
    );
  }
}
