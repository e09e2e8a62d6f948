import { chainCommandMachine } from '@cadastre/core';
import type { Ask, Scene } from './checks.ts';
import { goesInGroups } from './doors.ts';
import { key } from './params.ts';
import { type RawLog, SENDERS } from './workload.ts';

interface CommandRow {
  key: string;
  id: string;
  state: string;
  reason: string | null;
  timeline: string[];
}

const COMMANDS = `SELECT i.key, c.id, c.state, c.reason,
    ARRAY(SELECT state FROM api.chain_command_event e WHERE e.command_id = c.id ORDER BY e.id) AS timeline
  FROM faults.intent i JOIN api.chain_command c ON c.id = i.operation_id`;

/** Each command accepted once, executed once or rejected with a reason; nothing else was executed. */
export async function checkCommands(scene: Scene, ask: Ask): Promise<string[]> {
  const { commands, node, losses } = scene;
  const failures: string[] = [];
  const rows = new Map((await ask<CommandRow>(COMMANDS)).map((row) => [row.key, row]));
  const [stored] = await ask<{ count: string }>('SELECT count(*) FROM api.chain_command');
  if (Number(stored?.count) !== rows.size) {
    failures.push(`${rows.size} commands were accepted, ${stored?.count ?? 0} are stored`);
  }
  const grouped = [...rows.keys()].filter(goesInGroups).length;
  const [papers] = await ask<{ keys: string; entries: string }>(
    `SELECT (SELECT count(*) FROM api.idempotency_key) AS keys,
       (SELECT count(*) FROM api.audit_entry WHERE action = 'faults.accept') AS entries`,
  );
  if (Number(papers?.keys) !== grouped || Number(papers?.entries) !== grouped) {
    failures.push(`${grouped} were accepted in groups, which left ${JSON.stringify(papers)}`);
  }
  const logs = await node.call<RawLog[]>('eth_getLogs', {
    fromBlock: `0x${node.firstBlock.toString(16)}`,
    toBlock: 'latest',
  });
  const succeeded = new Map<string, number>();
  for (const command of commands) {
    const row = rows.get(command.message.key);
    const name = `command ${command.number} (${command.verb})`;
    // One that a restore lost and its client asked for again: whichever did it, it is done once.
    const lost = losses.keys.has(command.message.key);
    const given = lost || losses.givenUp.has(command.message.key);
    const effects = logs.filter(lost ? command.isDeed : command.isEffect).length;
    succeeded.set(command.must, (succeeded.get(command.must) ?? 0) + effects);
    if (!row) {
      if (!given || command.once) failures.push(`${name} was accepted and is not stored`);
      if (effects > 1) failures.push(`${name} was lost and was executed ${effects} times`);
      continue;
    }
    const due = row.state === 'confirmed' || (lost && command.must === 'confirmed') ? 1 : 0;
    if (effects !== due && !(lost && command.must === 'one of' && effects === 1)) {
      failures.push(
        `${name} is ${row.state} and was executed ${effects} times: ${row.timeline.join(' → ')}`,
      );
    }
    if (row.state !== 'confirmed' && !row.reason) {
      failures.push(`${name} is ${row.state} without a reason`);
    }
    if (command.must === 'confirmed' && row.state !== 'confirmed' && !lost) {
      failures.push(
        `${name} is good and is ${row.state}: ${row.reason ?? 'no reason'} (${row.timeline.join(' → ')})`,
      );
    }
    if (command.must === 'rejected' && row.state !== 'rejected') {
      failures.push(`${name} must be rejected and is ${row.state}`);
    }
  }
  if ((succeeded.get('one of') ?? 1) !== 1) {
    failures.push(`one operation id was executed ${succeeded.get('one of') ?? 0} times`);
  }
  return failures;
}

interface RawTransaction {
  hash: string;
  from: string;
  nonce: string;
}

/**
 * Of each key: no gap, nothing on the chain that is not ours, and the database knows the next nonce.
 * What a restored database has forgotten is ours, and none of its commands has that nonce.
 */
export async function checkNonces({ node, losses }: Scene, ask: Ask): Promise<string[]> {
  const failures: string[] = [];
  const head = await node.head();
  const attempts = new Set(
    (
      await ask<{ hash: string }>(
        `SELECT '0x' || encode(hash, 'hex') AS hash FROM api.chain_command_attempt`,
      )
    ).map(({ hash }) => hash),
  );
  const mined: RawTransaction[] = [];
  for (let number = node.firstBlock; number <= head.number; number += 1) {
    const tag = `0x${number.toString(16)}`;
    const block = await node.call<{ transactions: RawTransaction[] }>(
      'eth_getBlockByNumber',
      tag,
      true,
    );
    mined.push(...block.transactions);
  }
  for (const [role, index] of Object.entries(SENDERS)) {
    const address = key(index).address.toLowerCase();
    const own = mined.filter(({ from }) => from === address);
    const unknown = own.filter(({ hash }) => !attempts.has(hash));
    for (const { hash } of unknown.filter((one) => !losses.transactions.has(one.hash)))
      failures.push(`${role} sent ${hash}, which is stored nowhere`);
    const nonces = own.map(({ nonce }) => Number(nonce));
    const next = Number(await node.call<string>('eth_getTransactionCount', address, 'latest'));
    const due = nonces.map((_, i) => next - nonces.length + i);
    if (nonces.join() !== due.join()) {
      failures.push(`${role}'s nonces on the chain are ${nonces.join()}, not ${due.join()}`);
    }
    const used = await ask<{ nonce: string; next: string }>(
      `SELECT DISTINCT c.nonce, s.next_nonce AS next FROM api.chain_command c
       JOIN api.chain_signer s ON s.address = c.signer_address
       WHERE c.signer = $1 AND c.nonce IS NOT NULL ORDER BY c.nonce`,
      [role],
    );
    const known = own.filter((one) => !unknown.includes(one)).map(({ nonce }) => Number(nonce));
    if (used.map(({ nonce }) => nonce).join() !== known.join()) {
      failures.push(
        `${role}'s commands have the nonces ${used.map(({ nonce }) => nonce).join()}, the chain ${known.join()}`,
      );
    }
    if (used[0] && Number(used[0].next) !== next) {
      failures.push(`${role}'s next nonce is ${used[0].next} here and ${next} on the chain`);
    }
  }
  return failures;
}

/** Each timeline is a walk along the state machine that ends where the command is. */
export async function checkTimelines(_scene: Scene, ask: Ask): Promise<string[]> {
  const legal = new Set(chainCommandMachine.transitions.map(({ from, to }) => `${from} → ${to}`));
  return (await ask<CommandRow>(COMMANDS)).flatMap(({ key: name, state, timeline }) => {
    // The same state twice in a row is a note, not a step.
    const steps = timeline.filter((one, i) => i === 0 || one !== timeline[i - 1]);
    const walk = steps.slice(1).map((to, i) => `${steps[i] ?? ''} → ${to}`);
    const illegal = walk.filter((step) => !legal.has(step));
    if (steps[0] === 'queued' && steps.at(-1) === state && illegal.length === 0) return [];
    return [`the timeline of ${name}, which is ${state}, is ${timeline.join(' → ')}`];
  });
}
