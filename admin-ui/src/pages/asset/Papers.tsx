import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { fetchDocument, uploadDocument } from '../../api/documents.ts';
import type { BodyOf } from '../../api/types.ts';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { DownloadButton, FileField } from '../../design/Documents.tsx';
import { formatBytes, formatTime, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { useSession } from '../../session/session.ts';
import { PAPER_TYPES } from './paperTypes.ts';
import { useAsset, useAssetId, type Asset } from './useAsset.ts';

export type PaperType = BodyOf<'/api/v1/assets/{id}/papers', 'post'>['type'];
type Paper = Asset['papers'][number];

const columns: Column<Paper>[] = [
  {
    id: 'type',
    header: 'Paper',
    cell: (p) => <strong>{words(p.type)}</strong>,
    sort: (p) => p.type,
    csv: (p) => p.type,
  },
  {
    id: 'file',
    header: 'File',
    cell: (p) => p.fileName,
    sort: (p) => p.fileName,
    csv: (p) => p.fileName,
  },
  {
    id: 'size',
    header: 'Size',
    end: true,
    cell: (p) => formatBytes(p.sizeBytes),
    csv: (p) => String(p.sizeBytes),
  },
  {
    id: 'added',
    header: 'Added',
    cell: (p) => formatTime(p.addedAt),
    sort: (p) => p.addedAt,
    csv: (p) => p.addedAt,
  },
  {
    id: 'hash',
    header: 'SHA-256',
    cell: (p) => <Hex value={p.sha256} kind="hash" />,
    csv: (p) => p.sha256,
  },
  {
    id: 'open',
    header: '',
    end: true,
    cell: (p) => (
      <DownloadButton load={() => fetchDocument(p.documentId)} fileName={p.fileName}>
        Download
      </DownloadButton>
    ),
  },
];

/** The asset's papers, each kept under the hash of its bytes. */
export function Papers() {
  const id = useAssetId();
  const query = useAsset(id);
  const issues = useSession()?.role === 'issuer';
  return (
    <div className={css.stack}>
      <Panel title="Papers" aside="kept under the hash of their bytes">
        <Loaded query={query}>
          {(asset) => (
            <DataTable
              label="Papers"
              rows={asset.papers}
              columns={columns}
              rowKey={(p) => p.id}
              csvName="papers"
              empty={
                <Empty title="No paper yet">
                  The prospectus and the custody agreement are a good beginning.
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
      {issues ? <AddPaper assetId={id} /> : null}
    </div>
  );
}

function AddPaper({ assetId }: { assetId: string }) {
  const action = useAction();
  const [file, setFile] = useState<File | null>(null);
  const [type, setType] = useState<PaperType>('prospectus');
  const add = async () => {
    if (!file) return;
    const done = await action.run(async () => {
      const document = await uploadDocument(file, 'asset');
      await api.POST('/api/v1/assets/{id}/papers', {
        params: { path: { id: assetId } },
        body: { documentId: document.id, type },
      });
      return true;
    }, 'The paper is added.');
    if (done) setFile(null);
  };
  return (
    <Panel title="Add a paper">
      <div className={css.tight} style={{ maxWidth: 460 }}>
        <Select
          label="Kind of paper"
          allowDeselect={false}
          searchable
          data={PAPER_TYPES.map((t) => ({ value: t, label: words(t) }))}
          value={type}
          onChange={(value) => setType(PAPER_TYPES.find((t) => t === value) ?? type)}
        />
        <FileField label="File" value={file} onChange={setFile} />
        <ProblemNotice error={action.error} />
        <div>
          <Button disabled={!file} loading={action.busy} onClick={() => void add()}>
            Add the paper
          </Button>
        </div>
      </div>
    </Panel>
  );
}
