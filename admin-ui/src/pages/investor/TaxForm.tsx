import { Button, Select } from '@mantine/core';
import { TAX_FORMS, type TaxFormKind } from '@cadastre/core';
import { type SyntheticEvent, useState } from 'react';
import { $api, api } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { Form } from '../../design/Form.tsx';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { countryName, formatDate } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { TextField } from '../../design/TextField.tsx';
import { useAction } from '../../design/useAction.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { t } from '../../i18n/i18n.ts';

type Filed = Answer<'/api/v1/tax-forms', 'get'>['items'][number];

const MEANINGS: Record<TaxFormKind, string> = {
  'W-8BEN': t('a person who is not taxed in the United States'),
  'W-8BEN-E': t('an entity that is not taxed in the United States'),
  'W-9': t('a person or entity taxed in the United States'),
};

/** The investor's tax certifications: what is on file, and a new one. */
export function TaxForm() {
  useCrumbs({ label: t('Tax form') });
  const forms = $api.useQuery('get', '/api/v1/tax-forms', { params: { query: { limit: 50 } } });
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Tax form')}
        sub={t(
          'What you certify to whoever pays you. An accepted form may lower what is withheld from your income.',
        )}
      />
      <Panel title={t('On file')}>
        <Loaded query={forms}>
          {({ items }) => (
            <DataTable
              label={t('Tax forms')}
              rows={items}
              columns={columns}
              rowKey={(f) => f.id}
              empty={
                <Empty title={t('No form on file')}>
                  {t('Without one the highest rate of your country applies. File the first below.')}
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
      <FileForm />
    </div>
  );
}

const columns: Column<Filed>[] = [
  { id: 'form', header: t('Form'), cell: (f) => <strong>{f.form}</strong>, sort: (f) => f.form },
  { id: 'country', header: t('Tax residence'), cell: (f) => countryName(f.country) },
  { id: 'number', header: t('Tax number'), cell: (f) => f.taxNumber ?? '–' },
  {
    id: 'signed',
    header: t('Signed'),
    cell: (f) => formatDate(f.signedOn),
    sort: (f) => f.signedOn,
  },
  {
    id: 'holds',
    header: t('Holds until'),
    cell: (f) => (f.validThrough ? formatDate(f.validThrough) : t('something changes')),
  },
  {
    id: 'state',
    header: t('State'),
    cell: (f) => (
      <>
        <StateBadge state={f.state} />
        {f.decisionReason ? <div className="muted">{f.decisionReason}</div> : null}
      </>
    ),
  },
];

const EMPTY = { country: '', taxNumber: '', signedOn: '' };

function FileForm() {
  const action = useAction();
  const [form, setForm] = useState<TaxFormKind>('W-8BEN');
  const [value, setValue] = useState(EMPTY);
  const [file, setFile] = useState<File | null>(null);
  const fields = { value, onChange: setValue, required: true };

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!file) return;
    const done = await action.run(async () => {
      const document = await uploadDocument(file, 'kyc');
      return api.POST('/api/v1/tax-forms', { body: { form, ...value, documentId: document.id } });
    }, t('The form is filed. Compliance reads it next.'));
    if (done) {
      setValue(EMPTY);
      setFile(null);
    }
  };

  return (
    <Panel title={t('File a form')} aside={t('kept encrypted')}>
      <Form error={action.error} onSubmit={submit} className={css.tight}>
        <Select
          label={t('Form')}
          allowDeselect={false}
          data={TAX_FORMS.map((f) => ({ value: f, label: `${f}: ${MEANINGS[f]}` }))}
          value={form}
          onChange={(chosen) => setForm(TAX_FORMS.find((f) => f === chosen) ?? form)}
        />
        <TextField
          name="country"
          label={t('Country of tax residence')}
          type="country"
          {...fields}
        />
        <TextField
          name="taxNumber"
          label={t('Tax number')}
          description={t('As your tax office writes it.')}
          {...fields}
        />
        <TextField name="signedOn" label={t('Signed on')} type="date" {...fields} />
        <FileField label={t('Signed form')} required value={file} onChange={setFile} />
        <ProblemNotice error={action.error} />
        <div>
          <Button type="submit" loading={action.busy} disabled={!file}>
            {t('File the form')}
          </Button>
        </div>
      </Form>
    </Panel>
  );
}
