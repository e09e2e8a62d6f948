import { Injectable } from '@nestjs/common';
import type { EventQuery } from '../chain/ledger/event-reader.js';
import type { Actor } from '../platform/context.js';
import { Satellites } from '../satellites/satellites.service.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { Wallets } from '../wallets/wallets.service.js';

export type EventScope = Pick<EventQuery, 'addresses' | 'concerning'>;

/** Which events are whose: an issuer's assets', an investor's wallets', all of them for staff. */
@Injectable()
export class OwnEvents {
  constructor(
    private readonly tokens: Tokens,
    private readonly wallets: Wallets,
    private readonly satellites: Satellites,
  ) {}

  /** Ask anew for each batch: a wallet may have been proven, a token deployed, since. */
  async of({ role, organisationId }: Pick<Actor, 'role' | 'organisationId'>): Promise<EventScope> {
    if (role === 'investor') {
      const wallets = await this.wallets.ofOrganisation(organisationId);
      return { concerning: wallets.map(({ address }) => address) };
    }
    if (role !== 'issuer') return {};
    const tokens = await this.tokens.ofOrganisation(organisationId);
    const satellites = await this.satellites.ofOrganisation(organisationId);
    return {
      concerning: [...tokens.flatMap(addressesOf), ...satellites.map(({ address }) => address)],
    };
  }
}

/** The contracts of an asset. */
export const addressesOf = (token: TokenFacts): string[] => [
  token.address,
  token.navFeed,
  token.reserveFeed,
];
