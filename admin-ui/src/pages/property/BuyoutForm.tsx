import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type SyntheticEvent, useState } from 'react';
import { api, body } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { amountOf, MoneyField, readAmountOf } from '../../design/MoneyField.tsx';
import { Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { dayAfter } from '../../design/days.ts';
import { TextField } from '../../design/TextField.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { t } from '../../i18n/staff.ts';
import form from '../asset/asset.module.css';
import type { Deed } from './property.ts';

/** Percent, read in hundredths of it. */
const PERCENT = { unit: '%', scale: 2 };

interface BuyoutFormProps {
  deed: Deed;
  today: Date;
  onDone: () => void;
}

/** An offer for the whole property, as the motion that holders vote on. */
export function BuyoutForm({ deed, today, onDone }: BuyoutFormProps) {
  const navigate = useNavigate();
  const action = useAction();
  const { header } = useIdempotent();
  const [file, setFile] = useState<File | null>(null);
  const [price, setPrice] = useState('');
  const [value, setValue] = useState({
    bidder: '',
    recordDate: dayAfter(today, 0),
    opensOn: dayAfter(today, 1),
    closesOn: dayAfter(today, 15),
    deadline: dayAfter(today, 45),
    quorum: '50',
  });
  const text = { value, onChange: setValue, required: true };
  const priceBaseUnits = amountOf(price, deed.paymentDecimals, deed.paymentSymbol);

  const draft = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!file || priceBaseUnits === null) return;
    const made = await action.run(async () => {
      const quorumBps = Number(readAmountOf(t('Quorum'), value.quorum, PERCENT));
      const document = await uploadDocument(file, 'asset', { access: 'investors' });
      return body(
        api.POST('/api/v1/assets/{id}/buyouts', {
          params: { path: { id: deed.assetId }, header },
          body: {
            bidder: value.bidder.trim(),
            priceBaseUnits,
            deadline: `${value.deadline}T00:00:00.000Z`,
            documentId: document.id,
            recordDate: value.recordDate,
            opensAt: `${value.opensOn}T00:00:00.000Z`,
            closesAt: `${value.closesOn}T00:00:00.000Z`,
            quorumBps,
            majorityBps: 5_000,
          },
        }),
      );
    }, t('The offer is drafted as a motion.'));
    if (!made) return;
    onDone();
    await navigate({ to: '/votes/$voteId', params: { voteId: made.voteId } });
  };

  return (
    <Panel title={t('Draft an offer')} aside={t('a motion: submitted and counted as any other')}>
      <form onSubmit={(event) => void draft(event)} className={css.tight}>
        <div className={form.form}>
          <TextField
            name="bidder"
            label={t('Bidder, address')}
            description={t('A registered wallet: it pays and gets the title.')}
            {...text}
          />
          <MoneyField
            label={t('Price of the whole property')}
            unit={deed.paymentSymbol}
            scale={deed.paymentDecimals}
            value={price}
            onChange={setPrice}
            required
          />
          <FileField
            label={t('The paper, read by the holders')}
            required
            value={file}
            onChange={setFile}
          />
          <TextField name="recordDate" label={t('Record date, UTC')} type="date" {...text} />
          <TextField name="opensOn" label={t('Voting opens, 00:00 UTC')} type="date" {...text} />
          <TextField name="closesOn" label={t('Voting closes, 00:00 UTC')} type="date" {...text} />
          <TextField
            name="deadline"
            label={t('To be executed until, 00:00 UTC')}
            type="date"
            description={t('After the vote.')}
            {...text}
          />
          <TextField name="quorum" label={t('Quorum')} amount={PERCENT} {...text} />
        </div>
        <ProblemNotice error={action.error} />
        <div className={css.actions}>
          <Button type="submit" loading={action.busy} disabled={!file || priceBaseUnits === null}>
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
