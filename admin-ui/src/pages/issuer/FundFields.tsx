import { Panel } from '../../design/Page.tsx';
import { TextField } from '../../design/TextField.tsx';
import own from '../asset/asset.module.css';

export const emptyFund = {
  fundName: '',
  shareClass: '',
  domicile: '',
  legalForm: '',
  custodian: '',
  administrator: '',
  auditor: '',
  objective: '',
};
type Fund = typeof emptyFund;

/** What is asked of a treasury fund. */
export function FundFields({ value, onChange }: { value: Fund; onChange: (v: Fund) => void }) {
  const bind = { value, onChange };
  return (
    <Panel title="The fund" aside="its bills and notes follow on the asset’s page">
      <div className={own.form}>
        <TextField {...bind} name="fundName" label="Fund" required />
        <TextField {...bind} name="shareClass" label="Share class" required />
        <TextField {...bind} name="domicile" label="Domicile" type="country" required />
        <TextField {...bind} name="legalForm" label="Legal form" />
        <TextField {...bind} name="custodian" label="Custodian" required />
        <TextField {...bind} name="administrator" label="Administrator" required />
        <TextField {...bind} name="auditor" label="Auditor" />
        <div className={own.full}>
          <TextField {...bind} name="objective" label="Objective" type="lines" />
        </div>
      </div>
    </Panel>
  );
}

export function fundDetails(fund: Fund) {
  const { legalForm, auditor, objective, ...required } = fund;
  return {
    ...required,
    ...(legalForm ? { legalForm } : {}),
    ...(auditor ? { auditor } : {}),
    ...(objective ? { objective } : {}),
  };
}
