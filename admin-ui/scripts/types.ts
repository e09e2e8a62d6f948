import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';

/**
 * Writes src/api/schema.d.ts from the API's OpenAPI document, so that no response type is written
 * by hand. The document comes from the built API (`api/dist/openapi.js FILE`), or from the file
 * named by OPENAPI_FILE. Without either, the schema of the last run is kept.
 */
const here = fileURLToPath(new URL('..', import.meta.url));
const target = join(here, 'src/api/schema.d.ts');
const writer = join(here, '../api/dist/openapi.js');

const document = await readDocument();
if (document) {
  const ast = await openapiTS(document, { alphabetize: true });
  await writeFile(
    target,
    `// Generated from the API's OpenAPI document. Do not edit.\n${astToString(ast)}`,
  );
  process.stdout.write(`types ${target}\n`);
} else if (existsSync(target)) {
  process.stdout.write('types kept: build the API first to refresh them\n');
} else {
  process.stderr.write(
    'There is no OpenAPI document. Build the API first (npm run build), or name a document in OPENAPI_FILE.\n',
  );
  process.exit(1);
}

async function readDocument(): Promise<OpenAPI3 | null> {
  const given = process.env.OPENAPI_FILE;
  if (given) return JSON.parse(await readFile(given, 'utf8')) as OpenAPI3;
  if (!existsSync(writer)) return null;
  const folder = await mkdtemp(join(tmpdir(), 'cadastre-openapi-'));
  try {
    const file = join(folder, 'openapi.json');
    execFileSync(process.execPath, [writer, file], { stdio: ['ignore', 'inherit', 'inherit'] });
    return JSON.parse(await readFile(file, 'utf8')) as OpenAPI3;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
