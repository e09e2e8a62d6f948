import { describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig } from './config.js';
import { ChainClock, WallClock } from './clock.js';
import { Crypto } from './crypto.js';
import { HealthParts } from './health-parts.js';
import { logLine } from './logger.js';
import { Recent } from './recent.js';
import { amountSaid } from './sentence.js';
import { testEnvironment } from '../testing/test-app.js';

const environment = testEnvironment('postgres://localhost/x', '/tmp/x');

describe('the configuration', () => {
  const problems = (env: NodeJS.ProcessEnv): string[] => {
    try {
      readConfig(env);
      return [];
    } catch (error) {
      return error instanceof ConfigError ? error.problems : [String(error)];
    }
  };

  it('names everything that is wrong at once', () => {
    const found = problems({
      ...environment,
      DATABASE_URL: undefined,
      PORT: '99999',
      JWT_SECRET: 'short',
      DATA_KEY: 'c2hvcnQ=',
    });
    expect(found.map((p) => p.split(':')[0])).toEqual([
      'PORT',
      'DATABASE_URL',
      'JWT_SECRET',
      'DATA_KEY',
    ]);
  });

  it.each(['PUBLIC_URL', 'DATABASE_URL', 'RPC_URL', 'ORACLE_URL'])(
    'says of a malformed %s what it must be',
    (name) => {
      for (const value of ['not a url', 'localhost:3000', 'ftp://example.test']) {
        expect(problems({ ...environment, [name]: value })).toEqual([
          expect.stringMatching(`^${name}: must be a URL starting with (http|postgres): or `),
        ]);
      }
    },
  );

  it('takes one node or several, each once', () => {
    const read = (RPC_URL: string) => readConfig({ ...environment, RPC_URL }).rpcUrls;
    expect(read('http://a.example')).toEqual(['http://a.example']);
    expect(read('http://a.example/key, https://b.example')).toEqual([
      'http://a.example/key',
      'https://b.example',
    ]);
    for (const [value, message] of [
      ['http://a.example,', 'must be a URL'],
      ['http://a.example,b.example', 'must be a URL'],
      ['http://a.example, http://a.example', 'names the same node twice'],
    ] as const) {
      expect(problems({ ...environment, RPC_URL: value })).toEqual([
        expect.stringContaining(`RPC_URL: ${message}`),
      ]);
    }
  });

  it('tells what concerns several variables beside what is wrong with one', () => {
    const over = { NODE_ENV: 'production', PORT: '99999', RPC_URL: 'nowhere', DEMO: 'true' };
    expect(problems({ ...environment, ...over }).map((p) => p.split(':')[0])).toEqual([
      'PORT',
      'RPC_URL',
      'DEV_MNEMONIC',
      'DEMO',
    ]);
    expect(problems({ ...environment, DEV_MNEMONIC: undefined, PORT: 'x' })).toEqual([
      expect.stringContaining('PORT: '),
      expect.stringContaining('SIGNER_KEYS: is missing'),
    ]);
  });

  it('refuses the development mnemonic in production', () => {
    expect(problems({ ...environment, NODE_ENV: 'production' })).toEqual([
      expect.stringContaining('DEV_MNEMONIC: is refused in production'),
    ]);
  });
});

describe('sealed values', () => {
  const crypto = new Crypto(readConfig(environment));

  it('open only where they belong and unaltered', () => {
    const sealed = crypto.seal('Ada Example', 'user:1');
    expect(crypto.open(sealed, 'user:1')).toBe('Ada Example');
    expect(() => crypto.open(sealed, 'user:2')).toThrow();
    const altered = Buffer.from(sealed);
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    expect(() => crypto.open(altered, 'user:1')).toThrow();
  });

  it('never look the same twice, while their blind index does', () => {
    expect(crypto.seal('x', 'a')).not.toEqual(crypto.seal('x', 'a'));
    expect(crypto.blindIndex('x')).toEqual(crypto.blindIndex('x'));
    expect(crypto.blindIndex('x')).not.toEqual(crypto.blindIndex('y'));
  });
});

describe('the clock', () => {
  it('follows the chain forward and never back', () => {
    const clock = new ChainClock(1_800_000_000);
    expect(Math.abs(clock.now().getTime() - 1_800_000_000_000)).toBeLessThan(1000);
    clock.observe(1_800_086_400);
    clock.observe(1_800_000_001);
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(1_800_086_400_000);
  });

  it('on the wall only notices how far the chain parts from it', () => {
    const clock = new WallClock();
    clock.observe(Math.floor(Date.now() / 1000) + 3600);
    expect(clock.driftSeconds).toBeGreaterThan(3590);
    expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1000);
  });
});

describe('health', () => {
  it('takes a part that fails for down, with its reason', async () => {
    const parts = new HealthParts();
    parts.register('good', () => Promise.resolve({ state: 'ok' }));
    parts.register('bad', () => Promise.reject(new Error('no disk')));
    expect(await parts.check()).toEqual({
      good: { state: 'ok' },
      bad: { state: 'down', detail: 'no disk' },
    });
  });
});

describe('a log line', () => {
  it('has one grammar: event, then key=value', () => {
    const line = logLine('command_sent', {
      id: 'a1',
      nonce: 7n,
      why: 'two words',
      none: undefined,
    });
    expect(line).toBe('command_sent id=a1 nonce=7 why="two words"');
  });
});

describe('what was looked up lately', () => {
  it('is read once, and again when it is forgotten, too old or crowded out', async () => {
    let reads = 0;
    const read = () => Promise.resolve((reads += 1));
    const kept = new Recent<number>(2);
    expect([await kept.of('a', read), await kept.of('a', read)]).toEqual([1, 1]);
    kept.forget('a');
    expect(await kept.of('a', read)).toBe(2);
    await kept.of('b', read);
    await kept.of('c', read);
    expect(await kept.of('a', read)).toBe(5);
    const brief = new Recent<number>(2, 0);
    expect([await brief.of('a', read), await brief.of('a', read)]).toEqual([6, 7]);
  });

  it('is not kept where it was forgotten while it was read, nor where there is nothing', async () => {
    const kept = new Recent<string>(2);
    const late = Promise.withResolvers<string>();
    const reading = kept.of('a', () => late.promise);
    kept.forget('a');
    late.resolve('old');
    expect(await reading).toBe('old');
    expect(kept.get('a')).toBeUndefined();
    expect(await kept.of('b', () => Promise.resolve(null))).toBeNull();
    expect(kept.get('b')).toBeUndefined();
  });
});

describe('an amount in a sentence', () => {
  it('is told in whole units and every digit of the rest', () => {
    expect(amountSaid('1849000000000000000000', 18)).toBe('1849.00');
    expect(amountSaid(375_636_428_786n, 6)).toBe('375636.428786');
  });

  it('stays in base units where a request of long ago does not tell its decimals', () => {
    expect(amountSaid('375636428786', undefined)).toBe('375636428786 base units');
  });
});
