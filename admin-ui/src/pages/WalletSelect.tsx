import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { $api } from '../api/client.ts';
import type { Answer } from '../api/types.ts';
import { t } from '../i18n/staff.ts';
import { countryByNumeric } from '../design/countries.ts';
import { shortHex } from '../design/format.ts';

export type RegisterWallet = Answer<'/api/v1/wallets', 'get'>['items'][number];

/** What the register finds a wallet by. */
const FINDABLE = /^(0x[0-9a-f]{1,40}|(inv-)?\d{1,12})$/i;

interface WalletSelectProps {
  label: string;

  value: RegisterWallet | null;
  onChange: (wallet: RegisterWallet | null) => void;
  /** Only those in one of these states. */
  states?: readonly RegisterWallet['state'][];
  /** This one is not offered. */
  without?: RegisterWallet | null;
}

/**
 * One of the register's wallets. The newest are offered at once; the beginning of an address or an
 * investor's reference finds any, however many there are.
 */
export function WalletSelect({ value, onChange, states, without, ...input }: WalletSelectProps) {
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search.trim(), 250);
  const found = FINDABLE.test(asked);
  const state = states?.length === 1 ? states[0] : undefined;
  const { data } = $api.useQuery(
    'get',
    '/api/v1/wallets',
    {
      params: {
        query: { limit: 200, ...(found ? { search: asked } : {}), ...(state ? { state } : {}) },
      },
    },
    { placeholderData: keepPreviousData },
  );
  const offered = (data?.items ?? []).filter(
    (wallet) => (states?.includes(wallet.state) ?? true) && wallet.id !== without?.id,
  );
  // What is chosen stays in the list, whatever is looked for.
  const wallets =
    value && !offered.some(({ id }) => id === value.id) ? [...offered, value] : offered;
  return (
    <Select
      {...input}
      description={t('By reference (INV-000012) or the beginning of the address.')}
      searchable
      required
      nothingFoundMessage={t('No such wallet')}
      data={wallets.map((wallet) => ({ value: wallet.id, label: nameOf(wallet) }))}
      filter={found ? ({ options }) => options : undefined}
      searchValue={search}
      onSearchChange={setSearch}
      value={value?.id ?? null}
      onChange={(id) => onChange(wallets.find((wallet) => wallet.id === id) ?? null)}
    />
  );
}

const nameOf = (wallet: RegisterWallet): string =>
  [
    wallet.investorReference ?? t('Unknown'),
    wallet.label,
    shortHex(wallet.address),
    ...(wallet.chain
      ? [t('tier {{tier}}', { tier: wallet.chain.tier }), countryByNumeric(wallet.chain.country)]
      : []),
  ]
    .filter(Boolean)
    .join(', ');
