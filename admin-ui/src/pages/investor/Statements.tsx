import { Select } from '@mantine/core';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import { fetchBlob } from '../../api/documents.ts';
import { useClock } from '../../app/now.ts';
import css from '../../design/design.module.css';
import { inOrder } from '../../design/days.ts';
import { DownloadButton } from '../../design/Documents.tsx';
import { formatDate } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { TextField } from '../../design/TextField.tsx';
import { t } from '../../i18n/i18n.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import form from '../asset/asset.module.css';
import { lastPeriods, type Period, periodProblems } from './periods.ts';

interface Paper {
  title: string;
  what: string;
  path: 'statement' | 'tax-lots' | 'transactions';
  formats: ('pdf' | 'csv')[];
}

const PAPERS: Paper[] = [
  {
    title: t('Statement'),
    what: t(
      'Holdings at the beginning and the end with the NAV of then, and movements and income between.',
    ),
    path: 'statement',
    formats: ['pdf', 'csv'],
  },
  {
    title: t('Tax lots'),
    what: t(
      'What was bought and sold, first in first out, with cost, proceeds and gain of each lot.',
    ),
    path: 'tax-lots',
    formats: ['csv'],
  },
  {
    title: t('Transactions'),
    what: t('Every movement with its block and transaction, in the names of ISO 20022.'),
    path: 'transactions',
    formats: ['csv'],
  },
];

/** Papers about the investor's own holdings, made for a period when they are asked for. */
export function Statements() {
  useCrumbs({ label: t('Statements') });
  const clock = useClock();
  const cases = $api.useQuery('get', '/api/v1/kyc-cases', { params: { query: { limit: 5 } } });
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Statements')}
        sub={t(
          'Made from the confirmed blocks when you ask: the same period gives the same figures.',
        )}
      />
      <Loaded query={cases}>
        {({ items }) => {
          const reference = items.find((item) => item.investorReference)?.investorReference;
          if (!reference) {
            return (
              <Panel title={t('Papers')}>
                <Empty title={t('No statement yet')}>
                  {t('You get an investor number when you are admitted; statements begin then.')}
                </Empty>
              </Panel>
            );
          }
          return clock ? <Papers reference={reference} today={clock} /> : null;
        }}
      </Loaded>
    </div>
  );
}

function Papers({ reference, today }: { reference: string; today: Date }) {
  const periods = lastPeriods(today);
  const [period, setPeriod] = useState<Period>(periods[0] ?? { from: '', to: '' });
  const problems = periodProblems(period, today);
  const named = periods.find((p) => p.from === period.from && p.to === period.to);
  return (
    <>
      <Panel title={t('Period')} aside={reference}>
        <div className={form.form}>
          <Select
            label={t('Period')}
            allowDeselect={false}
            data={[
              ...periods.map((p) => ({ value: p.from + p.to, label: p.name ?? '' })),
              ...(named ? [] : [{ value: 'own', label: t('As written') }]),
            ]}
            value={named ? named.from + named.to : 'own'}
            onChange={(value) => setPeriod(periods.find((p) => p.from + p.to === value) ?? period)}
          />
          <TextField
            name="from"
            label={t('First day, UTC')}
            type="date"
            problem={problems.from}
            value={{ from: period.from }}
            onChange={({ from }) => setPeriod({ from, to: period.to })}
          />
          <TextField
            name="to"
            label={t('Last day, UTC')}
            type="date"
            problem={problems.to}
            value={{ to: period.to }}
            onChange={({ to }) => setPeriod({ from: period.from, to })}
          />
        </div>
      </Panel>
      <Panel
        title={t('Papers')}
        aside={`${formatDate(period.from || periods[0]?.from || '')} – ${formatDate(period.to || periods[0]?.to || '')}`}
      >
        {PAPERS.map(({ title, what, path, formats }) => (
          <div key={path} className={form.item}>
            <div className={form.itemHead}>
              <div>
                <strong>{title}</strong>
                <div className="muted">{what}</div>
              </div>
              <div className={css.actions}>
                {formats.map((format) => (
                  <DownloadButton
                    key={format}
                    disabled={!inOrder(problems)}
                    label={`${title}, ${format.toUpperCase()}`}
                    fileName={`${path}-${reference}-${period.from}-${period.to}.${format}`}
                    load={() =>
                      fetchBlob(
                        `/api/v1/investors/${reference}/${path}?${new URLSearchParams({
                          from: period.from,
                          to: period.to,
                          ...(path === 'statement' ? { format } : {}),
                        })}`,
                      )
                    }
                  >
                    {format.toUpperCase()}
                  </DownloadButton>
                ))}
              </div>
            </div>
          </div>
        ))}
      </Panel>
    </>
  );
}
