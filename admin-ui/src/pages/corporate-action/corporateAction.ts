import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { formatUnits, words } from '../../design/format.ts';
import { type Message, t } from '../../i18n/i18n.ts';
import { useAsset, useToken } from '../asset/useAsset.ts';

export type CorporateAction = Answer<'/api/v1/corporate-actions/{id}', 'get'>;
export type ActionLine = Answer<'/api/v1/corporate-actions/{id}/lines', 'get'>['items'][number];

const KINDS: Record<string, Message | undefined> = {
  conversion: 'Conversion',
  call: 'Call',
  maturity: 'Maturity',
};

/** What an action does, in one word. */
export const actionName = (kind: string): string => {
  const known = KINDS[kind];
  return known ? t(known) : words(kind);
};

export const useCorporateAction = (id: string) =>
  $api.useQuery(
    'get',
    '/api/v1/corporate-actions/{id}',
    { params: { path: { id } } },
    { refetchInterval: 8_000 },
  );

/** Writes amounts of an action in the units they are counted in. */
export function useActionUnits(action: CorporateAction) {
  const asset = useAsset(action.assetId);
  const token = useToken(action.assetId);
  const decimals = token.data?.decimals ?? 6;
  const symbol = token.data?.symbol ?? '';
  const { redemption } = action;
  return {
    name: asset.data?.name ?? t('Asset'),
    given: (base: string) => `${formatUnits(base, decimals)} ${symbol}`,
    gained: (base: string) =>
      redemption
        ? `${formatUnits(base, redemption.paymentDecimals, 2)} ${redemption.paymentSymbol}`
        : // The new token has the decimals of the old one: the contract converts no others.
          t('{{amount}} new tokens', { amount: formatUnits(base, decimals) }),
  };
}

export type ActionUnits = ReturnType<typeof useActionUnits>;
