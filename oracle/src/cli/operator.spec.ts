import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encryptKeystoreJson } from 'ethers';
import { Committee } from '../chain/committee.js';
import { readFeed } from '../chain/feed.js';
import { BackfillStore } from '../storage/backfills.js';
import { walletAt, type TestAsset } from '../testing/chain.js';
import { World, type Oracle } from '../testing/world.js';
import { operate } from './operator.js';
import type { Terminal } from './terminal.js';

const PHRASE = process.env['DEV_MNEMONIC'] ?? '';
const DAY = 86_400;

describe('the operator', () => {
  let world: World;
  let oracle: Oracle;
  let fund: TestAsset;
  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    world = await World.begin();
    fund = await world.fund({}, DAY);
    oracle = await world.oracle();
    await oracle.beat();
    await oracle.beat();
    await oracle.app.listen(0, '127.0.0.1');
    env = world.env({ ORACLE_URL: await oracle.app.getUrl() });
    folder = mkdtempSync(join(tmpdir(), 'operator-'));
  }, 60_000);
  afterAll(async () => {
    await world.end();
    rmSync(folder, { recursive: true });
  });

  /** Runs a command at a terminal where somebody answers. */
  async function run(args: string[], says = true, password = ''): Promise<string[]> {
    const lines: string[] = [];
    const terminal: Terminal = {
      say: (line) => lines.push(line),
      confirm: () => Promise.resolve(says),
      secret: () => Promise.resolve(password),
    };
    const code = await operate(args, env, terminal);
    return [...lines, `exit ${code}`];
  }
  /** A beat before would publish the newest day, and no day would be missed any more. */
  async function asked(): Promise<void> {
    while (!(await oracle.app.get(BackfillStore).open(fund.nav))) await sleep(20);
  }
  const state = (feed = fund.nav) => readFeed(world.chain.rpc, feed);
  const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  it.each([
    [[], 'rotate-signers --file FILE'],
    [['publish'], 'rotate-signers --file FILE'],
    [['show'], "Give the feed's address"],
    [['show', '0x12'], '0x12 is no address'],
    [['pause', 'FEED', '--digest', '0x'], '--digest is no option of pause'],
    [['approve', 'FEED', '--digest', '0x12'], '--digest 0x12: must be 0x and 64 hex digits'],
    [['approve', 'FEED', '--digest', `0x${'1'.repeat(64)}`], '--reason is missing'],
    [
      ['backfill', 'FEED', '--from', '2026-02-30', '--to', '2026-03-01'],
      '--from 2026-02-30: write',
    ],
    [['backfill', 'FEED', '--from', '2026-03-02', '--to', '2026-03-01'], 'is after --to'],
    [['pause', 'FEED'], 'Give the key: --keystore FILE'],
    [['pause', 'FEED', '--account', 'x'], '--account x: must be the number'],
    [['pause', 'FEED', '--keystore', '/nowhere'], '/nowhere cannot be read (ENOENT)'],
    [['list', '--nonsense'], "Unknown option '--nonsense'"],
  ])('is told what is wrong with %j', async (args, problem) => {
    const lines = await run(args.map((one) => (one === 'FEED' ? fund.nav : one)));
    expect(lines.join('\n')).toContain(problem);
    expect(lines.at(-1)).toBe('exit 1');
  });

  it('sees every feed, and one with its whole policy', async () => {
    const lines = await run(['list']);
    expect(lines).toHaveLength(4);
    expect(lines.join('\n')).toMatch(new RegExp(`${fund.nav} {2}nav {6}OK +#1 \\d+\\.\\d{6}`));
    const shown = (await run(['show', fund.nav])).slice(0, -1).join('\n');
    expect(JSON.parse(shown)).toMatchObject({ policy: { heartbeat: 72_000 }, backfill: null });
    expect(await run(['show', fund.token])).toContainEqual(expect.stringContaining('404'));
  });

  it('stops a feed at once, and lets it go on only after its announcement', async () => {
    expect(await run(['pause', fund.nav, '--account', '3'], false)).toContain(
      'Nothing was changed.',
    );
    expect((await state()).paused).toBe(false);
    expect((await run(['pause', fund.nav, '--account', '9', '--yes'])).join()).toContain(
      'it lacks the role',
    );
    expect((await run(['pause', fund.token, '--account', '3', '--yes'])).join()).toContain(
      'is no feed of this deployment',
    );
    expect(await run(['pause', fund.nav, '--account', '3'])).toContain('paused');
    expect((await state()).paused).toBe(true);
    expect((await run(['pause', fund.nav, '--account', '3'])).join()).toContain('paused already');
    const resume = ['resume', fund.nav, '--account', '0', '--yes'];
    expect((await run(resume)).join()).toContain('unpause may be called 86400 s from now');
    expect((await run(resume)).join()).toContain('It is announced already');
    expect((await state()).paused).toBe(true);
    await world.chain.travelTo('2026-04-16T20:40:00Z');
    expect(await run(resume)).toContain('goes on');
    expect((await state()).paused).toBe(false);
  });

  it('approves exactly the parked report that was looked at; the second person publishes it', async () => {
    world.custodian.change(fund, { liabilitiesCents: '103250000' });
    await oracle.beat();
    const parked = (await state()).parked;
    if (!parked) throw new Error('nothing is parked');
    const evidence = file('statement.txt', 'We owe 1,032,500.00 dollars.');
    const { address: account, privateKey } = walletAt(PHRASE, 3);
    const cheap = { scrypt: { N: 2, r: 1, p: 1 } };
    const key = await encryptKeystoreJson({ address: account, privateKey }, 'tell nobody', cheap);
    const keystore = file('officer.json', key);
    const approve = (digest: string, ...by: string[]) =>
      ['approve', fund.nav, '--digest', digest, '--reason', 'Seen the bill.'].concat(
        ['--evidence', evidence, '--yes'],
        by,
      );
    const other = await run(approve(`0x${'12'.repeat(32)}`, '--account', '3'));
    expect(other.join()).toContain(`Another report is parked: ${parked.digest}`);
    const byKey = approve(parked.digest, '--keystore', keystore);
    expect((await run(byKey, true, 'guess')).join()).toContain('does not open with this password');
    const first = await run([...byKey, '--password-file', file('password', 'tell nobody\n')]);
    const hash = createHash('sha256').update('We owe 1,032,500.00 dollars.').digest('hex');
    expect(first).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^published {3}#1 \d+\.\d+ of /),
        expect.stringMatching(/^parked {6}\d\.\d+ of 2026-04-16T20:00:00.000Z, \d+ bps$/),
        `evidence    ${hash}  ${evidence}`,
        'approval    the first: somebody else has to approve too',
      ]),
    );
    const again = await run(byKey, true, 'tell nobody');
    expect(again.join()).toContain('approved it already: somebody else has to approve');
    expect((await state()).last?.round).toBe(1);
    const second = await run(approve(parked.digest, '--account', '6'));
    expect(second.join('\n')).toMatch(/the second, after 0x[\s\S]*now {9}#2 /);
    expect((await state()).last).toMatchObject({ round: 2, answer: parked.answer });
    expect((await run(approve(parked.digest, '--account', '7'))).join()).toContain(
      'has no parked report',
    );
  });

  it('refuses the mnemonic in production', async () => {
    const lines: string[] = [];
    const terminal = { say: (line: string) => lines.push(line) } as unknown as Terminal;
    const production = { ...env, NODE_ENV: 'production' };
    expect(await operate(['pause', fund.nav, '--account', '3'], production, terminal)).toBe(1);
    expect(lines).toEqual(['--account is for development; in production give --keystore FILE.']);
  });

  const address = (index: number) => walletAt(PHRASE, index).address;
  it.each([
    ['not JSON', '{', 'cannot be read as JSON'],
    ['no addresses', { signers: ['0x12'], threshold: 1 }, 'signers.0: must be an address'],
    ['one', { signers: [address(10)], threshold: 1 }, '1 of them; there must be 2 to 32'],
    ['half', { signers: [address(10), address(11)], threshold: 1 }, '1 of 2 is not more than half'],
    [
      'too many to reach',
      { signers: [address(10), address(11)], threshold: 3 },
      'never be reached',
    ],
    ['one twice', { signers: [address(10), address(10)], threshold: 2 }, 'is named twice'],
  ])('does not send a committee that is %s', async (_what, content, problem) => {
    const path = file('new.json', typeof content === 'string' ? content : JSON.stringify(content));
    const lines = await run(['rotate-signers', '--file', path, '--account', '0', '--yes']);
    expect(lines.join('\n')).toContain(problem);
    expect((await committee()).epoch).toBe(1);
  });

  const committee = () =>
    new Committee(world.chain.rpc, world.chain.deployment.addresses.OracleCommittee).state();

  it('puts another committee in place, whose signatures count from then on', async () => {
    const signers = [12, 11, 10, 15].map(address);
    const path = file('new.json', JSON.stringify({ signers, threshold: 3 }));
    const rotate = ['rotate-signers', '--file', path, '--account'];
    expect((await run([...rotate, '3', '--yes'])).join()).toContain('it lacks the role');
    expect(await run([...rotate, '0'])).toEqual(
      expect.arrayContaining([
        'epoch       1 → 2',
        'threshold   3 of 5 → 3 of 4',
        `+ ${address(15)}`,
        `- ${address(13)}`,
        `  ${address(10)}`,
        'now         epoch 2, 3 of 4',
      ]),
    );
    expect(await committee()).toEqual({ signers, threshold: 3, epoch: 2 });
    expect((await run([...rotate, '0'])).join()).toContain('This is the committee already');
    await world.chain.travelTo('2026-04-17T20:30:00Z');
    await oracle.beat();
    expect((await state()).last?.round).toBe(3);
  });

  it('publishes missed days in order, and tells how it goes', async () => {
    await world.chain.travelTo('2026-04-23T12:00:00Z');
    const days = ['backfill', fund.nav, '--from', '2026-04-20', '--to', '2026-04-22'];
    expect(await run(days, false)).toContain('Nothing was changed.');
    expect((await run(['backfill', fund.reserve, ...days.slice(2)])).join()).toContain(
      'has no schedule',
    );
    const done = run(days);
    await asked();
    let over = false;
    void done.finally(() => (over = true));
    while (!over) await oracle.beat();
    expect(await done).toEqual(
      expect.arrayContaining([
        'days        2026-04-20 to 2026-04-22, us-bond',
        expect.stringMatching(/^published {3}#6 of 2026-04-22T20:00:00.000Z$/),
        'done        3 rounds',
        'exit 0',
      ]),
    );
    expect((await state()).last?.round).toBe(6);
    const late = run(days);
    let told = false;
    void late.finally(() => (told = true));
    while (!told) await oracle.beat();
    expect((await late).join()).toContain('done        0 rounds');
  });
});
