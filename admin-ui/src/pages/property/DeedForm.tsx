import { Button, Select } from '@mantine/core';
import { parseDecimal } from '@cadastre/core';
import { type SyntheticEvent, useState } from 'react';
import { api } from '../../api/client.ts';
import { uploadDocument } from '../../api/documents.ts';
import { COUNTRIES } from '../../design/countries.ts';
import { Form } from '../../design/Form.tsx';
import css from '../../design/design.module.css';
import { FileField } from '../../design/Documents.tsx';
import { Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { TextField } from '../../design/TextField.tsx';
import { useAction } from '../../design/useAction.ts';
import { useIdempotent } from '../../design/useIdempotent.ts';
import { t } from '../../i18n/staff.ts';
import form from '../asset/asset.module.css';

const UNITED_STATES = '840';

/** The title as the land register names it, and who locks it in the asset's vault. */
export function DeedForm({ assetId }: { assetId: string }) {
  const action = useAction();
  const { header } = useIdempotent();
  const [file, setFile] = useState<File | null>(null);
  const [country, setCountry] = useState(UNITED_STATES);
  const [value, setValue] = useState({
    register: '',
    folio: '',
    holder: '',
    paymentToken: '',
    approval: '75',
  });
  const text = { value, onChange: setValue, required: true };

  const bring = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!file) return;
    void action.run(async () => {
      const approvalBps = Number(
        parseDecimal(value.approval, { scale: 2, field: t('Votes it takes') }),
      );
      const document = await uploadDocument(file, 'asset', { access: 'investors' });
      return api.POST('/api/v1/assets/{id}/deed', {
        params: { path: { id: assetId }, header },
        body: {
          country: Number(country),
          register: value.register.trim(),
          folio: value.folio.trim(),
          documentId: document.id,
          holder: value.holder.trim(),
          paymentToken: value.paymentToken.trim(),
          approvalBps,
        },
      });
    }, t('The draft is kept.'));
  };

  return (
    <Panel title={t('Bring the title')} aside={t('a draft until you submit it')}>
      <Form error={action.error} onSubmit={bring} className={css.tight}>
        <div className={form.form}>
          <Select
            label={t('Country')}
            searchable
            allowDeselect={false}
            required
            data={COUNTRIES.map((c) => ({ value: String(c.numeric), label: c.name }))}
            value={country}
            onChange={(choice) => setCountry(choice ?? UNITED_STATES)}
          />
          <TextField
            name="register"
            label={t('Land register')}
            description={t('Capitals, digits and . - /, such as WAYNE-COUNTY-MI.')}
            {...text}
          />
          <TextField
            name="folio"
            label={t('Entry')}
            description={t('As the register numbers it, such as 22/041-9415.')}
            {...text}
          />
          <FileField
            label={t('Extract from the land register')}
            required
            value={file}
            onChange={setFile}
          />
          <TextField
            name="holder"
            type="address"
            label={t('Holder of the title, address')}
            description={t('A registered wallet: it gets the title and locks it in the vault.')}
            {...text}
          />
          <TextField
            name="paymentToken"
            type="address"
            label={t('Payment token of a buy-out, address')}
            {...text}
          />
          <TextField
            name="approval"
            as="approvalBps"
            label={t('Votes it takes, % of all fractions')}
            type="decimal"
            description={t('More than half.')}
            {...text}
          />
        </div>
        <ProblemNotice error={action.error} />
        <div className={css.actions}>
          <Button type="submit" loading={action.busy} disabled={!file}>
            {t('Keep the draft')}
          </Button>
        </div>
      </Form>
    </Panel>
  );
}
