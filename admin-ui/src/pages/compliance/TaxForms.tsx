import { Button, SegmentedControl } from '@mantine/core';
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
import { ReasonDialog } from '../../design/ReasonDialog.tsx';
import { useAction } from '../../design/useAction.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';

type Form = Answer<'/api/v1/tax-forms', 'get'>['items'][number];

/** Tax certifications that investors filed: read beside the paper, accepted or refused. */
export function TaxForms() {
  useCrumbs({ label: 'Tax forms' });
  const [only, setOnly] = useState<'filed' | 'all'>('filed');
  const [open, setOpen] = useState<Form | null>(null);
  const forms = $api.useQuery('get', '/api/v1/tax-forms', {
    params: { query: { limit: 100, ...(only === 'filed' ? { state: 'filed' as const } : {}) } },
  });
  return (
    <div className={css.stack}>
      <PageHead
        title="Tax forms"
        sub="An accepted form lowers the withholding where the table says so."
      />
      {open ? <Decision form={open} onClose={() => setOpen(null)} /> : null}
      <Panel
        title="Forms"
        aside={
          <SegmentedControl
            aria-label="Which forms"
            size="xs"
            data={[
              { value: 'filed', label: 'Waiting' },
              { value: 'all', label: 'All' },
            ]}
            value={only}
            onChange={setOnly}
          />
        }
      >
        <Loaded query={forms}>
          {({ items }) => (
            <DataTable
              label="Tax forms"
              rows={items}
              columns={columns(setOpen)}
              rowKey={(f) => f.id}
              empty={
                <Empty title={only === 'filed' ? 'No form waits' : 'No form yet'}>
                  Investors file them; new ones appear here by themselves.
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
    </div>
  );
}

const columns = (open: (form: Form) => void): Column<Form>[] => [
  {
    id: 'investor',
    header: 'Investor',
    cell: (f) => <strong>{f.investorReference ?? '–'}</strong>,
    sort: (f) => f.investorReference ?? '',
  },
  { id: 'form', header: 'Form', cell: (f) => f.form, sort: (f) => f.form },
  { id: 'country', header: 'Tax residence', cell: (f) => countryName(f.country) },
  { id: 'signed', header: 'Signed', cell: (f) => formatDate(f.signedOn), sort: (f) => f.signedOn },
  {
    id: 'state',
    header: 'State',
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
        aria-label={`Read ${f.form} of ${f.investorReference ?? 'the investor'}`}
        onClick={() => open(f)}
      >
        Read
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
      verb === 'accept' ? 'The form is accepted.' : 'The form is refused.',
    );
    onClose();
  };
  return (
    <div className={css.wide}>
      <Panel title="The paper">
        <DocumentPane documentId={form.documentId} name={form.form} />
      </Panel>
      <Panel title={`${form.form} of ${form.investorReference ?? 'the investor'}`}>
        <div className={css.tight}>
          <Facts
            items={[
              ['Tax residence', countryName(form.country)],
              ['Tax number', form.taxNumber],
              ['Signed on', formatDate(form.signedOn)],
              [
                'Holds until',
                form.validThrough ? formatDate(form.validThrough) : 'something changes',
              ],
              ['State', <StateBadge key="s" state={form.state} />],
              ['Decision', form.decisionReason],
            ]}
          />
          <div className={css.actions}>
            {form.state === 'filed' ? (
              <>
                <Button onClick={() => setVerb('accept')}>Accept the form</Button>
                <Button variant="default" c="var(--red)" onClick={() => setVerb('reject')}>
                  Refuse
                </Button>
              </>
            ) : null}
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
          </div>
        </div>
      </Panel>
      <ReasonDialog
        opened={verb !== null}
        onClose={() => setVerb(null)}
        title={verb === 'accept' ? 'Accept the form' : 'Refuse the form'}
        verb={verb === 'accept' ? 'Accept the form' : 'Refuse the form'}
        danger={verb === 'reject'}
        onConfirm={decide}
      />
    </div>
  );
}
