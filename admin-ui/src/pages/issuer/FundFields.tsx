import { Panel } from '../../design/Page.tsx';
import { TextField } from '../../design/TextField.tsx';
import own from '../asset/asset.module.css';
import { t } from '../../i18n/staff.ts';

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
    <Panel title={t('The fund')} aside={t('its bills and notes follow on the asset’s page')}>
      <div className={own.form}>
        <TextField {...bind} name="fundName" label={t('Fund name')} required />
        <TextField {...bind} name="shareClass" label={t('Share class')} required />
        <TextField {...bind} name="domicile" label={t('Domicile')} type="country" required />
        <TextField {...bind} name="legalForm" label={t('Legal form')} />
        <TextField {...bind} name="custodian" label={t('Custodian')} required />
        <TextField {...bind} name="administrator" label={t('Administrator')} required />
        <TextField {...bind} name="auditor" label={t('Audit firm')} />
        <div className={own.full}>
          <TextField {...bind} name="objective" label={t('Objective')} type="lines" />
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
