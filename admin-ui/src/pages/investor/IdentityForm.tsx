import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { zodResolver } from '@hookform/resolvers/zod';
import { Controller, useForm } from 'react-hook-form';
import { z } from 'zod';
import { api } from '../../api/client.ts';
import { CountrySelect } from '../../design/CountrySelect.tsx';
import css from '../../design/design.module.css';
import { Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import type { KycCase } from '../../api/types.ts';

const form = z.object({
  kind: z.enum(['person', 'entity']),
  fullName: z.string().trim().min(2, 'Write the full name as in the passport or register.'),
  dateOfBirth: z.iso.date('Give the date.'),
  country: z.string().length(2, 'Choose the country.'),
  line1: z.string().trim().min(1, 'Write street and number.'),
  postalCode: z.string().trim(),
  city: z.string().trim().min(1, 'Write the city.'),
  addressCountry: z.string().length(2, 'Choose the country.'),
  requestedTier: z.enum(['retail', 'accredited', 'qualified']),
  sourceOfFunds: z.string().trim().min(3, 'Say where the money comes from.').max(1000),
});
type Form = z.output<typeof form>;

const TIERS = [
  { value: 'retail', label: 'Retail: anybody' },
  { value: 'accredited', label: 'Accredited: income or wealth shown by a letter' },
  { value: 'qualified', label: 'Qualified: institutions and large holdings' },
];

/** Who the applicant is. Saved as often as wanted; only the submission sends it to compliance. */
export function IdentityForm({ kycCase }: { kycCase: KycCase }) {
  const action = useAction();
  const said = kycCase.personal;
  const fields = useForm<Form>({
    resolver: zodResolver(form),
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
      'Saved.',
    );

  return (
    <Panel title="About you" aside="sealed; read by compliance only">
      <form
        noValidate
        className={css.tight}
        onSubmit={(event) => void fields.handleSubmit(save)(event)}
      >
        <Controller
          control={fields.control}
          name="kind"
          render={({ field }) => (
            <Select
              label="You invest as"
              allowDeselect={false}
              data={[
                { value: 'person', label: 'A person' },
                { value: 'entity', label: 'An organisation' },
              ]}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
        <TextInput
          label={entity ? 'Registered name' : 'Full name'}
          autoComplete="name"
          error={errors.fullName?.message}
          {...fields.register('fullName')}
        />
        <TextInput
          label={entity ? 'Founded on' : 'Date of birth'}
          type="date"
          error={errors.dateOfBirth?.message}
          {...fields.register('dateOfBirth')}
        />
        <CountrySelect
          label={entity ? 'Country of incorporation' : 'Country of residence'}
          control={fields.control}
          name="country"
          error={errors.country?.message}
        />
        <TextInput
          label="Street and number"
          autoComplete="address-line1"
          error={errors.line1?.message}
          {...fields.register('line1')}
        />
        <TextInput
          label="Postal code"
          autoComplete="postal-code"
          error={errors.postalCode?.message}
          {...fields.register('postalCode')}
        />
        <TextInput
          label="City"
          autoComplete="address-level2"
          error={errors.city?.message}
          {...fields.register('city')}
        />
        <CountrySelect
          label="Country of the address"
          control={fields.control}
          name="addressCountry"
          error={errors.addressCountry?.message}
        />
        <Controller
          control={fields.control}
          name="requestedTier"
          render={({ field }) => (
            <Select
              label="Tier asked for"
              allowDeselect={false}
              data={TIERS}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
        <Textarea
          label="Source of funds"
          autosize
          minRows={2}
          error={errors.sourceOfFunds?.message}
          {...fields.register('sourceOfFunds')}
        />
        <ProblemNotice error={action.error} />
        <div>
          <Button type="submit" variant="default" loading={action.busy}>
            Save
          </Button>
        </div>
      </form>
    </Panel>
  );
}
