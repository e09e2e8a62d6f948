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

/** What came of comparing an address: with which edition, and as whose it is listed. */
export interface ScreenedAddress {
  list: ListVersion;
  /** Empty where the list does not say whose it is; null where the address is not on it. */
  listedAs: string | null;
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
    try {
      const matcher = await this.matcher.made;
      const addresses = await this.addressesOf(eth);
      return { versions, lists: versions.map(describeVersion), matcher, addresses };
    } catch (error) {
      this.matcher = null;
      throw error;
    }
  }

  /**
   * Compares an address with the list of addresses in force.
   * @param opening whether a clean result opens a door: then no list in force may be too old
   * @throws Refused `sanctions_list_outdated`
   */
  async screenAddress(address: string, { opening = false } = {}): Promise<ScreenedAddress> {
    const versions = await this.lists.inForce();
    if (opening) this.lists.refuseOutdated(versions);
    const version = versions.find(({ source }) => source === 'ofac.eth');
    if (!version) throw new Error('no edition of ofac.eth is in force');
    const addresses = await this.addressesOf(version);
    return {
      list: describeVersion(version),
      listedAs: addresses.get(address.toLowerCase()) ?? null,
    };
  }

  private async addressesOf(version: SanctionsListVersion): Promise<ReadonlyMap<string, string>> {
    if (this.addresses?.key !== version.id) {
      this.addresses = { key: version.id, made: this.makeAddresses(version) };
    }
    try {
      return await this.addresses.made;
    } catch (error) {
      this.addresses = null;
      throw error;
    }
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

/** The lists of names among those in force. */
export const namesOf = (lists: ListVersion[]): ListVersion[] =>
  lists.filter(({ source }) => source !== 'ofac.eth');
