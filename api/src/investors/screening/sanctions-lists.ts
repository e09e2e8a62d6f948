import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** Which bytes of which official file were searched. */
export interface ListVersion {
  name: string;
  file: string;
  /** Year and month (and day, where the publisher gives one) of the file's edition. */
  asOf: string;
  sha256: string;
  entries: number;
}

/** One name on a list. Several entries may name the same listed party (`entryNumber`). */
export interface ListedName {
  list: string;
  entryNumber: string;
  name: string;
  /** individual, entity, or aka / fka / nka for an alternative name. */
  type: string;
  program: string;
  remarks: string;
}

export interface NameList {
  version: ListVersion;
  names: ListedName[];
}

export interface AddressList {
  version: ListVersion;
  /** Lower-case address to who it is listed for (empty where the list does not say). */
  addresses: ReadonlyMap<string, string>;
}

export interface SanctionsLists {
  names: NameList[];
  addresses: AddressList[];
}

const NULL_MARK = '-0-';

/**
 * Reads every official list in `folder`. The formats are OFAC's: SDN.CSV and ALT.CSV without a header,
 * `-0-` for an empty field, and lists of digital-currency addresses.
 * Throws where a file is not what its name says or where there is no name or no address list at all:
 * screening against nothing must not look like a clean result.
 */
export function readSanctionsLists(folder: string): SanctionsLists {
  const files = readdirSync(folder).sort();
  const names: NameList[] = [];
  const addresses: AddressList[] = [];
  for (const file of files) {
    const kind =
      /^ofac_(sdn|alt|eth_addresses)_(\d{4}-\d{2}(?:-\d{2})?)(_subset)?\.(csv|txt)$/.exec(file);
    if (!kind) continue;
    const bytes = readFileSync(join(folder, file));
    const version = (name: string, entries: number): ListVersion => ({
      name: kind[3] ? `${name} (subset)` : name,
      file,
      asOf: kind[2] ?? '',
      sha256: createHash('sha256').update(bytes).digest('hex'),
      entries,
    });
    const text = bytes.toString('utf8');
    if (kind[1] === 'sdn') {
      const rows = readSdn(text, file);
      names.push({ version: version('OFAC SDN', rows.length), names: rows });
    } else if (kind[1] === 'alt') {
      const rows = readAlternatives(text, file);
      names.push({ version: version('OFAC SDN alternative names', rows.length), names: rows });
    } else {
      const found = readAddresses(text, file);
      addresses.push({
        version: version('OFAC digital currency addresses (ETH)', found.size),
        addresses: found,
      });
    }
  }
  if (names.length === 0 || addresses.length === 0) {
    throw new Error(
      `${folder} holds no OFAC name list (ofac_sdn_*.csv, ofac_alt_*.csv) or no address list (ofac_eth_addresses_*)`,
    );
  }
  return { names, addresses };
}

function readRows(text: string, file: string, columns: number): string[][] {
  const rows = parse(text, { relax_column_count: true, skip_empty_lines: true });
  return rows.map((row, i) => {
    if (row.length !== columns) {
      throw new Error(`${file}: line ${i + 1} has ${row.length} fields, the layout has ${columns}`);
    }
    return row.map((cell) => (cell.trim() === NULL_MARK ? '' : cell.trim()));
  });
}

function readSdn(text: string, file: string): ListedName[] {
  return readRows(text, file, 12).map(
    ([number = '', name = '', type = '', program = '', , , , , , , , remarks = '']) => ({
      list: file,
      entryNumber: number,
      name,
      type: type === '' ? 'entity' : type,
      program,
      remarks,
    }),
  );
}

function readAlternatives(text: string, file: string): ListedName[] {
  return readRows(text, file, 5).map(([number = '', , type = '', name = '', remarks = '']) => ({
    list: file,
    entryNumber: number,
    name,
    type,
    program: '',
    remarks,
  }));
}

function readAddresses(text: string, file: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const isTable = file.endsWith('.csv');
  const rows = isTable ? parse(text, { from_line: 2 }) : text.split('\n').map((l) => [l]);
  rows.forEach(([address = '', name = ''], i) => {
    const key = address.trim().toLowerCase();
    if (key === '') return;
    if (!/^0x[0-9a-f]{40}$/.test(key)) {
      throw new Error(`${file}: line ${i + (isTable ? 2 : 1)} is not an address`);
    }
    found.set(key, name.trim());
  });
  return found;
}
