import { canonicalHash } from '@cadastre/core';
import type { PartyMatch, ScreeningSubject } from './matcher.js';
import { partyHash } from './parties.js';
import type { ListSource } from './list-format.js';
import type { HitDetail } from './screening.schema.js';

/** What was looked at: a KYC case, a party of a KYB case, or a wallet. Exactly one is not null. */
export interface Target {
  kycCaseId: string | null;
  kybPartyId: string | null;
  walletId: string | null;
}

/** Somebody or something looked at, with all that was found: what is not among it has lapsed. */
export interface Screened {
  organisationId: string;
  target: Target;
  /** What identifies the subject; another text is another subject. */
  subject: string;
  findings: Finding[];
  /** Whether the party of an earlier hit still stands on the lists. */
  isListed: (detail: HitDetail) => boolean;
}

/** The target of a look at one of these. */
export const targetOf = (one: Partial<Target>): Target => ({
  kycCaseId: null,
  kybPartyId: null,
  walletId: null,
  ...one,
});

/** The id of what was looked at. */
export const idOf = ({ kycCaseId, kybPartyId, walletId }: Target): string =>
  kycCaseId ?? kybPartyId ?? walletId ?? '';

/** One listed party that was met. */
export interface Finding {
  /** The party, the same from edition to edition. */
  party: string;
  /** SHA-256, hex, of all the lists say of it. */
  entryHash: string;
  source: ListSource;
  score: number;
  detail: HitDetail;
  /** An address is equal or it is not: there is nothing to weigh. */
  certain: boolean;
}

/** Who was screened, as text: another spelling of the same words is another person to look at. */
export const subjectText = ({ name, kind, dateOfBirth }: ScreeningSubject): string =>
  JSON.stringify([name, kind ?? null, dateOfBirth ?? null]);

const listedParty = (entryNumber: string) => `ofac:${entryNumber}`;
const listedAddress = (address: string) => `ofac.eth:${address}`;

/** Subject and party of an earlier finding, as they were told then. */
export function namesOf({
  subject,
  party,
  alias,
}: HitDetail): Pick<Screened, 'subject'> & Pick<Finding, 'party'> {
  const { name, kind, dateOfBirth } = subject;
  if (alias.strength === 'address') return { subject: name, party: listedAddress(name) };
  const said = { name, kind: kind ?? undefined, dateOfBirth: dateOfBirth ?? undefined };
  return { subject: subjectText(said), party: listedParty(party.entryNumber) };
}

export function nameFinding(subject: ScreeningSubject, match: PartyMatch): Finding {
  const { party, alias, names } = match;
  return {
    party: listedParty(party.entryNumber),
    entryHash: partyHash(party),
    source: alias.source,
    score: match.score,
    certain: false,
    detail: {
      subject: {
        name: subject.name,
        dateOfBirth: subject.dateOfBirth ?? null,
        kind: subject.kind ?? null,
      },
      party: {
        entryNumber: party.entryNumber,
        name: party.name,
        type: party.type,
        program: party.program,
        title: party.title,
        remarks: party.remarks,
        birthDates: party.birthDates.map(({ text }) => text),
      },
      alias: { name: alias.name, strength: alias.strength },
      namesMet: match.namesMet,
      namesScore: names.score,
      subjectCovered: names.subjectCovered,
      listedCovered: names.listedCovered,
      pairs: names.pairs,
      subjectLeft: names.subjectLeft,
      listedLeft: names.listedLeft,
      date: match.date,
      weakAdjustment: match.weakAdjustment,
      kindAdjustment: match.kindAdjustment,
    },
  };
}

/** @param name who the address is listed for; empty where the edition does not say */
export function addressFinding(address: string, name: string): Finding {
  return {
    party: listedAddress(address),
    entryHash: canonicalHash({ address }),
    source: 'ofac.eth',
    score: 1000,
    certain: true,
    detail: {
      subject: { name: address, dateOfBirth: null, kind: null },
      party: {
        entryNumber: '',
        name,
        type: null,
        program: '',
        title: '',
        remarks: '',
        birthDates: [],
      },
      alias: { name: address, strength: 'address' },
      namesMet: 1,
      namesScore: 1000,
      subjectCovered: 1000,
      listedCovered: 1000,
      pairs: [{ subject: address, listed: address, similarity: 1000, how: 'equal' }],
      subjectLeft: [],
      listedLeft: [],
      date: { verdict: 'unknown', listed: null, adjustment: 0 },
      weakAdjustment: 0,
      kindAdjustment: 0,
    },
  };
}
