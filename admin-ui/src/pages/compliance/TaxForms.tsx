import { Button, SegmentedControl } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { $api, api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DocumentPane } from '../../design/Documents.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { countryName, formatDate } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Facts, PageHead, Panel } from '../../design/Page.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { t } from '../../i18n/staff.ts';

type Form = Answer<'/api/v1/tax-forms', 'get'>['items'][number];

/** Tax certifications that investors filed: read beside the paper, accepted or refused. */
export function TaxForms() {
  useCrumbs({ label: t('Tax forms') });
  const [only, setOnly] = useState<'filed' | 'all'>('filed');
  const [open, setOpen] = useState<Form | null>(null);
  const pages = usePages(only);
  const forms = $api.useQuery(
    'get',
    '/api/v1/tax-forms',
    {
      params: {
        query: { ...pages.query, ...(only === 'filed' ? { state: 'filed' as const } : {}) },
      },
    },
    { placeholderData: keepPreviousData },
  );
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Tax forms')}
        sub={t('An accepted form lowers the withholding where the table says so.')}
      />
      {open ? <Decision form={open} onClose={() => setOpen(null)} /> : null}
      <Panel
        title={t('Forms')}
        aside={
          <SegmentedControl
            aria-label={t('Which forms')}
            size="xs"
            data={[
              { value: 'filed', label: t('Waiting') },
              { value: 'all', label: t('All') },
            ]}
            value={only}
            onChange={setOnly}
          />
        }
      >
        <Loaded query={forms}>
          {({ items }) => (
            <DataTable
              label={t('Tax forms')}
              rows={items}
              columns={columns(setOpen)}
              rowKey={(f) => f.id}
              empty={
                <Empty title={only === 'filed' ? t('No form waits') : t('No form yet')}>
                  {t('Investors file them; new ones appear here by themselves.')}
                </Empty>
              }
            />
          )}
        </Loaded>
        <Pager pages={pages} next={forms.data?.nextCursor ?? null} />
      </Panel>
    </div>
  );
}

const columns = (open: (form: Form) => void): Column<Form>[] => [
  {
    id: 'investor',
    header: t('Investor'),
    cell: (f) => <strong>{f.investorReference ?? '–'}</strong>,
    sort: (f) => f.investorReference ?? '',
  },
  { id: 'form', header: t('Form'), cell: (f) => f.form, sort: (f) => f.form },
  { id: 'country', header: t('Tax residence'), cell: (f) => countryName(f.country) },
  {
    id: 'signed',
    header: t('Signed'),
    cell: (f) => formatDate(f.signedOn),
    sort: (f) => f.signedOn,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (f) => <StateBadge state={f.state} />,
    sort: (f) => f.state,
  },
  {
    id: 'do',
    header: '',
    cell: (f) => (
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t('Read {{form}} of {{investorReference}}', {
          form: f.form,
          investorReference: f.investorReference ?? 'the investor',
        })}
        onClick={() => open(f)}
      >
        {t('Read')}
      </Button>
    ),
  },
];

function Decision({ form, onClose }: { form: Form; onClose: () => void }) {
  const action = useAction();
  const [verb, setVerb] = useState<'accept' | 'reject' | null>(null);
  const params = { path: { id: form.id } };
  const decide = async (reason: string) => {
    const request = { params, body: { reason } };
    await action.attempt(
      () =>
        verb === 'accept'
          ? api.POST('/api/v1/tax-forms/{id}/accept', request)
          : api.POST('/api/v1/tax-forms/{id}/reject', request),
      verb === 'accept' ? t('The form is accepted.') : t('The form is refused.'),
    );
    onClose();
  };
  return (
    <div className={css.wide}>
      <Panel title={t('The paper')}>
        <DocumentPane documentId={form.documentId} name={form.form} />
      </Panel>
      <Panel
        title={t('{{form}} of {{investorReference}}', {
          form: form.form,
          investorReference: form.investorReference ?? 'the investor',
        })}
      >
        <div className={css.tight}>
          <Facts
            items={[
              [t('Tax residence'), countryName(form.country)],
              [t('Tax number'), form.taxNumber],
              [t('Signed on'), formatDate(form.signedOn)],
              [
                t('Holds until'),
                form.validThrough ? formatDate(form.validThrough) : t('something changes'),
              ],
              [t('State'), <StateBadge key="s" state={form.state} />],
              [t('Decision'), form.decisionReason],
            ]}
          />
          <div className={css.actions}>
            {form.state === 'filed' ? (
              <>
                <Button onClick={() => setVerb('accept')}>{t('Accept the form')}</Button>
                <Button variant="default" c="var(--red)" onClick={() => setVerb('reject')}>
                  {t('Refuse')}
                </Button>
              </>
            ) : null}
            <Button variant="default" onClick={onClose}>
              {t('Close')}
            </Button>
          </div>
        </div>
      </Panel>
      <ReasonDialog
        about={`tax_form.${form.id}.${verb}`}
        opened={verb !== null}
        onClose={() => setVerb(null)}
        title={verb === 'accept' ? t('Accept the form') : t('Refuse the form')}
        verb={verb === 'accept' ? t('Accept the form') : t('Refuse the form')}
        danger={verb === 'reject'}
        onConfirm={decide}
      />
    </div>
  );
}
