import { parseDecimal } from '@cadastre/core';
import { Panel } from '../../design/Page.tsx';
import { TextField } from '../../design/TextField.tsx';
import own from '../asset/asset.module.css';

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

/** What is asked of a property: the parcel, its appraisal and its debt. */
export function PropertyFields(props: { value: Property; onChange: (v: Property) => void }) {
  return (
    <Panel title="The property">
      <div className={own.form}>
        <TextField
          {...props}
          name="parcelId"
          label="Parcel"
          description="New York City: borough, block as 5 digits, lot as 4 (BBL). Elsewhere: ISO 3166-2, colon, number, such as US-MI:21035621"
          required
        />
        <TextField {...props} name="address" label="Address" type="lines" required />
        <TextField
          {...props}
          name="buildingClass"
          label="Building class"
          description="Department of Finance, such as C7"
          required
        />
        <TextField {...props} name="units" label="Units" type="number" required />
        <TextField {...props} name="yearBuilt" label="Year built" type="number" required />
        <TextField {...props} name="grossSquareFeet" label="Gross square feet" type="number" />
        <TextField {...props} name="vehicle" label="Company that holds the title" required />
        <TextField
          {...props}
          name="appraisedUsd"
          label="Appraised value, USD"
          type="number"
          required
        />
        <TextField {...props} name="appraisedOn" label="Appraised on" type="date" required />
        <TextField {...props} name="appraiser" label="Appraiser" required />
        <TextField {...props} name="debtUsd" label="Debt, USD" type="number" required />
        <TextField {...props} name="lender" label="Lender" />
      </div>
    </Panel>
  );
}

/** @throws AmountError where an amount is not a plain decimal of dollars and cents */
export function propertyDetails(value: Property) {
  const cents = (text: string, field: string) => String(parseDecimal(text, { scale: 2, field }));
  const { parcelId, address, buildingClass, vehicle, lender, grossSquareFeet } = value;
  return {
    parcelId,
    address,
    buildingClass,
    vehicle,
    units: Number(value.units),
    yearBuilt: Number(value.yearBuilt),
    ...(grossSquareFeet ? { grossSquareFeet: Number(grossSquareFeet) } : {}),
    appraisal: {
      valueCents: cents(value.appraisedUsd, 'The appraised value'),
      date: value.appraisedOn,
      appraiser: value.appraiser,
    },
    debtCents: cents(value.debtUsd, 'The debt'),
    ...(lender ? { lender } : {}),
  };
}
