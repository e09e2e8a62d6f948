import { Button, MultiSelect, Select, TextInput } from '@mantine/core';
import { Controller, useForm } from 'react-hook-form';
import { z } from 'zod';
import { api } from '../../api/client.ts';
import { useNow } from '../../app/now.ts';
import { checkedBy } from '../../design/checkedBy.ts';
import { COUNTRIES } from '../../design/countries.ts';
import css from '../../design/design.module.css';
import { Panel } from '../../design/Page.tsx';
import { Form as Sheet, Refusals } from '../../design/Form.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { formatShares } from '../../design/format.ts';
import { MoneyField, readAmountOf } from '../../design/MoneyField.tsx';
import { useAction } from '../../design/useAction.ts';
import own from './asset.module.css';
import { ruleSentences, type Rules } from './rules.ts';
import type { Token } from './useAsset.ts';
import { t } from '../../i18n/staff.ts';

const sharesOf = (decimals: number) =>
  z.string().refine((text) => text === '' || readShares(text, decimals) !== null, {
    message: t('A number of shares with at most {{decimals}} decimals.', { decimals }),
  });

const formOf = (decimals: number) =>
  z.object({
    name: z.string().trim().min(1, t('Write the token’s name.')).max(64),
    symbol: z.string().regex(/^[A-Z0-9]{2,11}$/, t('Two to eleven capitals and digits.')),
    minTier: z.enum(['1', '2', '3']),
    countries: z.array(z.string()),
    maxHolders: z
      .string()
      .refine((text) => /^\d{0,9}$/.test(digitsOf(text)), t('A whole number, or nothing.')),
    maxBalance: sharesOf(decimals),
    maxSupply: sharesOf(decimals),
    lockUntil: z.string(),
  });
type Form = z.output<ReturnType<typeof formOf>>;

interface TokenDesignProps {
  assetId: string;
  /** Of the asset's product line: the limits are counted in them. */
  decimals: number;
  token: Token | null;
}

/** Designs the token: the form on one side, what the contract will say on the other. */
export function TokenDesign({ assetId, decimals, token }: TokenDesignProps) {
  const action = useAction();
  const now = useNow();
  const fields = useForm<Form>({
    resolver: checkedBy(formOf(decimals)),
    defaultValues: {
      name: token?.name ?? '',
      symbol: token?.symbol ?? '',
      minTier: String(token?.rules.minTier ?? 2) as Form['minTier'],
      countries: (token?.rules.countries ?? []).map(String),
      maxHolders: token?.rules.maxHolders ? String(token.rules.maxHolders) : '',
      maxBalance: plain(token?.rules.maxBalanceBaseUnits, decimals),
      maxSupply: plain(token?.rules.maxSupplyBaseUnits, decimals),
      lockUntil: token?.rules.lockUntil?.slice(0, 10) ?? '',
    },
  });
  const errors = fields.formState.errors;
  const sentences = ruleSentences(rulesOf(fields.watch(), decimals), decimals, now);
  const amount = sharesIn(decimals);

  const save = (value: Form) =>
    action.run(
      () =>
        api.PUT('/api/v1/assets/{assetId}/token', {
          params: { path: { assetId } },
          body: { name: value.name, symbol: value.symbol, rules: rulesOf(value, decimals) },
        }),
      t('The design is kept.'),
    );

  return (
    <div className={css.wide}>
      <Panel title={token ? t('Change the design') : t('Design the token')}>
        <Sheet
          noValidate
          error={action.error}
          className={own.form}
          onSubmit={fields.handleSubmit(save)}
        >
          <Refusals form={fields} names={['name', 'symbol', 'maxHolders', 'lockUntil']} />
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
              <MoneyField {...amount} {...field} label={t('Most per wallet')} />
            )}
          />
          <Controller
            control={fields.control}
            name="maxSupply"
            render={({ field }) => <MoneyField {...amount} {...field} label={t('Most in all')} />}
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
        </Sheet>
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

function rulesOf(value: Form, decimals: number): Rules {
  return {
    minTier: Number(value.minTier),
    countries: value.countries.map(Number),
    maxHolders: digitsOf(value.maxHolders) === '' ? null : Number(digitsOf(value.maxHolders)),
    maxBalanceBaseUnits: readShares(value.maxBalance, decimals)?.toString() ?? null,
    maxSupplyBaseUnits: readShares(value.maxSupply, decimals)?.toString() ?? null,
    lockUntil: value.lockUntil === '' ? null : `${value.lockUntil}T00:00:00.000Z`,
  };
}

/** Also as they come with a paste: ` １２ `. */
const digitsOf = (text: string): string => text.normalize('NFKC').trim();

const sharesIn = (decimals: number) => ({ unit: t('shares'), scale: decimals });

function readShares(text: string, decimals: number): bigint | null {
  try {
    return text === '' ? null : BigInt(readAmountOf('', text, sharesIn(decimals)));
  } catch {
    return null;
  }
}

/** A limit as the person writes it; nothing for none. */
const plain = (base: string | null | undefined, decimals: number): string =>
  !base || base === '0' ? '' : formatShares(base, decimals);
