import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import type { KycCase } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';

const TYPES = [
  'identity',
  'proof_of_address',
  'accreditation_letter',
  'source_of_funds',
  'company_register',
  'other',
] as const;

type Paper = KycCase['documents'][number];

const columns: Column<Paper>[] = [
  { id: 'type', header: t('Paper'), cell: (d) => words(d.type), sort: (d) => d.type },
  { id: 'file', header: t('File'), cell: (d) => d.fileName ?? '–' },
  { id: 'added', header: t('Added'), cell: (d) => formatTime(d.addedAt), sort: (d) => d.addedAt },
  {
    id: 'hash',
    header: t('SHA-256'),
    end: true,
    cell: (d) => <Hex value={d.sha256} kind={t('hash')} />,
  },
];

/** The papers of the case; each is kept under the hash of its bytes. */
export function IdentityPapers({ kycCase }: { kycCase: KycCase }) {
  const action = useAction();
  const [file, setFile] = useState<File | null>(null);
  const [type, setType] = useState<(typeof TYPES)[number]>('identity');

  const add = async () => {
    if (!file) return;
    const done = await action.run(async () => {
      const document = await uploadDocument(file, 'kyc');
      await api.POST('/api/v1/kyc-cases/{id}/documents', {
        params: { path: { id: kycCase.id } },
        body: { documentId: document.id, type },
      });
      return true;
    }, t('The paper is added.'));
    if (done) setFile(null);
  };

  return (
    <Panel title={t('Papers')} aside={t('kept encrypted')}>
      <div className={css.tight}>
        <DataTable
          label={t('Papers')}
          rows={kycCase.documents}
          columns={columns}
          rowKey={(d) => d.id}
          empty={
            <Empty title={t('No paper yet')}>
              {t(
                'A passport or register extract, and a proof of address, are needed by everybody.',
              )}
            </Empty>
          }
        />
        <Select
          label={t('Kind of paper')}
          allowDeselect={false}
          data={TYPES.map((t) => ({ value: t, label: words(t) }))}
          value={type}
          onChange={(value) => setType(TYPES.find((t) => t === value) ?? type)}
        />
        <FileField label={t('File')} value={file} onChange={setFile} />
        <ProblemNotice error={action.error} />
        <div>
          <Button
            variant="default"
            disabled={!file}
            loading={action.busy}
            onClick={() => void add()}
          >
            {t('Add the paper')}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
