import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type SyntheticEvent, useState } from 'react';
import { api, body } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { dayAfter } from '../../design/days.ts';
import { readAmountOf } from '../../design/MoneyField.tsx';
import { TextField } from '../../design/TextField.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { t } from '../../i18n/staff.ts';
import form from '../asset/asset.module.css';

/** Percent, read in hundredths of it. */
const PERCENT = { unit: '%', scale: 2 };

interface VoteFormProps {
  assetId: string;
  today: Date;
  onDone: () => void;
}

/** What is voted on, by whom, when, and how many must take part. */
export function VoteForm({ assetId, today, onDone }: VoteFormProps) {
  const navigate = useNavigate();
  const action = useAction();
  const { header } = useIdempotent();
  const [file, setFile] = useState<File | null>(null);
  const [value, setValue] = useState({
    title: '',
    recordDate: dayAfter(today, 0),
    opensOn: dayAfter(today, 1),
    closesOn: dayAfter(today, 15),
    quorum: '25',
    majority: '50',
  });
  const text = { value, onChange: setValue, required: true };

  const draft = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!file) return;
    const made = await action.run(async () => {
      const quorumBps = Number(readAmountOf(t('Quorum'), value.quorum, PERCENT));
      const majorityBps = Number(readAmountOf(t('Majority'), value.majority, PERCENT));
      const document = await uploadDocument(file, 'asset', { access: 'investors' });
      return body(
        api.POST('/api/v1/assets/{id}/votes', {
          params: { path: { id: assetId }, header },
          body: {
            title: value.title,
            documentId: document.id,
            recordDate: value.recordDate,
            opensAt: `${value.opensOn}T00:00:00.000Z`,
            closesAt: `${value.closesOn}T00:00:00.000Z`,
            quorumBps,
            majorityBps,
          },
        }),
      );
    }, t('The motion is drafted.'));
    if (!made) return;
    onDone();
    await navigate({ to: '/votes/$voteId', params: { voteId: made.id } });
  };

  return (
    <Panel title={t('Draft a motion')} aside={t('compliance sees it before anybody votes')}>
      <form onSubmit={(event) => void draft(event)} className={css.tight}>
        <div className={form.form}>
          <TextField name="title" label={t('What is voted on')} {...text} />
          <FileField
            label={t('The paper, read by the holders')}
            required
            value={file}
            onChange={setFile}
          />
          <TextField
            name="recordDate"
            label={t('Record date, UTC')}
            type="date"
            description={t('who holds then may vote')}
            {...text}
          />
          <TextField name="opensOn" label={t('Voting opens, 00:00 UTC')} type="date" {...text} />
          <TextField name="closesOn" label={t('Voting closes, 00:00 UTC')} type="date" {...text} />
          <TextField
            name="quorum"
            label={t('Quorum')}
            amount={PERCENT}
            description={t('part of all votes that must take part')}
            {...text}
          />
          <TextField
            name="majority"
            label={t('Majority')}
            amount={PERCENT}
            description={t('of for and against; a tie never carries')}
            {...text}
          />
        </div>
        <ProblemNotice error={action.error} />
        <div className={css.actions}>
          <Button type="submit" loading={action.busy} disabled={!file || value.title.trim() === ''}>
            {t('Keep the draft')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('Close')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
