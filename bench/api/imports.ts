import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Told } from '../../scripts/lib/report.ts';
import type { Platform } from '../platform/platform.ts';

const LOOK_MS = 100;
const PATIENCE_MS = 300_000;

export interface Import {
  /** From sending the file until every row was checked, and from asking for it until all were made. */
  checkedSeconds: number;
  appliedSeconds: number;
}

interface View {
  id: string;
  state: string;
  rows: { invalid: number; applied: number };
}

/** A compliance officer's file of investors: uploaded, checked row by row, applied by its job. @throws Told where a row is lost */
export async function importInvestors(platform: Platform, rows: number): Promise<Import> {
  const text = Buffer.from(file(rows));
  const began = performance.now();
  const { id: documentId } = await send<{ id: string }>(
    platform,
    'POST',
    '/documents?fileName=investors.csv&purpose=kyc',
    text,
    {
      'content-type': 'text/csv',
      'content-digest': `sha-256=:${createHash('sha256').update(text).digest('base64')}:`,
    },
  );
  const body = (content: object): Buffer => Buffer.from(JSON.stringify(content));
  const checked = await send<View>(platform, 'POST', '/investor-imports', body({ documentId }));
  if (checked.rows.invalid > 0) throw new Told(`${checked.rows.invalid} rows are invalid`);
  const askedAt = performance.now();
  const path = `/investor-imports/${checked.id}`;
  await send(platform, 'POST', `${path}/apply`, body({}));
  for (;;) {
    const view = await send<View>(platform, 'GET', path);
    if (view.state === 'applied') {
      if (view.rows.applied !== rows)
        throw new Told(`${view.rows.applied} of ${rows} rows applied`);
      break;
    }
    if (performance.now() - askedAt > PATIENCE_MS) throw new Told('the import does not end');
    await sleep(LOOK_MS);
  }
  return {
    checkedSeconds: (askedAt - began) / 1_000,
    appliedSeconds: (performance.now() - askedAt) / 1_000,
  };
}

async function send<T>(
  { url, officers }: Platform,
  method: 'GET' | 'POST',
  path: string,
  body?: Buffer,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<T> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${officers[0]?.token ?? ''}`, ...headers },
    ...(body && { body: new Uint8Array(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

const file = (rows: number): string =>
  [
    'email,kind,full_name,date_of_birth,country,address_line1,city,postal_code,address_country,requested_tier,source_of_funds',
    ...Array.from(
      { length: rows },
      (_, i) =>
        `import-${i}@cadastre.test,person,Anaïs Müller ${i},1980-02-29,FR,"Rue de l’Exemple 1, bis",Paris,75001,FR,retail,Salary`,
    ),
    '',
  ].join('\n');
