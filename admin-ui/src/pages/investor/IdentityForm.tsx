import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { Controller, useForm } from 'react-hook-form';
import { z } from 'zod';
import { api } from '../../api/client.ts';
import { checkedBy } from '../../design/checkedBy.ts';
import { CountrySelect } from '../../design/CountrySelect.tsx';
import css from '../../design/design.module.css';
import { Form as Sheet, Refusals } from '../../design/Form.tsx';
import { Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import type { KycCase } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';

const form = z.object({
  kind: z.enum(['person', 'entity']),
  fullName: z.string().trim().min(2, t('Write the full name as in the passport or register.')),
  dateOfBirth: z.iso.date(t('Give the date.')),
  country: z.string().length(2, t('Choose the country.')),
  line1: z.string().trim().min(1, t('Write street and number.')),
  postalCode: z.string().trim(),
  city: z.string().trim().min(1, t('Write the city.')),
  addressCountry: z.string().length(2, t('Choose the country.')),
  requestedTier: z.enum(['retail', 'accredited', 'qualified']),
  sourceOfFunds: z.string().trim().min(3, t('Say where the money comes from.')).max(1000),
});
type Form = z.output<typeof form>;

const NAMES = form.keyof().options;
/** Both have a country: of the person, and of the address. */
const CALLED = { country: '/country', addressCountry: '/address/country' };

const TIERS = [
  { value: 'retail', label: t('Retail: anybody') },
  { value: 'accredited', label: t('Accredited: income or wealth shown by a letter') },
  { value: 'qualified', label: t('Qualified: institutions and large holdings') },
];

/** Who the applicant is. Saved as often as wanted; only the submission sends it to compliance. */
export function IdentityForm({ kycCase }: { kycCase: KycCase }) {
  const action = useAction();
  const said = kycCase.personal;
  const fields = useForm<Form>({
    resolver: checkedBy(form),
    defaultValues: {
      kind: said?.kind ?? 'person',
      fullName: said?.fullName ?? '',
      dateOfBirth: said?.dateOfBirth ?? '',
      country: said?.country ?? '',
      line1: said?.address?.line1 ?? '',
      postalCode: said?.address?.postalCode ?? '',
      city: said?.address?.city ?? '',
      addressCountry: said?.address?.country ?? '',
      requestedTier: said?.requestedTier ?? 'retail',
      sourceOfFunds: said?.sourceOfFunds ?? '',
    },
  });
  const errors = fields.formState.errors;
  const entity = fields.watch('kind') === 'entity';

  const save = ({ line1, postalCode, city, addressCountry, ...rest }: Form) =>
    action.run(
      () =>
        api.PATCH('/api/v1/kyc-cases/{id}', {
          params: { path: { id: kycCase.id } },
          body: {
            ...rest,
            address: {
              line1,
              city,
              country: addressCountry,
              ...(postalCode ? { postalCode } : {}),
            },
          },
        }),
      t('Saved.'),
    );

  return (
    <Panel title={t('About you')} aside={t('sealed; read by compliance only')}>
      <Sheet
        noValidate
        error={action.error}
        className={css.tight}
        onSubmit={fields.handleSubmit(save)}
      >
        <Refusals form={fields} names={NAMES} as={CALLED} />
        <Controller
          control={fields.control}
          name="kind"
          render={({ field }) => (
            <Select
              label={t('You invest as')}
              allowDeselect={false}
              error={errors.kind?.message}
              data={[
                { value: 'person', label: t('A person') },
                { value: 'entity', label: t('An organisation') },
              ]}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
        <TextInput
          label={entity ? t('Registered name') : t('Full name')}
          autoComplete="name"
          error={errors.fullName?.message}
          {...fields.register('fullName')}
        />
        <TextInput
          label={entity ? t('Founded on') : t('Date of birth')}
          type="date"
          error={errors.dateOfBirth?.message}
          {...fields.register('dateOfBirth')}
        />
        <CountrySelect
          label={entity ? t('Country of incorporation') : t('Country of residence')}
          control={fields.control}
          name="country"
        />
        <TextInput
          label={t('Street and number')}
          autoComplete="address-line1"
          error={errors.line1?.message}
          {...fields.register('line1')}
        />
        <TextInput
          label={t('Postal code')}
          autoComplete="postal-code"
          error={errors.postalCode?.message}
          {...fields.register('postalCode')}
        />
        <TextInput
          label={t('City')}
          autoComplete="address-level2"
          error={errors.city?.message}
          {...fields.register('city')}
        />
        <CountrySelect
          label={t('Country of the address')}
          control={fields.control}
          name="addressCountry"
        />
        <Controller
          control={fields.control}
          name="requestedTier"
          render={({ field }) => (
            <Select
              label={t('Tier asked for')}
              allowDeselect={false}
              error={errors.requestedTier?.message}
              data={TIERS}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
        <Textarea
          label={t('Source of funds')}
          autosize
          minRows={2}
          error={errors.sourceOfFunds?.message}
          {...fields.register('sourceOfFunds')}
        />
        <ProblemNotice error={action.error} />
        <div>
          <Button type="submit" variant="default" loading={action.busy}>
            {t('Save')}
          </Button>
        </div>
      </Sheet>
    </Panel>
  );
}
