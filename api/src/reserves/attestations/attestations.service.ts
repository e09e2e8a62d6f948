import {
  ATTESTED_UNIT,
  attestationMessage,
  CUSTODIAN_TYPES,
  custodianDomain,
  judgeAttestations,
  REPORT_POLICY,
  type ReportAttestation,
  type SignedAttestation,
} from '@cadastre/core';
import { recoverAddress, TypedDataEncoder } from 'ethers';
import { Injectable } from '@nestjs/common';
import { In, LessThanOrEqual } from 'typeorm';
import { type AssetFacts, Assets } from '../../assets/assets.service.js';
import { Audit } from '../../audit/audit.service.js';
import { toAddress, toBytes } from '../../chain/bytes.js';
import { Deployed } from '../../chain/deployed.js';
import { Documents } from '../../documents/documents.service.js';
import { Clock } from '../../platform/clock.js';
import { actorOf, type Ctx } from '../../platform/context.js';
import { Database } from '../../platform/database.js';
import { page, type Page, type PageQuery } from '../../platform/page.js';
import { Conflict, Refused } from '../../platform/problem.js';
import { CustodianAttestation, CustodianKey } from './attestation.entity.js';
import type { AttestationBody, AttestationView } from './attestation.schema.js';
import { CustodianKeys } from './custodian-keys.service.js';

/** A statement in force at a time with all that is known of its key then, and its paper. */
export interface AttestationFacts {
  attestation: ReportAttestation;
  documentId: string | null;
}

/** What custodians state over their signatures: taken in, kept, judged at any time. */
@Injectable()
export class Attestations {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly assets: Assets,
    private readonly documents: Documents,
    private readonly deployed: Deployed,
    private readonly keys: CustodianKeys,
  ) {}

  /**
   * Takes a statement in, if its key is accepted for the account and signed it. The same one again is the
   * same answer.
   * @throws NotFound; Refused `key_unknown`, `key_revoked`, `key_not_valid`, `signature_wrong`,
   *   `attestation_expired`, `attestation_in_future`, `attestation_other_unit`, `encumbered_beyond`,
   *   `document_differs`; Conflict `nonce_used`
   */
  async submit(ctx: Ctx, assetId: string, body: AttestationBody): Promise<AttestationView> {
    const asset = await this.assets.require(ctx, assetId);
    const { statement } = body;
    const key = await this.keys.accepted(
      assetId,
      statement.custodian,
      statement.account,
      statement.keyId,
    );
    if (!key) {
      throw new Refused('key_unknown', 'No accepted key of this id is registered for the account.');
    }
    this.refuse(asset, statement, key);
    const digest = toBytes(this.digest(statement));
    const known = await this.db.em.findOneBy(CustodianAttestation, { assetId, digest });
    if (known) return this.view(asset, known, key);
    await this.refuseUsedNonce(assetId, statement);
    if (body.documentId !== undefined) await this.refuseOtherPaper(ctx, body.documentId, statement);
    const row = this.db.em.create(CustodianAttestation, {
      id: this.db.newId(),
      assetId,
      keyId: key.id,
      digest,
      statement,
      asOf: new Date(statement.asOf),
      expiry: new Date(statement.expiry),
      documentId: body.documentId ?? null,
      submittedBy: actorOf(ctx).userId,
      receivedAt: this.clock.now(),
    });
    await this.db.em.insert(CustodianAttestation, row);
    await this.audit.record(ctx, {
      action: 'attestation.submit',
      subject: { type: 'custodian_attestation', id: row.id },
      organisationId: asset.organisationId,
      data: {
        assetId,
        digest: this.digest(statement),
        quantity: statement.quantity,
        encumbered: statement.encumbered,
        asOf: statement.asOf,
      },
    });
    return this.view(asset, row, key);
  }

  async list(ctx: Ctx, assetId: string, query: PageQuery): Promise<Page<AttestationView>> {
    const asset = await this.assets.require(ctx, assetId);
    return page(this.db.em, CustodianAttestation, query, { assetId }, async (rows) => {
      const keys = await this.keysOf(rows);
      return rows.map((row) => this.view(asset, row, keys.get(row.keyId)));
    });
  }

  /** Every statement of a time up to `at`, by custodian, account and number. Unscoped. */
  async upTo(assetId: string, at: Date): Promise<AttestationFacts[]> {
    const rows = await this.db.em.findBy(CustodianAttestation, {
      assetId,
      asOf: LessThanOrEqual(at),
    });
    const keys = await this.keysOf(rows);
    return rows
      .map((row) => ({
        attestation: this.judged(row.statement, keys.get(row.keyId), at),
        documentId: row.documentId,
      }))
      .sort((a, b) => compare(sortKey(a.attestation), sortKey(b.attestation)));
  }

  private digest(statement: SignedAttestation): string {
    const { chainId } = this.deployed.deployment;
    const message = attestationMessage(statement);
    return TypedDataEncoder.hash(custodianDomain(chainId), CUSTODIAN_TYPES, message);
  }

  private judged(
    statement: SignedAttestation,
    key: CustodianKey | undefined,
    at: Date,
  ): ReportAttestation {
    const revoked = key?.revokedAt && key.revokedAt <= at ? key.revokedAt : null;
    return {
      ...statement,
      signer: recovered(this.digest(statement), statement.signature),
      key: key
        ? {
            address: toAddress(key.address),
            validFrom: key.validFrom.toISOString(),
            validUntil: key.validUntil.toISOString(),
            revokedAt: revoked?.toISOString() ?? null,
          }
        : null,
    };
  }

  private outcome(asset: AssetFacts, attestation: ReportAttestation, at: Date) {
    const [outcome] = judgeAttestations([attestation], {
      at: Math.floor(at.getTime() / 1000),
      maxAgeDays: REPORT_POLICY[asset.kind].attestationMaxAgeDays,
      ...ATTESTED_UNIT[asset.kind],
    });
    return outcome ?? 'valid';
  }

  private refuse(asset: AssetFacts, statement: SignedAttestation, key: CustodianKey): void {
    const now = this.clock.now();
    const outcome = this.outcome(asset, this.judged(statement, key, now), now);
    const { unit, scale } = ATTESTED_UNIT[asset.kind];
    const words: Partial<Record<typeof outcome, [string, string]>> = {
      signature_wrong: ['signature_wrong', 'The signature is not of the key it names.'],
      key_not_valid: ['key_not_valid', 'The key was not valid at the time of the statement.'],
      key_revoked: ['key_revoked', 'The key is revoked: have the statement signed by another.'],
      expired: ['attestation_expired', `The statement expired on ${statement.expiry}.`],
      stale: ['attestation_expired', `The statement is of ${statement.asOf}: too old to count.`],
      from_the_future: ['attestation_in_future', `${statement.asOf} is not yet.`],
      other_unit: ['attestation_other_unit', `It must count in 10^-${scale} ${unit}.`],
      encumbered_beyond: ['encumbered_beyond', 'More is encumbered than there is.'],
    };
    const refusal = words[outcome];
    if (refusal) throw new Refused(...refusal);
  }

  private async refuseUsedNonce(assetId: string, statement: SignedAttestation): Promise<void> {
    const { custodian, account, nonce } = statement;
    const rows = await this.db.em.findBy(CustodianAttestation, { assetId });
    const used = rows.some(
      ({ statement: other }) =>
        other.custodian === custodian && other.account === account && other.nonce === nonce,
    );
    if (!used) return;
    throw new Conflict('nonce_used', `Another statement of the account has the number ${nonce}.`);
  }

  private async refuseOtherPaper(ctx: Ctx, id: string, { documentSha256 }: SignedAttestation) {
    const { sha256 } = await this.documents.get(ctx, id);
    if (sha256 === documentSha256) return;
    throw new Refused('document_differs', `The paper's SHA-256 is ${sha256}, not the statement's.`);
  }

  private async keysOf(rows: CustodianAttestation[]): Promise<Map<string, CustodianKey>> {
    const keys = await this.db.em.findBy(CustodianKey, { id: In(rows.map((row) => row.keyId)) });
    return new Map(keys.map((key) => [key.id, key]));
  }

  private view(
    asset: AssetFacts,
    row: CustodianAttestation,
    key: CustodianKey | undefined,
  ): AttestationView {
    const now = this.clock.now();
    const judged = this.judged(row.statement, key, now);
    return {
      id: row.id,
      assetId: row.assetId,
      statement: row.statement,
      documentId: row.documentId,
      signer: judged.signer ?? '',
      receivedAt: row.receivedAt.toISOString(),
      outcome: this.outcome(asset, judged, now),
    };
  }
}

function recovered(digest: string, signature: string): string | null {
  try {
    return recoverAddress(digest, signature);
  } catch {
    // No point of the curve: nobody signed it.
    return null;
  }
}

const sortKey = ({ custodian, account, nonce }: ReportAttestation): string =>
  JSON.stringify([custodian, account, nonce.padStart(78, '0')]);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
