import { Injectable } from '@nestjs/common';
import { readAddresses, readAlt, readSdn } from './list-format.js';
import { HIT_THRESHOLD, Matcher } from './matcher.js';
import { partiesOf } from './parties.js';
import { describeVersion, SanctionsLists } from './sanctions-lists.service.js';
import type { SanctionsListVersion } from './screening.entity.js';
import type { ListVersion } from './screening.schema.js';

export const SCREENING_METHOD = `words alike by spelling or sound in any order and script, weighed by rarity, with date of birth; hits from ${HIT_THRESHOLD} per mille`;

/** The lists in force, ready to compare with. */
export interface ReadyLists {
  versions: SanctionsListVersion[];
  lists: ListVersion[];
  matcher: Matcher;
  /** Lower-case address to who it is listed for (empty where the list does not say). */
  addresses: ReadonlyMap<string, string>;
}

export interface AddressHit {
  address: string;
  list: ListVersion;
  name: string;
}

/** Compares names and addresses with the lists in force. */
@Injectable()
export class Screening {
  /** Making the index takes most of a second: it is kept until other editions are in force. */
  private matcher: { key: string; made: Promise<Matcher> } | null = null;
  private addresses: { key: string; made: Promise<ReadonlyMap<string, string>> } | null = null;

  constructor(private readonly lists: SanctionsLists) {}

  /** The lists in force; in a transaction they stay so until it ends. */
  async ready(): Promise<ReadyLists> {
    const versions = await this.lists.inForce();
    const of = (source: string) => {
      const version = versions.find((one) => one.source === source);
      if (!version) throw new Error(`no edition of ${source} is in force`);
      return version;
    };
    const [sdn, alt, eth] = [of('ofac.sdn'), of('ofac.alt'), of('ofac.eth')];
    const key = `${sdn.id} ${alt.id}`;
    if (this.matcher?.key !== key) this.matcher = { key, made: this.makeMatcher(sdn, alt) };
    if (this.addresses?.key !== eth.id) {
      this.addresses = { key: eth.id, made: this.makeAddresses(eth) };
    }
    try {
      const matcher = await this.matcher.made;
      const addresses = await this.addresses.made;
      return { versions, lists: versions.map(describeVersion), matcher, addresses };
    } catch (error) {
      [this.matcher, this.addresses] = [null, null];
      throw error;
    }
  }

  /** The list in force that carries this address; empty where it does not. */
  async screenAddress(address: string): Promise<AddressHit[]> {
    const { lists, addresses } = await this.ready();
    const name = addresses.get(address.toLowerCase());
    const [list] = addressesOf(lists);
    return name === undefined || !list ? [] : [{ address, list, name }];
  }

  /** Which edition an address is compared with, for the record of a clean result. */
  async addressLists(): Promise<ListVersion[]> {
    return addressesOf((await this.lists.inForce(['ofac.eth'])).map(describeVersion));
  }

  private async makeMatcher(
    sdn: SanctionsListVersion,
    alt: SanctionsListVersion,
  ): Promise<Matcher> {
    const rows = readSdn(await this.lists.content(sdn.id));
    return new Matcher(partiesOf(rows, readAlt(await this.lists.content(alt.id))));
  }

  private async makeAddresses(eth: SanctionsListVersion): Promise<ReadonlyMap<string, string>> {
    const rows = readAddresses(await this.lists.content(eth.id));
    return new Map(rows.map(({ address, name }) => [address, name]));
  }
}

const addressesOf = (lists: ListVersion[]): ListVersion[] =>
  lists.filter(({ source }) => source === 'ofac.eth');

/** The lists of names among those in force. */
export const namesOf = (lists: ListVersion[]): ListVersion[] =>
  lists.filter(({ source }) => source !== 'ofac.eth');
