import { Panel } from '../../design/Page.tsx';
import { readAmountOf } from '../../design/MoneyField.tsx';
import { TextField } from '../../design/TextField.tsx';
import own from '../asset/asset.module.css';
import { t } from '../../i18n/staff.ts';
import { wholeNumberOf } from '../wholeNumber.ts';

export const emptyProperty = {
  parcelId: '',
  address: '',
  buildingClass: '',
  units: '',
  yearBuilt: '',
  grossSquareFeet: '',
  vehicle: '',
  appraisedUsd: '',
  appraisedOn: '',
  appraiser: '',
  debtUsd: '0',
  lender: '',
};
type Property = typeof emptyProperty;

const USD = { unit: 'USD', scale: 2 };

/** What is asked of a property: the parcel, its appraisal and its debt. */
export function PropertyFields(props: { value: Property; onChange: (v: Property) => void }) {
  return (
    <Panel title={t('The property')}>
      <div className={own.form}>
        <TextField
          {...props}
          name="parcelId"
          label={t('Parcel')}
          description={t(
            'New York City: borough, block as 5 digits, lot as 4 (BBL). Elsewhere: ISO 3166-2, colon, number, such as US-MI:21035621',
          )}
          required
        />
        <TextField {...props} name="address" label={t('Address')} type="lines" required />
        <TextField
          {...props}
          name="buildingClass"
          label={t('Building class')}
          description={t('Department of Finance, such as C7')}
          required
        />
        <TextField {...props} name="units" label={t('Units')} type="number" required />
        <TextField {...props} name="yearBuilt" label={t('Year built')} type="number" required />
        <TextField {...props} name="grossSquareFeet" label={t('Gross square feet')} type="number" />
        <TextField {...props} name="vehicle" label={t('Company that holds the title')} required />
        <TextField
          {...props}
          name="appraisedUsd"
          as="valueCents"
          label={t('Appraised value')}
          amount={USD}
          required
        />
        <TextField
          {...props}
          name="appraisedOn"
          as="date"
          label={t('Appraised on')}
          type="date"
          required
        />
        <TextField {...props} name="appraiser" label={t('Appraiser')} required />
        <TextField
          {...props}
          name="debtUsd"
          as="debtCents"
          label={t('Debt')}
          amount={USD}
          required
        />
        <TextField {...props} name="lender" label={t('Lender')} />
      </div>
    </Panel>
  );
}

/** @throws Error naming the amount that is none of dollars and cents, or the number that is not whole */
export function propertyDetails(value: Property) {
  const { parcelId, address, buildingClass, vehicle, lender, grossSquareFeet } = value;
  return {
    parcelId,
    address,
    buildingClass,
    vehicle,
    units: wholeNumberOf(t('Units'), value.units),
    yearBuilt: wholeNumberOf(t('Year built'), value.yearBuilt),
    ...(grossSquareFeet
      ? { grossSquareFeet: wholeNumberOf(t('Gross square feet'), grossSquareFeet) }
      : {}),
    appraisal: {
      valueCents: readAmountOf(t('Appraised value'), value.appraisedUsd, USD),
      date: value.appraisedOn,
      appraiser: value.appraiser,
    },
    debtCents: readAmountOf(t('Debt'), value.debtUsd, USD),
    ...(lender ? { lender } : {}),
  };
}
