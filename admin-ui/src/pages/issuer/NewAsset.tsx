import { Button, SegmentedControl } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { TextField } from '../../design/TextField.tsx';
import type { SyntheticEvent } from 'react';
import { api, body } from '../../api/client.ts';
import type { BodyOf } from '../../api/types.ts';
import css from '../../design/design.module.css';
import { Form } from '../../design/Form.tsx';
import { PageHead, Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { useKept } from '../../design/useKept.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import own from '../asset/asset.module.css';
import { CommodityFields, emptyGold, goldDetails } from './CommodityFields.tsx';
import { emptyProperty, PropertyFields, propertyDetails } from './PropertyFields.tsx';
import { emptyFund, FundFields, fundDetails } from './FundFields.tsx';
import { t } from '../../i18n/staff.ts';

type CreateAsset = BodyOf<'/api/v1/assets', 'post'>;
type Kind = CreateAsset['kind'];

const KINDS: { value: Kind; label: string }[] = [
  { value: 'treasury', label: t('Treasury fund') },
  { value: 'real_estate', label: t('Real estate') },
  { value: 'commodity', label: t('Gold') },
];

const EMPTY = {
  kind: 'treasury' as Kind,
  name: '',
  description: '',
  fund: emptyFund,
  property: emptyProperty,
  gold: emptyGold,
};

/** A new asset as a draft: its kind decides what is asked; what is written stays until it is one. */
export function NewAsset() {
  useCrumbs({ label: t('Assets'), to: '/assets' }, { label: t('New asset') });
  const navigate = useNavigate();
  const action = useAction();
  const { value, change, forget, clear } = useKept('new-asset', EMPTY);
  const { kind, name, description, fund, property, gold } = value;
  const common = { value: { name, description }, onChange: change, required: true };

  const create = async (event: SyntheticEvent) => {
    event.preventDefault();
    const asset = await action.run(() => {
      const named = { name, description };
      const request: CreateAsset =
        kind === 'treasury'
          ? { kind, ...named, details: fundDetails(fund) }
          : kind === 'real_estate'
            ? { kind, ...named, details: propertyDetails(property) }
            : { kind, ...named, details: goldDetails(gold) };
      return body(api.POST('/api/v1/assets', { body: request }));
    }, t('The draft is kept.'));
    if (!asset) return;
    forget();
    await navigate({ to: '/assets/$assetId', params: { assetId: asset.id } });
  };

  return (
    <div className={css.stack}>
      <PageHead
        title={t('New asset')}
        sub={t('A draft is yours alone until you submit it. Its kind cannot be changed later.')}
      />
      <Form error={action.error} onSubmit={create} className={css.stack}>
        <Panel title={t('The asset')}>
          <div className={own.form}>
            <SegmentedControl
              className={own.full}
              aria-label={t('Kind of asset')}
              data={KINDS}
              value={kind}
              onChange={(chosen) => change({ kind: chosen })}
            />
            <TextField name="name" as="/name" label={t('Name')} {...common} />
            <div className={own.full}>
              <TextField
                name="description"
                as="/description"
                label={t('Description')}
                type="lines"
                {...common}
              />
            </div>
          </div>
        </Panel>
        {kind === 'treasury' ? (
          <FundFields value={fund} onChange={(next) => change({ fund: next })} />
        ) : null}
        {kind === 'real_estate' ? (
          <PropertyFields value={property} onChange={(next) => change({ property: next })} />
        ) : null}
        {kind === 'commodity' ? (
          <CommodityFields value={gold} onChange={(next) => change({ gold: next })} />
        ) : null}
        <ProblemNotice error={action.error} />
        <p className="muted" style={{ margin: 0 }}>
          {t('What you write is kept in this tab, also when the page is loaded again.')}
        </p>
        <div className={css.actions}>
          <Button type="submit" loading={action.busy}>
            {t('Create the draft')}
          </Button>
          <Button variant="default" onClick={clear}>
            {t('Begin anew')}
          </Button>
        </div>
      </Form>
    </div>
  );
}
