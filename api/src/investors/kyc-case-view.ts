import { allowedEvents, type KycCaseState, kycCaseMachine } from '@cadastre/core';
import type { DocumentView } from '../documents/document.schema.js';
import type { KycCase } from './kyc-case.entity.js';
import type { KycDecision, KycDocument, KycReminder, KycScreening } from './kyc-records.entity.js';
import type { KycCaseView, PersonalData } from './kyc.schema.js';
import { type Answered, answersView } from './questionnaires/questionnaires.service.js';
import type { HitView } from './screening/screening.schema.js';

/** All that is known of a case, and what its reader may learn of it. */
interface Known {
  /** An auditor sees that a thing was done, never of whom. */
  mayName: boolean;
  /** As of now: an approval may have expired. */
  state: KycCaseState;
  now: Date;
  investorReference: string;
  personal: Partial<PersonalData> | null;
  missing: string[];
  documents: readonly KycDocument[];
  /** By id. */
  files: ReadonlyMap<string, DocumentView>;
  questionnaire: Answered | null;
  /** The newest; null also for who may not know of it. */
  screening: KycScreening | null;
  hits: HitView[];
  decisions: readonly KycDecision[];
  reminders: readonly KycReminder[];
}

/** A case as it is shown. */
export function kycCaseView(c: KycCase, known: Known): KycCaseView {
  const { mayName, state, files } = known;
  const waiting = ['submitted', 'screening', 'in_review'].includes(state) && c.submittedAt;
  return {
    id: c.id,
    organisationId: c.organisationId,
    investorReference: known.investorReference,
    state,
    allowedEvents: allowedEvents(kycCaseMachine, state),
    continuesCaseId: c.continuesCaseId,
    subjectKind: c.subjectKind,
    country: c.country,
    requestedTier: c.requestedTier,
    personal: known.personal,
    documents: known.documents.map((row) => ({
      id: row.id,
      documentId: row.documentId,
      type: row.type,
      // A file name often is a person's name.
      fileName: mayName ? (files.get(row.documentId)?.fileName ?? null) : null,
      sha256: files.get(row.documentId)?.sha256 ?? '',
      addedAt: row.addedAt.toISOString(),
    })),
    missing: known.missing,
    questionnaire: known.questionnaire && answersView(known.questionnaire, mayName),
    screening: screeningView(known.screening, known.hits),
    decisions: known.decisions.map((d) => ({
      action: d.action,
      reason: d.reason,
      decidedBy: d.decidedBy,
      decidedAt: d.decidedAt.toISOString(),
    })),
    grantedTier: c.grantedTier,
    expiresOn: c.expiresOn,
    reminders: known.reminders.map(({ daysBefore, remindedAt }) => ({
      daysBefore,
      remindedAt: remindedAt.toISOString(),
    })),
    evidenceHash: c.evidenceHash?.toString('hex') ?? null,
    submittedAt: c.submittedAt?.toISOString() ?? null,
    waitingSeconds: waiting ? Math.floor((known.now.getTime() - waiting.getTime()) / 1000) : null,
    createdAt: c.createdAt.toISOString(),
    updatedAt: c.updatedAt.toISOString(),
  };
}

function screeningView(screening: KycScreening | null, hits: HitView[]): KycCaseView['screening'] {
  const current = hits.filter(({ state }) => state !== 'lapsed');
  return (
    screening && {
      screenedAt: screening.screenedAt.toISOString(),
      method: screening.method,
      lists: screening.lists,
      hitCount: current.length,
      openHits: current.filter(({ state }) => state === 'undecided').length,
      hits,
    }
  );
}
