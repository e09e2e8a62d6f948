import { Button, SegmentedControl } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { SyntheticEvent } from 'react';
import { api, body } from '../../api/client.ts';
import css from '../../design/design.module.css';
import { inOrder } from '../../design/days.ts';
import { Form } from '../../design/Form.tsx';
import { useKept } from '../../design/useKept.ts';
import { MoneyField } from '../../design/MoneyField.tsx';
import { Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { TextField } from '../../design/TextField.tsx';
import { useAction } from '../../design/useAction.ts';
import form from '../asset/asset.module.css';
import type { Offering } from './offering.ts';
import { draftOf, emptyTerms, PAYMENT_DECIMALS, termsOf, timeProblems } from './terms.ts';
import { t } from '../../i18n/staff.ts';

/** Under which name a new offering is kept while it is written. */
export const offeringDraft = (assetId: string) => `offering.${assetId}`;

/** Amounts of the terms, as the register calls them. */
const AMOUNTS = {
  price: 'perTokenBaseUnits',
  hardCap: 'hardCapBaseUnits',
  softCap: 'softCapBaseUnits',
  bankCap: 'bankCapBaseUnits',
  min: 'minPerInvestorBaseUnits',
  max: 'maxPerInvestorBaseUnits',
} as const;

interface TermsFormProps {
  assetId: string;
  /** To be changed; absent for a new one. */
  offering?: Offering;
  /** When a new one opens, unless the issuer says otherwise: the product's own time. */
  start: Date;
  onDone: () => void;
}

/** The terms of a sale: a draft until they are proposed, and then exactly what is approved. */
export function TermsForm({ assetId, offering, start, onDone }: TermsFormProps) {
  const navigate = useNavigate();
  const action = useAction();
  const {
    value: terms,
    change: set,
    forget,
  } = useKept(
    offering ? `terms.${offering.id}` : offeringDraft(assetId),
    offering ? draftOf(offering) : emptyTerms(start),
  );
  const problems = timeProblems(terms);
  const decimals = offering?.paymentDecimals ?? PAYMENT_DECIMALS;
  const unit = offering?.paymentSymbol ?? t('payment token');
  const text = { value: terms, onChange: set, required: true };
  const close = () => {
    forget();
    onDone();
  };
  const money = (name: keyof typeof AMOUNTS, label: string, description?: string) => (
    <MoneyField
      name={AMOUNTS[name]}
      zero={description !== undefined}
      label={label}
      unit={unit}
      scale={decimals}
      required={description === undefined}
      {...(description ? { description } : {})}
      value={terms[name]}
      onChange={(value) => set({ [name]: value })}
    />
  );
  const time = (name: keyof typeof problems, label: string, optional = '') => (
    <TextField
      name={name}
      type="datetime-local"
      label={label}
      description={optional}
      problem={problems[name]}
      {...text}
      required={optional === ''}
    />
  );

  const save = async (event: SyntheticEvent) => {
    event.preventDefault();
    const kept = await action.run(() => {
      const request = { body: termsOf(terms, decimals) };
      return body(
        offering
          ? api.PUT('/api/v1/offerings/{id}/terms', {
              params: { path: { id: offering.id } },
              ...request,
            })
          : api.POST('/api/v1/assets/{id}/offerings', {
              params: { path: { id: assetId } },
              ...request,
            }),
      );
    }, t('The draft is kept.'));
    if (!kept) return;
    close();
    await navigate({ to: '/offerings/$offeringId', params: { offeringId: kept.id } });
  };

  return (
    <Panel
      title={offering ? t('Change the terms') : t('New offering')}
      aside={t('a draft until you propose it')}
    >
      <Form error={action.error} onSubmit={save} className={css.tight}>
        <div className={form.form}>
          <SegmentedControl
            className={form.full}
            aria-label={t('Price')}
            data={[
              { value: 'nav', label: t('At the next NAV') },
              { value: 'fixed', label: t('At a fixed price') },
            ]}
            value={terms.kind}
            onChange={(kind) => set({ kind })}
          />
          <TextField
            name="paymentToken"
            label={t('Payment token, address')}
            type="address"
            {...text}
          />
          <TextField name="treasury" label={t('Money goes to, address')} type="address" {...text} />
          {terms.kind === 'fixed' ? (
            money('price', t('Price of a token'))
          ) : (
            <TextField
              name="maxAgeDays"
              as="maxAgeSeconds"
              label={t('Oldest NAV believed, days')}
              type="number"
              {...text}
            />
          )}
          {time('opensAt', t('Opens'))}
          {time('closesAt', t('Closes'))}
          {time(
            'bookClosesAt',
            t('Book closes'),
            t('Empty: first come. Else divided pro rata then.'),
          )}
          {money('hardCap', t('At most in all'))}
          {money(
            'softCap',
            t('At least in all'),
            t('Empty: no minimum. With less, all goes back.'),
          )}
          {money('bankCap', t('Of it by bank transfer'), t('Empty: none are taken.'))}
          {money('min', t('Least per investor'))}
          {money('max', t('Most per investor'))}
          <TextField
            name="coolingOffHours"
            label={t('Cooling-off, hours')}
            type="number"
            {...text}
          />
          <TextField
            name="deliveryPeriodDays"
            label={t('Delivery within, days')}
            type="number"
            {...text}
          />
        </div>
        <p className="muted" style={{ margin: 0, fontSize: 13 }}>
          {t(
            'Times are of your own zone. Amounts are in the payment token; each field says beneath what it understood.',
          )}{' '}
          {t('What you write is kept in this tab, also when the page is loaded again.')}
        </p>
        <ProblemNotice error={action.error} />
        <div className={css.actions}>
          <Button type="submit" loading={action.busy} disabled={!inOrder(problems)}>
            {t('Keep the draft')}
          </Button>
          <Button variant="default" onClick={close}>
            {t('Close')}
          </Button>
        </div>
      </Form>
    </Panel>
  );
}
