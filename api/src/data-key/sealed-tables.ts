import { boundTo, emailIndexOf, invitationTokenOf } from '../accounts/sealed.js';
import { hashOf } from '../accounts/invitation-token.js';
import { DERIVED_KEY, unwrapWith, wrapWith } from '../documents/document-keys.js';
import { boundToRow } from '../investors/imports/row-data.js';
import { boundToParty } from '../investors/kyb/owner-data.js';
import { boundToCase } from '../investors/personal-data.js';
import { boundToAnswers } from '../investors/questionnaires/questionnaires.service.js';
import { namesOf } from '../investors/screening/findings.js';
import { blindOf, boundToHit } from '../investors/screening/hit-keys.js';
import type { HitDetail } from '../investors/screening/screening.schema.js';
import { boundToTaxForm } from '../investors/tax/tax-forms.service.js';
import { boundToMail } from '../notices/mail-capture.service.js';
import type { Crypto } from '../platform/crypto.js';
import { boundToClaim } from '../platform/idempotency.js';
import { boundToEndpoint } from '../webhooks/webhooks.service.js';

/** A row as the driver gives it, by the columns' names. */
export type Row = Record<string, unknown>;

/** The key that everything is under, and the one that it comes under. */
export interface Keys {
  old: Crypto;
  fresh: Crypto;
}

/** A table with columns that hang on `DATA_KEY`. */
export interface SealedTable {
  /** In the schema `api`. */
  table: string;
  /** The primary key: name and type. */
  key: Record<string, 'uuid' | 'text' | 'integer' | 'bytea'>;
  /** Those of BYTEA that `renew` writes. */
  columns: string[];
  /** Others that it reads. */
  reads?: string[];
  /** The columns under the fresh key; null stays null. @throws where a value does not open with the old one */
  renew: (row: Row, keys: Keys) => Record<string, Buffer | null>;
}

const text = (row: Row, column: string): string => String(row[column]);

/** Opened with the old key, sealed with the fresh one. */
function resealed({ old, fresh }: Keys, row: Row, column: string, bound: string): Buffer | null {
  const sealed = row[column] as Buffer | null;
  return sealed && fresh.seal(old.open(sealed, bound), bound);
}

/** Sealed columns of rows with an id, and nothing else that hangs on the key. */
const plain = (
  table: string,
  columns: string[],
  bound: (row: Row) => string,
  reads: string[] = [],
): SealedTable => ({
  table,
  key: { id: 'uuid' },
  columns,
  reads,
  renew: (row, keys) =>
    Object.fromEntries(columns.map((column) => [column, resealed(keys, row, column, bound(row))])),
});

const byId = (bound: (id: string) => string) => (row: Row) => bound(text(row, 'id'));

/** Who signs in, and who was invited to. Invitations' derived links are others under another key. */
const people: SealedTable[] = [
  {
    table: 'user_account',
    key: { id: 'uuid' },
    columns: ['email_sealed', 'name_sealed', 'email_index'],
    renew: (row, keys) => {
      const id = text(row, 'id');
      const email = keys.old.open(row['email_sealed'] as Buffer, boundTo.email(id));
      return {
        email_sealed: keys.fresh.seal(email, boundTo.email(id)),
        name_sealed: resealed(keys, row, 'name_sealed', boundTo.name(id)),
        email_index: emailIndexOf(keys.fresh, email),
      };
    },
  },
  {
    table: 'invitation',
    key: { id: 'uuid' },
    columns: ['email_sealed', 'name_sealed', 'email_index', 'token_hash'],
    renew: (row, keys) => {
      const id = text(row, 'id');
      const email = keys.old.open(row['email_sealed'] as Buffer, boundTo.invitedEmail(id));
      const hash = row['token_hash'] as Buffer;
      const derived = hash.equals(hashOf(invitationTokenOf(keys.old, id)));
      return {
        email_sealed: keys.fresh.seal(email, boundTo.invitedEmail(id)),
        name_sealed: resealed(keys, row, 'name_sealed', boundTo.invitedName(id)),
        email_index: emailIndexOf(keys.fresh, email),
        token_hash: derived ? hashOf(invitationTokenOf(keys.fresh, id)) : hash,
      };
    },
  },
];

/** What was met in the lists is sealed; whom and what it concerns are keyed hashes of what it says. */
const hits: SealedTable = {
  table: 'screening_hit',
  key: { id: 'uuid' },
  columns: ['detail', 'subject_hash', 'party_key'],
  reads: ['organisation_id'],
  renew: (row, { old, fresh }) => {
    const bound = boundToHit(text(row, 'id'));
    const detail = old.open(row['detail'] as Buffer, bound);
    const { subject, party } = namesOf(JSON.parse(detail) as HitDetail);
    const organisationId = text(row, 'organisation_id');
    return {
      detail: fresh.seal(detail, bound),
      subject_hash: blindOf(fresh, organisationId, subject),
      party_key: blindOf(fresh, organisationId, party),
    };
  },
};

/** Contents whose own key is wrapped by the one derived from `DATA_KEY`; `DOCUMENT_KEYS` wrap the others. */
const contents: SealedTable = {
  table: 'blob',
  key: { sha256: 'bytea' },
  columns: ['wrapped_key'],
  reads: ['file_id', 'key_name'],
  renew: (row, { old, fresh }) => {
    const wrapped = row['wrapped_key'] as Buffer;
    if (row['key_name'] !== DERIVED_KEY) return { wrapped_key: wrapped };
    const fileId = text(row, 'file_id');
    const key = unwrapWith(old.keyEncryptionKey, wrapped, fileId);
    return { wrapped_key: wrapWith(fresh.keyEncryptionKey, key, fileId) };
  },
};

/**
 * Every column that hangs on `DATA_KEY`, but two: digests of imported rows (`investor_import_row.row_hash`), whose text
 * is not kept, and counts of tries (`try_count`), which are for minutes.
 */
export const SEALED_TABLES: SealedTable[] = [
  ...people,
  plain('kyc_case', ['personal_data'], byId(boundToCase)),
  plain('kyb_party', ['personal_data'], byId(boundToParty)),
  plain('kyc_questionnaire', ['answers'], (row) => boundToAnswers(text(row, 'kyc_case_id')), [
    'kyc_case_id',
  ]),
  plain('tax_form', ['tax_number'], byId(boundToTaxForm)),
  {
    ...plain('investor_import_row', ['data'], (row) =>
      boundToRow(text(row, 'import_id'), Number(row['line'])),
    ),
    key: { import_id: 'uuid', line: 'integer' },
  },
  hits,
  contents,
  plain('webhook_endpoint', ['secret_sealed', 'previous_secret_sealed'], byId(boundToEndpoint)),
  plain('captured_mail', ['message_sealed'], (row) => boundToMail(text(row, 'message_id')), [
    'message_id',
  ]),
  {
    ...plain('idempotency_key', ['sealed_answer'], (row) =>
      boundToClaim({ userId: text(row, 'user_id'), key: text(row, 'key') }),
    ),
    key: { user_id: 'uuid', key: 'text' },
  },
];
