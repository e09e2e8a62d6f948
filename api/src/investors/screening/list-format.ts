import { parse } from 'csv-parse/sync';
import { Refused } from '../../platform/problem.js';

/** What the platform screens against. Of each source one version is in force. */
export const LIST_SOURCES = ['ofac.sdn', 'ofac.alt', 'ofac.eth'] as const;
export type ListSource = (typeof LIST_SOURCES)[number];

export const SOURCE_NAMES: Readonly<Record<ListSource, string>> = {
  'ofac.sdn': 'OFAC SDN',
  'ofac.alt': 'OFAC SDN alternative names',
  'ofac.eth': 'OFAC digital currency addresses (ETH)',
};

/** A row of SDN.CSV: one listed party under its primary name. */
export interface SdnRow {
  entryNumber: string;
  name: string;
  type: 'individual' | 'entity' | 'vessel' | 'aircraft';
  program: string;
  title: string;
  remarks: string;
}

/** A row of ALT.CSV: another name of a party. */
export interface AltRow {
  entryNumber: string;
  aliasNumber: string;
  /** aka (also known as), fka (formerly), nka (now). */
  kind: 'aka' | 'fka' | 'nka';
  name: string;
  remarks: string;
}

export interface AddressRow {
  /** Lower case. */
  address: string;
  /** Who it is listed for; empty where the edition does not say. */
  name: string;
}

const NULL_MARK = '-0-';
/** The last line of OFAC's files is an end-of-file mark of older systems. */
const END_OF_FILE = '\u001a';
const NUMBER = /^[1-9][0-9]{0,9}$/;
const SDN_COLUMNS =
  'ent_num SDN_Name SDN_Type Program Title Call_Sign Vess_type Tonnage GRT Vess_flag Vess_owner Remarks';
const ALT_COLUMNS = 'ent_num alt_num alt_type alt_name alt_remarks';
const ADDRESS_COLUMNS = 'address sdn_name sdn_programs asset';

/** SDN.CSV as OFAC publishes it: twelve fields, no header, `-0-` for nothing. @throws Refused `list_malformed` */
export function readSdn(bytes: Buffer): SdnRow[] {
  const seen = new Set<string>();
  return readTable(bytes, SDN_COLUMNS).map(({ row, cells }) => {
    const [entryNumber = '', name = '', type = '', program = '', title = ''] = cells;
    demand(NUMBER.test(entryNumber), row, 'ent_num', 'is not a number');
    demand(!seen.has(entryNumber), row, 'ent_num', `${entryNumber} is there twice`);
    seen.add(entryNumber);
    demand(name !== '', row, 'SDN_Name', 'is empty');
    demand(type === '' || isType(type), row, 'SDN_Type', `"${type}" is no type of OFAC's`);
    const kind = isType(type) ? type : 'entity';
    return { entryNumber, name, type: kind, program, title, remarks: cells[11] ?? '' };
  });
}

/** ALT.CSV as OFAC publishes it: five fields, no header. @throws Refused `list_malformed` */
export function readAlt(bytes: Buffer): AltRow[] {
  const seen = new Set<string>();
  return readTable(bytes, ALT_COLUMNS).map(({ row, cells }) => {
    const [entryNumber = '', aliasNumber = '', kind = '', name = '', remarks = ''] = cells;
    demand(NUMBER.test(entryNumber), row, 'ent_num', 'is not a number');
    demand(NUMBER.test(aliasNumber), row, 'alt_num', 'is not a number');
    demand(!seen.has(aliasNumber), row, 'alt_num', `${aliasNumber} is there twice`);
    seen.add(aliasNumber);
    if (!isAliasKind(kind)) throw malformed(row, 'alt_type', `"${kind}" is not aka, fka or nka`);
    demand(name !== '', row, 'alt_name', 'is empty');
    return { entryNumber, aliasNumber, kind, name, remarks };
  });
}

/**
 * Listed Ethereum addresses, in either form they are published in: one address a line, or a table
 * with the header address,sdn_name,sdn_programs,asset. @throws Refused `list_malformed`
 */
export function readAddresses(bytes: Buffer): AddressRow[] {
  const text = textOf(bytes);
  const isTable = text.startsWith('address,');
  const rows = isTable
    ? readTable(bytes, ADDRESS_COLUMNS).slice(1)
    : text.split(/\r?\n/).map((line, i) => ({ row: i + 1, cells: [line.trim()] }));
  if (isTable && text.split(/\r?\n/)[0] !== ADDRESS_COLUMNS.replaceAll(' ', ',')) {
    throw malformed(1, 'header', `must be ${ADDRESS_COLUMNS.replaceAll(' ', ',')}`);
  }
  const found = new Map<string, AddressRow>();
  for (const { row, cells } of rows) {
    const [written = '', name = '', , asset = 'ETH'] = cells;
    if (written === '' && !isTable) continue;
    const address = written.toLowerCase();
    demand(/^0x[0-9a-f]{40}$/.test(address), row, 'address', `"${written}" is no address`);
    demand(asset === 'ETH', row, 'asset', `is ${asset}: this list takes ETH only`);
    demand(!found.has(address), row, 'address', `${written} is there twice`);
    found.set(address, { address, name });
  }
  return nonEmpty([...found.values()]);
}

/** Rows of a file, to tell that it can be read and how long it is. @throws Refused `list_malformed` */
export function countRows(source: ListSource, bytes: Buffer): number {
  if (source === 'ofac.sdn') return readSdn(bytes).length;
  if (source === 'ofac.alt') return readAlt(bytes).length;
  return readAddresses(bytes).length;
}

interface Row {
  /** Line of the file on which the row begins, from 1. */
  row: number;
  cells: string[];
}

function readTable(bytes: Buffer, layout: string): Row[] {
  const columns = layout.split(' ');
  const rows = parseCsv(textOf(bytes)).map(({ record }, i, all): Row => {
    const row = i === 0 ? 1 : (all[i - 1]?.info.lines ?? 0) + 1;
    if (record.length !== columns.length) {
      const at = columns[Math.min(record.length, columns.length - 1)] ?? '';
      throw malformed(
        row,
        at,
        `the row has ${record.length} fields, the layout has ${columns.length} (${columns.join(', ')})`,
      );
    }
    return { row, cells: record.map(plain) };
  });
  return nonEmpty(rows);
}

interface Parsed {
  record: string[];
  info: { lines: number };
}

function parseCsv(text: string): Parsed[] {
  try {
    return parse(text, {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as Parsed[];
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? Number(error.lines) : 1;
    throw malformed(line, 'row', 'its quotes do not match');
  }
}

const plain = (cell: string): string => (cell.trim() === NULL_MARK ? '' : cell.trim());

function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (text.includes('\uFFFD')) {
    const row = text.slice(0, text.indexOf('\uFFFD')).split('\n').length;
    throw malformed(row, 'row', 'is not UTF-8');
  }
  return text.endsWith(END_OF_FILE) ? text.slice(0, -1) : text;
}

function nonEmpty<One>(rows: One[]): One[] {
  if (rows.length === 0) throw malformed(1, 'row', 'is missing: the file lists nobody');
  return rows;
}

const isType = (text: string): text is SdnRow['type'] =>
  ['individual', 'entity', 'vessel', 'aircraft'].includes(text);

const isAliasKind = (text: string): text is AltRow['kind'] => ['aka', 'fka', 'nka'].includes(text);

function demand(condition: boolean, row: number, column: string, what: string): void {
  if (!condition) throw malformed(row, column, what);
}

const malformed = (row: number, column: string, what: string): Refused =>
  new Refused(
    'list_malformed',
    `Row ${row}, column ${column}: ${what}. Nothing was imported: take the file from the publisher again and upload it unchanged.`,
    { row, column },
  );
