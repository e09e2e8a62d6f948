import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { words } from '../../design/format.ts';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import type { DueDiligenceItem } from '../../api/types.ts';
import { useAsset } from './useAsset.ts';
import { t } from '../../i18n/staff.ts';

const NEW_FILE = 'new';

interface EvidenceFormProps {
  assetId: string;
  item: DueDiligenceItem;
  onDone: () => void;
}

/** Files a paper under a line of the checklist: one already brought, or a new one. */
export function EvidenceForm({ assetId, item, onDone }: EvidenceFormProps) {
  const asset = useAsset(assetId);
  const action = useAction();
  const papers = (asset.data?.papers ?? []).filter((p) => item.evidenceTypes.includes(p.type));
  const [choice, setChoice] = useState<string>(NEW_FILE);
  const [file, setFile] = useState<File | null>(null);
  const [type, setType] = useState(item.missingTypes[0] ?? item.evidenceTypes[0] ?? 'other');
  const [note, setNote] = useState('');
  const fresh = choice === NEW_FILE;

  const add = async () => {
    const done = await action.run(async () => {
      let documentId = choice;
      if (fresh) {
        if (!file) return false;
        documentId = (await uploadDocument(file, 'asset')).id;
        await api.POST('/api/v1/assets/{id}/papers', {
          params: { path: { id: assetId } },
          body: { documentId, type },
        });
      }
      await api.POST('/api/v1/assets/{id}/due-diligence/{key}/evidence', {
        params: { path: { id: assetId, key: item.key } },
        body: { documentId, note },
      });
      return true;
    }, t('The evidence is filed.'));
    if (done) onDone();
  };

  return (
    <div className={css.tight} style={{ maxWidth: 460, marginTop: 12 }}>
      {papers.length > 0 ? (
        <Select
          label={t('Evidence')}
          allowDeselect={false}
          data={[
            ...papers.map((p) => ({
              value: p.documentId,
              label: `${words(p.type)}: ${p.fileName}`,
            })),
            { value: NEW_FILE, label: t('A new file') },
          ]}
          value={choice}
          onChange={(value) => setChoice(value ?? NEW_FILE)}
        />
      ) : null}
      {fresh ? (
        <>
          <Select
            label={t('Kind of paper')}
            allowDeselect={false}
            data={item.evidenceTypes.map((t) => ({ value: t, label: words(t) }))}
            value={type}
            onChange={(value) => setType(item.evidenceTypes.find((t) => t === value) ?? type)}
          />
          <FileField label={t('File')} value={file} onChange={setFile} />
        </>
      ) : null}
      <TextInput
        label={t('Note')}
        description={t('Where in the paper the answer stands.')}
        required
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <ProblemNotice error={action.error} />
      <div>
        <Button
          loading={action.busy}
          disabled={(fresh && !file) || note.trim() === ''}
          onClick={() => void add()}
        >
          {t('File the evidence')}
        </Button>
      </div>
    </div>
  );
}
