import { join } from 'node:path';
import {
  castOf,
  chainDay,
  Committee,
  Dollars,
  type Holder,
  ledgerCatchesUp,
  type Product,
  samplePortfolio,
  World,
} from '@cadastre/api/demo';
import { SettledProvider } from '@cadastre/contracts';
import { Contract } from 'ethers';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { DATA_DIR } from '../../scripts/lib/config.ts';
import { DEV_MNEMONIC } from '../../scripts/lib/dev-keys.ts';
import { type OwnWorld, startOwnWorld } from '../../scripts/lib/own-world.ts';
import { TOKEN_ABI } from '../checks/chain.ts';
import { Book } from './book.ts';
import { admitEverybody, type People } from './people.ts';

const DAY_SECONDS = 86_400;

/** One stack for all lives: the real processes, a node, a database, and people who are known already. */
export class Stage {
  readonly world: World;
  readonly rpc: SettledProvider;
  readonly dollars: Dollars;
  readonly committee: Committee;
  readonly people: People;
  /** Every dollar there is, as the test itself keeps the books. */
  readonly money: Book;
  /** The live products, each as soon as it is one. */
  readonly products = new Map<'gold' | 'fund' | 'rental', Product>();
  private readonly own: OwnWorld;
  private readonly pool: pg.Pool;
  private readonly jobs: PgBoss;

  private constructor(own: OwnWorld, world: World, rpc: SettledProvider, rest: Founded) {
    this.own = own;
    this.world = world;
    this.rpc = rpc;
    this.dollars = rest.dollars;
    this.people = rest.people;
    this.committee = new Committee(world, own.run.deploymentFile);
    this.money = this.bookOf('dollars', rest.dollars.address);
    this.pool = new pg.Pool({ connectionString: own.run.databaseUrl, max: 1 });
    this.jobs = new PgBoss({
      db: { executeSql: (text, values) => this.pool.query(text, values) },
      schema: 'jobs',
      migrate: false,
      createSchema: false,
      supervise: false,
      schedule: false,
    });
  }

  static async begin(): Promise<Stage> {
    // The API and the oracle look at the chain more often than a real one would need.
    process.env['CHAIN_POLL_MS'] = '60';
    process.env['POLL_MS'] = '200';
    const own = await startOwnWorld(() => undefined);
    const rpc = new SettledProvider(own.run.rpcUrl, undefined, {
      staticNetwork: true,
      pollingInterval: 50,
      cacheTimeout: -1,
    });
    try {
      const world = new World({
        apiUrl: own.run.url,
        rpc,
        mnemonic: DEV_MNEMONIC,
        dataDir: DATA_DIR,
        cast: castOf('lives', { name: 'Operator', ...own.operator }),
        portfolio: samplePortfolio(DATA_DIR, await chainDay(rpc)),
      });
      const people = await admitEverybody(world);
      const stage = new Stage(own, world, rpc, { people, dollars: await Dollars.of(world) });
      await stage.jobs.start();
      return stage;
    } catch (error) {
      rpc.destroy();
      await own.stop();
      throw error;
    }
  }

  /** The node, for who has nothing else. */
  get rpcUrl(): string {
    return this.own.run.rpcUrl;
  }

  /** Rows of the API's own database, past the API. */
  async sql<Row extends object>(text: string, values: unknown[]): Promise<Row[]> {
    return (await this.pool.query<Row>(text, values)).rows;
  }

  /** A book of who holds what of a token, compared with the chain by `agrees`. */
  bookOf(name: string, token: string): Book {
    const contract = new Contract(token, TOKEN_ABI, this.rpc);
    return new Book(name, {
      balance: (account) =>
        contract.getFunction('balanceOf').staticCall(account) as Promise<bigint>,
      supply: () => contract.getFunction('totalSupply').staticCall() as Promise<bigint>,
    });
  }

  /** The chain's time, `days` from now. */
  async in(days: number): Promise<string> {
    const block = await this.rpc.getBlock('latest');
    return new Date(((block?.timestamp ?? 0) + days * DAY_SECONDS) * 1000).toISOString();
  }

  async today(): Promise<string> {
    return (await this.in(0)).slice(0, 10);
  }

  /** Lets time pass until an instant, and waits until the ledger has read past it. */
  async passTo(product: Product, instant: string): Promise<void> {
    const at = Math.floor(Date.parse(instant) / 1000);
    await this.rpc.send('evm_setNextBlockTimestamp', [at]);
    await this.rpc.send('evm_mine', []);
    await ledgerCatchesUp(this.world, product.tokenId);
  }

  async pass(product: Product, days: number): Promise<void> {
    await this.passTo(product, await this.in(days));
  }

  /** What the clock has done each minute to every sale, at once. */
  async sweepSales(): Promise<void> {
    await this.jobs.send('offerings.sweep', { correlationId: 'lives', payload: {} });
  }

  async end(): Promise<void> {
    await this.jobs.stop({ graceful: false });
    await this.pool.end();
    this.rpc.destroy();
    await this.own.stop();
  }
}

interface Founded {
  people: People;
  dollars: Dollars;
}

/** A paper of the project's data folder. */
export const dataFile = (...path: string[]): string => join(DATA_DIR, ...path);

export type { Holder };
