import { Select } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { $api, api, body } from '../../api/client.ts';
import type { BodyOf } from '../../api/types.ts';
import { useKept } from '../../design/useKept.ts';
import { dayAfter } from '../../design/days.ts';
import { formatDate } from '../../design/format.ts';
import { amountOf, MoneyField } from '../../design/MoneyField.tsx';
import { PaperForm } from '../asset/PaperForm.tsx';
import { TextField } from '../../design/TextField.tsx';
import { t } from '../../i18n/staff.ts';

type Body = BodyOf<'/api/v1/assets/{id}/corporate-actions', 'post'>;

const KINDS = ['conversion', 'call', 'maturity'] as const;
type Kind = (typeof KINDS)[number];
/** The chain is asked for the token's own when the draft is kept; stablecoins have six. */
const PAYMENT_DECIMALS = 6;

/** Under which name an action is kept while it is written. */
export const actionDraft = (assetId: string) => `action.${assetId}`;

const empty = (now: Date) => ({
  kind: 'conversion' as Kind,
  newAssetId: '',
  price: '',
  // A day of notice, and at least one for whoever approves it.
  effectiveOn: dayAfter(now, 3),
  numerator: '2',
  denominator: '1',
  paymentToken: '',
});

interface CorporateActionFormProps {
  assetId: string;
  now: Date;
  onDone: () => void;
}

/** What is done to all holders, from when, and on which paper it rests. */
export function CorporateActionForm({ assetId, now, onDone }: CorporateActionFormProps) {
  const navigate = useNavigate();
  const { value, change, forget } = useKept(actionDraft(assetId), empty(now));
  const assets = $api.useQuery('get', '/api/v1/assets', { params: { query: { limit: 200 } } });
  const others = (assets.data?.items ?? []).filter((a) => a.id !== assetId && a.state === 'live');
  const { kind, newAssetId } = value;
  const pricePerToken = amountOf(value.price, PAYMENT_DECIMALS);
  const text = { value, onChange: change, required: true };
  const early =
    value.effectiveOn <= dayAfter(now, 1)
      ? t('Holders are told a day ahead: name {{day}} or a later day.', {
          day: formatDate(dayAfter(now, 2)),
        })
      : null;
  const complete = Boolean(kind === 'conversion' ? newAssetId : pricePerToken) && early === null;

  const bodyWith = (documentId: string): Body => {
    const common = { documentId, effectiveAt: `${value.effectiveOn}T00:00:00.000Z` };
    if (kind === 'conversion') {
      const { numerator, denominator } = value;
      return { ...common, kind, newAssetId, numerator, denominator };
    }
    const paymentToken = value.paymentToken.trim();
    return { ...common, kind, paymentToken, pricePerToken: pricePerToken ?? '' };
  };

  return (
    <PaperForm
      title={t('Draft an action')}
      aside={t('nothing happens before it is approved and announced')}
      verb={t('Keep the draft and calculate')}
      paper={{ label: t('Resolution'), access: 'investors' }}
      complete={complete}
      onSubmit={async (paper, header) =>
        body(
          api.POST('/api/v1/assets/{id}/corporate-actions', {
            params: { path: { id: assetId }, header },
            body: bodyWith(await paper()),
          }),
        )
      }
      done={t('The action is drafted.')}
      onMade={({ id }) =>
        navigate({ to: '/corporate-actions/$actionId', params: { actionId: id } })
      }
      onClose={() => {
        forget();
        onDone();
      }}
    >
      {(paper) => (
        <>
          <Select
            label={t('Action')}
            allowDeselect={false}
            data={[
              { value: 'conversion', label: t('Split, consolidation or conversion') },
              { value: 'call', label: t('Call of every token') },
              { value: 'maturity', label: t('Maturity') },
            ]}
            value={kind}
            onChange={(chosen) => change({ kind: KINDS.find((k) => k === chosen) ?? kind })}
          />
          <TextField
            name="effectiveOn"
            as="effectiveAt"
            problem={early}
            label={t('From, 00:00 UTC')}
            type="date"
            description={t('holders are told a day ahead at least')}
            {...text}
          />
          {kind === 'conversion' ? (
            <>
              <Select
                label={t('Into the token of')}
                required
                description={t('an asset of yours with as many decimals')}
                data={others.map((a) => ({ value: a.id, label: a.name }))}
                value={newAssetId || null}
                onChange={(chosen) => change({ newAssetId: chosen ?? '' })}
                error={
                  assets.data && others.length === 0
                    ? t('You have no other live asset: design and deploy the new token first.')
                    : null
                }
              />
              <TextField name="numerator" label={t('New tokens')} type="number" {...text} />
              <TextField name="denominator" label={t('for old tokens')} type="number" {...text} />
            </>
          ) : (
            <>
              <TextField
                name="paymentToken"
                label={t('Paid in, token address')}
                type="address"
                {...text}
              />
              <MoneyField
                name="pricePerToken"
                label={t('Price of a token')}
                unit={t('payment token')}
                scale={PAYMENT_DECIMALS}
                required
                value={value.price}
                onChange={(price) => change({ price })}
              />
            </>
          )}
          {paper}
        </>
      )}
    </PaperForm>
  );
}
