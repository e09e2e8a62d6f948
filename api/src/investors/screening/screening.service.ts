import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config.js';
import { normaliseName, tokenSetKey } from './normalise.js';
import {
  type AddressList,
  type ListedName,
  type ListVersion,
  readSanctionsLists,
  type SanctionsLists,
} from './sanctions-lists.js';

export const SCREENING_METHOD = 'exact normalised name, any word order';

/** A listed name equal to the subject's. `id` is stable for the same entry of the same file. */
export interface NameHit extends ListedName {
  id: string;
  asOf: string;
  /** `name`: equal as written; `word_order`: equal once the words are sorted. */
  match: 'name' | 'word_order';
}

export interface ScreeningResult {
  method: string;
  lists: ListVersion[];
  hits: NameHit[];
}

export interface AddressHit {
  address: string;
  list: ListVersion;
  name: string;
}

/** Compares names and addresses with the official lists, exactly; the lists are read at start-up. */
@Injectable()
export class Screening {
  private readonly lists: SanctionsLists;
  private readonly byKey = new Map<string, { entry: ListedName; asOf: string }[]>();

  constructor(config: Config) {
    this.lists = readSanctionsLists(join(config.env.DATA_DIR, 'sanctions'));
    for (const list of this.lists.names) {
      for (const entry of list.names) {
        const key = tokenSetKey(entry.name);
        if (key === '') continue;
        const known = this.byKey.get(key);
        const row = { entry, asOf: list.version.asOf };
        if (known) known.push(row);
        else this.byKey.set(key, [row]);
      }
    }
  }

  /** All entries whose normalised name is the subject's, in any word order. */
  screenName(name: string): ScreeningResult {
    const written = normaliseName(name);
    const found = this.byKey.get(tokenSetKey(name)) ?? [];
    return {
      method: SCREENING_METHOD,
      lists: this.lists.names.map((list) => list.version),
      hits: found.map(({ entry, asOf }) => ({
        ...entry,
        asOf,
        id: `${entry.list}#${entry.entryNumber}#${normaliseName(entry.name)}`,
        match: normaliseName(entry.name) === written ? ('name' as const) : ('word_order' as const),
      })),
    };
  }

  /**
   * The lists in force that carry this address; empty where none does. Of several editions the newest
   * counts: who left the list is free of it.
   */
  screenAddress(address: string): AddressHit[] {
    const key = address.toLowerCase();
    return this.addressListsInForce
      .filter((list) => list.addresses.has(key))
      .map((list) => ({ address, list: list.version, name: list.addresses.get(key) ?? '' }));
  }

  private get addressListsInForce(): AddressList[] {
    const newest = new Map<string, AddressList>();
    for (const list of this.lists.addresses) {
      const known = newest.get(list.version.name);
      if (!known || known.version.asOf < list.version.asOf) newest.set(list.version.name, list);
    }
    return [...newest.values()];
  }

  /** Which editions an address is compared with, for the record of a clean result. */
  addressLists(): ListVersion[] {
    return this.addressListsInForce.map((list) => list.version);
  }
}
