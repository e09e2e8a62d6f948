import { Button } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { formatUsd6 } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Facts, Panel } from '../../design/Page.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { t } from '../../i18n/staff.ts';
import type { Parked } from './ParkedReports.tsx';

/** One officer proposes to let a report through or to refuse it, on a paper; another agrees. */
export function ParkedDecision({ parked, onClose }: { parked: Parked; onClose: () => void }) {
  const action = useAction();
  const [file, setFile] = useState<File | null>(null);
  const [decision, setDecision] = useState<'approve' | 'reject' | null>(null);
  const verb = decision === 'approve' ? t('Propose to let it through') : t('Propose to refuse it');
  const decide = async (reason: string) => {
    if (!decision || !file) return;
    await action.attempt(async () => {
      const document = await uploadDocument(file, 'asset');
      return api.POST('/api/v1/parked-reports/{digest}/decisions', {
        params: { path: { digest: parked.digest } },
        body: { decision, reason, evidenceDocumentId: document.id },
      });
    }, t('The decision waits for a second officer.'));
    onClose();
  };
  return (
    <Panel
      title={t('{{asset}}, round {{round}}', { asset: parked.assetName, round: parked.round })}
      aside={<Hex value={parked.digest} kind={t('hash')} />}
    >
      <div className={css.tight}>
        <Facts
          items={[
            [t('Published'), parked.oldAnswer ? `${formatUsd6(parked.oldAnswer)} USD` : null],
            [t('Would become'), `${formatUsd6(parked.newAnswer)} USD`],
            [t('Delivered by'), <Hex key="p" value={parked.proposer} />],
          ]}
        />
        <FileField label={t('Paper it rests on')} required value={file} onChange={setFile} />
        <div className={css.actions}>
          <Button disabled={!file} onClick={() => setDecision('approve')}>
            {t('Propose to let it through')}
          </Button>
          <Button
            variant="default"
            c="var(--red)"
            disabled={!file}
            onClick={() => setDecision('reject')}
          >
            {t('Propose to refuse it')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('Close')}
          </Button>
        </div>
      </div>
      <ReasonDialog
        about={`parked.${parked.digest}.${decision}`}
        opened={decision !== null}
        onClose={() => setDecision(null)}
        title={verb}
        verb={verb}
        danger={decision === 'reject'}
        onConfirm={decide}
      >
        {t('A second officer sees the same numbers. The hash of the paper goes on the chain.')}
      </ReasonDialog>
    </Panel>
  );
}
