import { Button, TextInput, Textarea } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { $api, api } from '../../api/client.ts';
import { asProblem } from '../../api/problem.ts';
import type { Answer } from '../../api/types.ts';
import { checkedBy } from '../../design/checkedBy.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { CountrySelect } from '../../design/CountrySelect.tsx';
import css from '../../design/design.module.css';
import { Form as Sheet, Refusals } from '../../design/Form.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { useSession } from '../../session/session.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { Ownership } from '../organisation/Ownership.tsx';
import { t } from '../../i18n/staff.ts';

type Issuer = Answer<'/api/v1/issuers/me', 'get'>;

const form = z.object({
  legalName: z.string().trim().min(1, t('Write the legal name.')).max(200),
  lei: z
    .string()
    .trim()
    .regex(/^[0-9A-Z]{18}[0-9]{2}$/, t('Twenty characters, as in the GLEIF register.')),
  country: z.string().length(2, t('Choose the country.')),
  registrationNumber: z.string().trim().min(1, t('Write the number in the company register.')),
  address: z.string().trim().min(1, t('Write the registered address.')),
});
type Form = z.output<typeof form>;

/** The issuer's own record, and its way to compliance. */
export function Organisation() {
  useCrumbs({ label: t('Profile') });
  const person = useSession();
  const issuer = $api.useQuery('get', '/api/v1/issuers/me', undefined, { retry: false });
  const none = issuer.isError && asProblem(issuer.error).status === 404;
  return (
    <div className={css.stack}>
      <PageHead
        title={issuer.data?.legalName ?? person?.organisationName ?? t('Organisation')}
        badge={issuer.data ? <StateBadge state={issuer.data.state} /> : null}
        sub={t('The record that compliance reviews before the first asset.')}
      />
      {none ? (
        <RecordForm issuer={null} />
      ) : (
        <Loaded query={issuer}>
          {(data) => <RecordForm key={data.updatedAt} issuer={data} />}
        </Loaded>
      )}
      <Ownership />
    </div>
  );
}

function RecordForm({ issuer }: { issuer: Issuer | null }) {
  const action = useAction();
  const person = useSession();
  const editable = issuer === null || issuer.allowedEvents.includes('submit');
  const fields = useForm<Form>({
    resolver: checkedBy(form),
    defaultValues: {
      legalName: issuer?.legalName ?? person?.organisationName ?? '',
      lei: issuer?.lei ?? '',
      country: issuer?.country ?? '',
      registrationNumber: issuer?.registrationNumber ?? '',
      address: issuer?.address ?? '',
    },
    disabled: !editable,
  });
  const errors = fields.formState.errors;
  const save = (value: Form, submit: boolean) =>
    action.run(
      async () => {
        await api.PUT('/api/v1/issuers/me', { body: value });
        if (submit) await api.POST('/api/v1/issuers/me/submit');
      },
      submit ? t('The record is with compliance.') : t('Saved.'),
    );

  return (
    <>
      {issuer?.decisionReason ? (
        <TaskRow
          tone={issuer.state === 'approved' ? 'good' : 'bad'}
          title={issuer.state === 'approved' ? t('Approved.') : t('Compliance answered.')}
          detail={issuer.decisionReason}
        />
      ) : null}
      <Panel title={t('Record')}>
        <div style={{ maxWidth: 560 }}>
          <Sheet
            noValidate
            error={action.error}
            onSubmit={fields.handleSubmit((value) => save(value, true))}
            className={css.tight}
          >
            <Refusals
              form={fields}
              names={['legalName', 'lei', 'country', 'registrationNumber', 'address']}
            />
            <TextInput
              label={t('Legal name')}
              error={errors.legalName?.message}
              {...fields.register('legalName')}
            />
            <TextInput
              label={t('LEI')}
              description={t('Legal Entity Identifier, ISO 17442')}
              error={errors.lei?.message}
              {...fields.register('lei')}
            />
            <CountrySelect
              label={t('Country of incorporation')}
              control={fields.control}
              name="country"
            />
            <TextInput
              label={t('Registration number')}
              error={errors.registrationNumber?.message}
              {...fields.register('registrationNumber')}
            />
            <Textarea
              label={t('Address')}
              autosize
              minRows={2}
              error={errors.address?.message}
              {...fields.register('address')}
            />
            <ProblemNotice error={action.error} />
            {editable ? (
              <div className={css.actions}>
                <Button
                  variant="default"
                  loading={action.busy}
                  onClick={() => void fields.handleSubmit((value) => save(value, false))()}
                >
                  {t('Save')}
                </Button>
                <Button type="submit" loading={action.busy}>
                  {t('Submit to compliance')}
                </Button>
              </div>
            ) : null}
          </Sheet>
        </div>
      </Panel>
    </>
  );
}
