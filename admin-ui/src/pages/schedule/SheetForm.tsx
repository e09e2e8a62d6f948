import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { formatDate } from '../../design/format.ts';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { Facts, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { TextField } from '../../design/TextField.tsx';
import { useAction } from '../../design/useAction.ts';
import { t } from '../../i18n/staff.ts';
import form from '../asset/asset.module.css';
import {
  money,
  type Occurrence,
  PAYMENT_DECIMALS,
  type Schedule,
  SHEET_KINDS,
  type SheetLine,
} from './schedule.ts';

interface DraftLine {
  kind: SheetLine['kind'];
  text: string;
  amount: string;
  file: File | null;
}

const emptyLine = (kind: SheetLine['kind']): DraftLine => ({
  kind,
  text: '',
  amount: '',
  file: null,
});
const KINDS = Object.keys(SHEET_KINDS) as SheetLine['kind'][];

/** The income sheet of the next payment: rents, expenses, reserve fund, each with its paper. */
export function SheetForm({
  schedule,
  occurrence,
}: {
  schedule: Schedule;
  occurrence: Occurrence;
}) {
  const action = useAction();
  const [lines, setLines] = useState<DraftLine[]>([emptyLine('rent'), emptyLine('expense')]);
  const written = lines.filter((line) => line.text.trim() !== '' || line.amount !== '');
  const amounts = written.map((line) => amountOf(line.amount, PAYMENT_DECIMALS));
  const left = written.reduce((sum, { kind }, index) => {
    const amount = BigInt(amounts[index] ?? '0');
    return kind === 'rent' ? sum + amount : sum - amount;
  }, 0n);
  const complete =
    written.length > 0 &&
    written.every((line, index) => line.text.trim() !== '' && amounts[index] && line.file);
  const change = (index: number, changed: Partial<DraftLine>) =>
    setLines(lines.map((line, at) => (at === index ? { ...line, ...changed } : line)));

  const give = async () => {
    const given = await action.run(async () => {
      const sheet: SheetLine[] = [];
      for (const [index, { kind, text, file }] of written.entries()) {
        if (!file) continue;
        const { id: documentId } = await uploadDocument(file, 'asset');
        sheet.push({ kind, text: text.trim(), amountBaseUnits: amounts[index] ?? '', documentId });
      }
      await api.PUT('/api/v1/distribution-schedules/{id}/occurrences/{number}/sheet', {
        params: { path: { id: schedule.id, number: String(occurrence.number) } },
        body: { lines: sheet },
      });
      return true;
    }, t('The income sheet is kept.'));
    if (given) setLines([emptyLine('rent'), emptyLine('expense')]);
  };

  return (
    <Panel
      title={t('Income sheet of number {{number}}', { number: String(occurrence.number) })}
      aside={t('record date {{date}}', { date: formatDate(occurrence.recordDate) })}
    >
      <div className={css.tight}>
        {occurrence.sheet ? (
          <Facts
            items={occurrence.sheet.map((line) => [
              `${t(SHEET_KINDS[line.kind])}: ${line.text}`,
              money(String(line.amountBaseUnits)),
            ])}
          />
        ) : null}
        {lines.map((line, index) => (
          <fieldset
            key={index}
            className={form.form}
            aria-label={t('Line {{number}}', { number: index + 1 })}
            style={{ border: 0, margin: 0, padding: 0 }}
          >
            <Select
              label={t('Kind')}
              allowDeselect={false}
              data={KINDS.map((kind) => ({ value: kind, label: t(SHEET_KINDS[kind]) }))}
              value={line.kind}
              onChange={(kind) =>
                change(index, { kind: KINDS.find((k) => k === kind) ?? line.kind })
              }
            />
            <TextField
              name="text"
              label={t('What for')}
              value={{ text: line.text }}
              onChange={({ text }) => change(index, { text })}
            />
            <MoneyField
              label={t('Amount')}
              unit={t('payment token')}
              scale={PAYMENT_DECIMALS}
              value={line.amount}
              onChange={(amount) => change(index, { amount })}
            />
            <FileField
              label={t('Bill or statement')}
              value={line.file}
              onChange={(file) => change(index, { file })}
            />
          </fieldset>
        ))}
        <p style={{ margin: 0 }} aria-live="polite">
          {t('Left to be distributed: {{amount}}', { amount: money(left) })}
        </p>
        <ProblemNotice error={action.error} />
        <div className={css.actions}>
          <Button loading={action.busy} disabled={!complete} onClick={() => void give()}>
            {occurrence.sheet ? t('Replace the sheet') : t('Keep the sheet')}
          </Button>
          <Button variant="default" onClick={() => setLines([...lines, emptyLine('expense')])}>
            {t('Another line')}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
