import { Button, MultiSelect, Select, TextInput } from '@mantine/core';
import { zodResolver } from '@hookform/resolvers/zod';
import { Controller, useForm } from 'react-hook-form';
import { z } from 'zod';
import { api } from '../../api/client.ts';
import { useNow } from '../../app/now.ts';
import { COUNTRIES } from '../../design/countries.ts';
import css from '../../design/design.module.css';
import { Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { formatShares } from '../../design/format.ts';
import { MoneyField, readAmountOf } from '../../design/MoneyField.tsx';
import { useAction } from '../../design/useAction.ts';
import own from './asset.module.css';
import { ruleSentences, type Rules } from './rules.ts';
import type { Token } from './useAsset.ts';
import { t } from '../../i18n/staff.ts';

const SHARES = { unit: t('shares'), scale: 6 };

const shares = z.string().refine((text) => text === '' || readShares(text) !== null, {
  message: t('A number of shares with at most six decimals.'),
});

const form = z.object({
  name: z.string().trim().min(1, t('Write the token’s name.')).max(64),
  symbol: z.string().regex(/^[A-Z0-9]{2,11}$/, t('Two to eleven capitals and digits.')),
  minTier: z.enum(['1', '2', '3']),
  countries: z.array(z.string()),
  maxHolders: z.string().regex(/^\d{0,9}$/, t('A whole number, or nothing.')),
  maxBalance: shares,
  maxSupply: shares,
  lockUntil: z.string(),
});
type Form = z.output<typeof form>;

/** Designs the token: the form on one side, what the contract will say on the other. */
export function TokenDesign({ assetId, token }: { assetId: string; token: Token | null }) {
  const action = useAction();
  const now = useNow();
  const fields = useForm<Form>({
    resolver: zodResolver(form),
    defaultValues: {
      name: token?.name ?? '',
      symbol: token?.symbol ?? '',
      minTier: String(token?.rules.minTier ?? 2) as Form['minTier'],
      countries: (token?.rules.countries ?? []).map(String),
      maxHolders: token?.rules.maxHolders ? String(token.rules.maxHolders) : '',
      maxBalance: plain(token?.rules.maxBalanceBaseUnits),
      maxSupply: plain(token?.rules.maxSupplyBaseUnits),
      lockUntil: token?.rules.lockUntil?.slice(0, 10) ?? '',
    },
  });
  const errors = fields.formState.errors;
  const sentences = ruleSentences(rulesOf(fields.watch()), SHARES.scale, now);

  const save = (value: Form) =>
    action.run(
      () =>
        api.PUT('/api/v1/assets/{assetId}/token', {
          params: { path: { assetId } },
          body: { name: value.name, symbol: value.symbol, rules: rulesOf(value) },
        }),
      t('The design is kept.'),
    );

  return (
    <div className={css.wide}>
      <Panel title={token ? t('Change the design') : t('Design the token')}>
        <form
          noValidate
          className={own.form}
          onSubmit={(event) => void fields.handleSubmit(save)(event)}
        >
          <TextInput label={t('Name')} error={errors.name?.message} {...fields.register('name')} />
          <TextInput
            label={t('Symbol')}
            error={errors.symbol?.message}
            {...fields.register('symbol')}
          />
          <Controller
            control={fields.control}
            name="minTier"
            render={({ field }) => (
              <Select
                label={t('Lowest tier')}
                allowDeselect={false}
                data={[
                  { value: '1', label: t('Retail') },
                  { value: '2', label: t('Accredited') },
                  { value: '3', label: t('Qualified') },
                ]}
                value={field.value}
                onChange={field.onChange}
              />
            )}
          />
          <TextInput
            label={t('Most holders')}
            inputMode="numeric"
            error={errors.maxHolders?.message}
            {...fields.register('maxHolders')}
          />
          <Controller
            control={fields.control}
            name="countries"
            render={({ field }) => (
              <MultiSelect
                className={own.full}
                label={t('Countries')}
                description={t('None chosen: any country.')}
                searchable
                clearable
                clearButtonProps={{ 'aria-label': t('Remove every country') }}
                data={COUNTRIES.map((c) => ({ value: String(c.numeric), label: c.name }))}
                value={field.value}
                onChange={field.onChange}
              />
            )}
          />
          <Controller
            control={fields.control}
            name="maxBalance"
            render={({ field }) => (
              <MoneyField {...SHARES} {...field} label={t('Most per wallet')} />
            )}
          />
          <Controller
            control={fields.control}
            name="maxSupply"
            render={({ field }) => <MoneyField {...SHARES} {...field} label={t('Most in all')} />}
          />
          <TextInput
            label={t('No transfers before')}
            type="date"
            error={errors.lockUntil?.message}
            {...fields.register('lockUntil')}
          />
          <div className={own.full}>
            <ProblemNotice error={action.error} />
            <Button type="submit" mt="xs" loading={action.busy}>
              {t('Keep the design')}
            </Button>
          </div>
        </form>
      </Panel>
      <Panel title={t('What the contract will say')}>
        <ul className={own.rules}>
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}

function rulesOf(value: Form): Rules {
  return {
    minTier: Number(value.minTier),
    countries: value.countries.map(Number),
    maxHolders: value.maxHolders === '' ? null : Number(value.maxHolders),
    maxBalanceBaseUnits: readShares(value.maxBalance)?.toString() ?? null,
    maxSupplyBaseUnits: readShares(value.maxSupply)?.toString() ?? null,
    lockUntil: value.lockUntil === '' ? null : `${value.lockUntil}T00:00:00.000Z`,
  };
}

function readShares(text: string): bigint | null {
  try {
    return text === '' ? null : BigInt(readAmountOf('', text, SHARES));
  } catch {
    return null;
  }
}

/** A limit as the person writes it; nothing for none. */
const plain = (base: string | null | undefined): string =>
  !base || base === '0' ? '' : formatShares(base, SHARES.scale);
