import { useState } from 'react';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { DocumentPane } from '../../design/Documents.tsx';
import { countryName, formatDate, formatTime, words } from '../../design/format.ts';
import { decisionLook } from '../../design/states.ts';
import { Hex } from '../../design/Hex.tsx';
import { Empty, Facts, Panel } from '../../design/Page.tsx';
import type { KycCase } from '../../api/types.ts';
import { t } from '../../i18n/staff.ts';

/** What the applicant says of itself, for those who may see it. */
export function CasePerson({ kycCase }: { kycCase: KycCase }) {
  const personal = kycCase.personal;
  if (!personal) {
    return (
      <Panel title={t('Person')}>
        <Empty title={t('Personal data is sealed')}>
          {t('Your role sees the case without it.')}
        </Empty>
      </Panel>
    );
  }
  const address = personal.address;
  return (
    <Panel title={t('Person')} aside={t('as stated by the applicant')}>
      <Facts
        items={[
          [t('Name'), personal.fullName],
          [
            personal.kind === 'entity' ? t('Founded') : t('Born'),
            personal.dateOfBirth ? formatDate(personal.dateOfBirth) : null,
          ],
          [t('Country'), personal.country ? countryName(personal.country) : null],
          [
            t('Address'),
            address
              ? [address.line1, address.line2, address.postalCode, address.city, address.region]
                  .filter(Boolean)
                  .join(', ') + `, ${countryName(address.country)}`
              : null,
          ],
          [t('Tier asked'), personal.requestedTier ? words(personal.requestedTier) : null],
          [t('Source of funds'), personal.sourceOfFunds],
        ]}
      />
    </Panel>
  );
}

/** A paper of a person's or an organisation's case. */
type CasePaper = Pick<KycCase['documents'][number], 'documentId' | 'fileName' | 'sha256'> & {
  type: string;
};

/** The papers, opened in the page. */
export function CasePapers({
  documents,
  title = t('Papers'),
}: {
  documents: readonly CasePaper[];
  title?: string;
}) {
  const [shown, setShown] = useState<string | null>(documents[0]?.documentId ?? null);
  const current = documents.find((d) => d.documentId === shown);
  return (
    <Panel title={title} aside={t('opened beside the decision')}>
      {documents.length === 0 ? (
        <Empty title={t('No papers yet')}>{t('The applicant adds them before submitting.')}</Empty>
      ) : (
        <div className={css.tight}>
          <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
            {documents.map((document) => (
              <li
                key={`${document.documentId} ${document.type}`}
                style={{
                  display: 'flex',
                  justifyContent: 'space-between',
                  gap: 12,
                  flexWrap: 'wrap',
                  padding: '6px 0',
                  borderBottom: '1px solid var(--line2)',
                }}
              >
                <button
                  type="button"
                  className={css.linkButton}
                  aria-pressed={document.documentId === shown}
                  onClick={() => setShown(document.documentId)}
                >
                  {words(document.type)}
                </button>
                <Hex value={document.sha256} kind={t('hash')} />
              </li>
            ))}
          </ul>
          {current ? (
            <DocumentPane
              documentId={current.documentId}
              name={current.fileName ?? words(current.type)}
            />
          ) : null}
        </div>
      )}
    </Panel>
  );
}

type Entry = KycCase['decisions'][number];

const columns: Column<Entry>[] = [
  { id: 'what', header: t('What'), cell: (d) => decisionLook(d.action).label },
  { id: 'why', header: t('Reason'), cell: (d) => d.reason },
  { id: 'when', header: t('When'), cell: (d) => formatTime(d.decidedAt), sort: (d) => d.decidedAt },
];

/** What was decided before, and why. */
export function CaseHistory({ kycCase }: { kycCase: KycCase }) {
  return (
    <Panel title={t('History')}>
      <DataTable
        label={t('History')}
        rows={kycCase.decisions}
        columns={columns}
        rowKey={(d) => d.decidedAt + d.action}
        empty={<Empty title={t('Nothing decided yet')} />}
      />
    </Panel>
  );
}
