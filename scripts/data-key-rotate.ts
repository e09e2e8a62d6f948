/**
 * `npm run data-key:rotate`: brings personal data, documents' derived keys and all else that hangs on DATA_KEY under
 * NEW_DATA_KEY, in the database of DATABASE_URL and in one transaction, while no process runs on it.
 */
import { buildAll } from './lib/build.ts';
import { say, tell, Told } from './lib/report.ts';

/** A variable that has to be 32 bytes in base64. */
function keyOf(name: string): string {
  const text = process.env[name] ?? '';
  if (Buffer.from(text, 'base64').length === 32) return text;
  throw new Told(
    `${name}: give 32 bytes in base64, e.g. the output of \`openssl rand -base64 32\``,
  );
}

try {
  const databaseUrl = process.env['DATABASE_URL'];
  if (!databaseUrl) throw new Told('DATABASE_URL says whose data get another key: give it');
  const [oldKey, newKey] = [keyOf('DATA_KEY'), keyOf('NEW_DATA_KEY')];
  await buildAll(say, ['oracle', 'admin-ui']);
  const { CannotRotate, rotate } = await import('@cadastre/api/data-key');
  try {
    await rotate({
      databaseUrl,
      oldKey,
      newKey,
      tell: (table, rows) => say(`${table}: ${rows} rows`),
    });
  } catch (error) {
    throw error instanceof CannotRotate ? new Told(error.message) : error;
  }
  say('everything is under the new key: give it as DATA_KEY from now on, and start the processes');
} catch (error) {
  tell(error);
}
process.exit();
