import { Button } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type SyntheticEvent, useState } from 'react';
import { $api, api, body } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { downloadCsv } from '../../design/csv.ts';
import { FileField } from '../../design/Documents.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { IMPORT_COLUMNS } from './importColumns.ts';
import { t } from '../../i18n/staff.ts';

type Import = Answer<'/api/v1/investor-imports', 'get'>['items'][number];

const columns: Column<Import>[] = [
  {
    id: 'when',
    header: t('Checked'),
    cell: (i) => (
      <Link to="/imports/$importId" params={{ importId: i.id }}>
        <strong>{formatTime(i.checkedAt)}</strong>
      </Link>
    ),
    sort: (i) => i.checkedAt,
    csv: (i) => i.checkedAt,
  },
  {
    id: 'file',
    header: t('File'),
    cell: (i) => <Hex value={i.fileSha256} kind={t('hash of the file')} />,
    csv: (i) => i.fileSha256,
  },
  {
    id: 'rows',
    header: t('Rows'),
    end: true,
    cell: (i) => i.rows.total,
    sort: (i) => i.rows.total,
    csv: (i) => String(i.rows.total),
  },
  {
    id: 'wrong',
    header: t('Wrong'),
    end: true,
    cell: (i) => i.rows.invalid,
    sort: (i) => i.rows.invalid,
    csv: (i) => String(i.rows.invalid),
  },
  {
    id: 'applied',
    header: t('Applied'),
    end: true,
    cell: (i) => i.rows.applied,
    csv: (i) => String(i.rows.applied),
  },
  {
    id: 'state',
    header: t('State'),
    cell: (i) => <StateBadge state={i.state} />,
    sort: (i) => i.state,
    csv: (i) => i.state,
  },
];

/** Files of investors: checked row by row first, applied by a decision. */
export function Imports() {
  useCrumbs({ label: t('Imports') });
  const pages = usePages();
  const imports = $api.useQuery(
    'get',
    '/api/v1/investor-imports',
    {
      params: { query: pages.query },
    },
    { placeholderData: keepPreviousData },
  );
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Imports')}
        sub={t(
          'Investors from a file. Every row is checked before anybody is made; each then proves who they are as everybody does.',
        )}
      />
      <CheckFile />
      <Panel title={t('Files')}>
        <Loaded query={imports}>
          {({ items }) => (
            <DataTable
              label={t('Imported files')}
              rows={items}
              columns={columns}
              rowKey={(i) => i.id}
              csvName="imports"
              empty={
                <Empty title={t('No file yet')}>
                  {t('Check the first above; nothing is made of it yet.')}
                </Empty>
              }
            />
          )}
        </Loaded>
        <Pager pages={pages} next={imports.data?.nextCursor ?? null} />
      </Panel>
    </div>
  );
}

function CheckFile() {
  const action = useAction();
  const navigate = useNavigate();
  const [file, setFile] = useState<File | null>(null);
  const check = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!file) return;
    const found = await action.run(async () => {
      const document = await uploadDocument(file, 'kyc');
      return body(api.POST('/api/v1/investor-imports', { body: { documentId: document.id } }));
    });
    if (found) await navigate({ to: '/imports/$importId', params: { importId: found.id } });
  };
  return (
    <Panel title={t('Check a file')} aside={t('a dry run: nothing is made')}>
      <form onSubmit={(event) => void check(event)} className={css.tight}>
        <FileField label={t('CSV of investors')} csv required value={file} onChange={setFile} />
        <ProblemNotice error={action.error} />
        <div className={css.actions}>
          <Button type="submit" loading={action.busy} disabled={!file}>
            {t('Check the rows')}
          </Button>
          <Button
            variant="default"
            onClick={() => downloadCsv('investors.csv', [...IMPORT_COLUMNS], [])}
          >
            {t('File with the columns')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
