import { Button, Select, Switch } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import type { BodyOf } from '../../api/types.ts';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { words } from '../../design/format.ts';
import { Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { TextField } from '../../design/TextField.tsx';
import { useAction } from '../../design/useAction.ts';
import { t } from '../../i18n/staff.ts';
import { PAPER_TYPES } from './paperTypes.ts';
import type { Asset } from './useAsset.ts';

export type PaperType = BodyOf<'/api/v1/assets/{id}/papers', 'post'>['type'];

const NEW = 'new';

/** A paper for the asset: a new one, or the next version of one that is there. */
export function AddPaper({ asset }: { asset: Asset }) {
  const action = useAction();
  const [file, setFile] = useState<File | null>(null);
  const [type, setType] = useState<PaperType>('prospectus');
  const [replaces, setReplaces] = useState(NEW);
  const [investors, setInvestors] = useState(false);
  const [value, setValue] = useState({ validUntil: '' });
  const replaced = asset.papers.find((paper) => paper.documentId === replaces);

  const add = async () => {
    if (!file) return;
    const done = await action.run(async () => {
      const document = await uploadDocument(file, 'asset', {
        ...(replaced ? { replaces: replaced.documentId } : {}),
        ...(value.validUntil ? { validUntil: value.validUntil } : {}),
        ...(investors ? { access: 'investors' as const } : {}),
      });
      await api.POST('/api/v1/assets/{id}/papers', {
        params: { path: { id: asset.id } },
        body: { documentId: document.id, type: replaced?.type ?? type },
      });
      return true;
    }, t('The paper is added.'));
    if (!done) return;
    setFile(null);
    setReplaces(NEW);
  };

  return (
    <Panel title={t('Add a paper')}>
      <div className={css.tight} style={{ maxWidth: 460 }}>
        <Select
          label={t('What it is')}
          allowDeselect={false}
          data={[
            { value: NEW, label: t('A new paper') },
            ...asset.papers.map((paper) => ({
              value: paper.documentId,
              label: t('The next version of {{file}}', { file: paper.fileName }),
            })),
          ]}
          value={replaces}
          onChange={(chosen) => setReplaces(chosen ?? NEW)}
        />
        {replaced ? null : (
          <Select
            label={t('Kind of paper')}
            allowDeselect={false}
            searchable
            data={PAPER_TYPES.map((kind) => ({ value: kind, label: words(kind) }))}
            value={type}
            onChange={(chosen) => setType(PAPER_TYPES.find((kind) => kind === chosen) ?? type)}
          />
        )}
        <FileField label={t('File')} value={file} onChange={setFile} />
        <TextField
          name="validUntil"
          label={t('Holds until')}
          type="date"
          description={t('nothing written: it does not expire')}
          value={value}
          onChange={setValue}
        />
        <Switch
          label={t('Investors may read it')}
          checked={investors}
          onChange={(event) => setInvestors(event.currentTarget.checked)}
        />
        <ProblemNotice error={action.error} />
        <div>
          <Button disabled={!file} loading={action.busy} onClick={() => void add()}>
            {t('Add the paper')}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
