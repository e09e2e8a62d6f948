/**
 * `npm run ledger:rebuild -- holdings|registry|feeds`: makes a projection of the ledger anew from the
 * journal, in the database of DATABASE_URL and in one transaction. The ledger of a running platform
 * waits meanwhile; readers see the old rows until the new ones are there.
 */
import { DataSource } from 'typeorm';
import { buildAll } from './lib/build.ts';
import { say, tell, Told } from './lib/report.ts';

try {
  await buildAll(say, ['oracle', 'admin-ui']);
  const { ABIS, PROJECTIONS, rebuild } = await import('@cadastre/api/ledger');
  const [wanted] = process.argv.slice(2);
  const projection = PROJECTIONS.find((name) => name === wanted);
  if (!projection) throw new Told(`usage: npm run ledger:rebuild -- ${PROJECTIONS.join('|')}`);
  const url = process.env['DATABASE_URL'];
  if (!url) throw new Told('DATABASE_URL says whose ledger is rebuilt: give it');
  const source = await new DataSource({ type: 'postgres', url, schema: 'api' }).initialize();
  try {
    await source.transaction(async (em) => {
      for await (const { rows, block } of rebuild(em, ABIS, projection)) {
        say(`${projection}: ${rows} rows of the journal, up to block ${block}`);
      }
    });
  } finally {
    await source.destroy();
  }
  say(`${projection} is rebuilt`);
} catch (error) {
  tell(error);
}
process.exit();
