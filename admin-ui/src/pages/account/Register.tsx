import { Button, PasswordInput, SegmentedControl, TextInput } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { z } from 'zod';
import { api, body } from '../../api/client.ts';
import { checkedBy } from '../../design/checkedBy.ts';
import { Form as Sheet, Refusals } from '../../design/Form.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { begin } from '../../session/session.ts';
import { Brand } from '../../shell/Brand.tsx';
import { LanguageSwitch } from '../../shell/LanguageSwitch.tsx';
import css from './account.module.css';
import { t } from '../../i18n/i18n.ts';

const form = z
  .object({
    kind: z.enum(['investor', 'issuer']),
    name: z.string().trim().min(2, t('Write your full name.')),
    organisationName: z.string().trim(),
    email: z.email(t('Write your e-mail address in full.')),
    password: z.string().min(12, t('At least 12 characters.')),
  })
  .refine((value) => value.kind === 'investor' || value.organisationName.length > 1, {
    path: ['organisationName'],
    message: t('An issuer is an organisation: write its name.'),
  });
type Form = z.output<typeof form>;

/** A new issuer or investor: an account and its organisation. */
export function Register() {
  const router = useRouter();
  const action = useAction();
  const fields = useForm<Form>({
    resolver: checkedBy(form),
    defaultValues: { kind: 'investor', name: '', organisationName: '', email: '', password: '' },
  });
  const errors = fields.formState.errors;
  const kind = fields.watch('kind');

  useEffect(() => {
    document.title = `${t('Register')} · Cadastre`;
  }, []);

  const submit = (value: Form) =>
    action.run(async () => {
      const { organisationName, ...rest } = value;
      begin(
        await body(
          api.POST('/api/v1/auth/register', {
            body: { ...rest, ...(organisationName ? { organisationName } : {}) },
          }),
        ),
      );
      router.history.push(value.kind === 'issuer' ? '/organisation' : '/identity');
    });

  return (
    <main className={css.alone}>
      <div className={css.head}>
        <Brand />
        <LanguageSwitch />
      </div>
      <h1>{t('Register')}</h1>
      <Sheet noValidate error={action.error} onSubmit={fields.handleSubmit(submit)}>
        <Refusals form={fields} names={['name', 'organisationName', 'email', 'password']} />
        <Controller
          control={fields.control}
          name="kind"
          render={({ field }) => (
            <SegmentedControl
              fullWidth
              aria-label={t('What you are')}
              data={[
                { value: 'investor', label: t('Investor') },
                { value: 'issuer', label: t('Issuer') },
              ]}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
        <TextInput
          label={t('Your name')}
          mt="md"
          autoComplete="name"
          error={errors.name?.message}
          {...fields.register('name')}
        />
        <TextInput
          label={kind === 'issuer' ? t('Organisation') : t('Organisation, if you act for one')}
          mt="sm"
          autoComplete="organization"
          error={errors.organisationName?.message}
          {...fields.register('organisationName')}
        />
        <TextInput
          label={t('E-mail')}
          type="email"
          mt="sm"
          autoComplete="username"
          error={errors.email?.message}
          {...fields.register('email')}
        />
        <PasswordInput
          label={t('Password')}
          description={t('At least 12 characters; a sentence is good.')}
          mt="sm"
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('Show the password') }}
          error={errors.password?.message}
          {...fields.register('password')}
        />
        <div style={{ marginTop: 14 }}>
          <ProblemNotice error={action.error} />
        </div>
        <Button type="submit" mt="md" loading={action.busy}>
          {t('Register')}
        </Button>
      </Sheet>
      <p className="muted" style={{ margin: 0 }}>
        {t('Already registered?')} <Link to="/sign-in">{t('Sign in')}</Link>.
      </p>
    </main>
  );
}
