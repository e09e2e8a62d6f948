import { Textarea } from '@mantine/core';
import { Panel } from '../../design/Page.tsx';
import { TextField } from '../../design/TextField.tsx';
import own from '../asset/asset.module.css';
import { t } from '../../i18n/staff.ts';

export const emptyGold = { custodian: '', vaultName: '', vaultAddress: '', bars: '' };
type Gold = typeof emptyGold;

const HEADER = 'refiner,serial,year,gross_oz,fineness,fine_oz';

/** What is asked of gold: the vault and its bar list. */
export function CommodityFields(props: { value: Gold; onChange: (v: Gold) => void }) {
  const { value, onChange } = props;
  return (
    <Panel title={t('The gold')}>
      <div className={own.form}>
        <TextField {...props} name="custodian" label={t('Custodian')} required />
        <TextField
          {...props}
          name="vaultName"
          as="/details/vault/name"
          label={t('Vault')}
          required
        />
        <TextField
          {...props}
          name="vaultAddress"
          as="/details/vault/address"
          label={t('Address of the vault')}
          type="lines"
          required
        />
        <Textarea
          className={own.full}
          label={t('Bar list')}
          description={t('One bar per line, as CSV: {{HEADER}}', { HEADER })}
          required
          autosize
          minRows={5}
          styles={{ input: { fontFamily: 'var(--mono)', fontSize: 12.5 } }}
          value={value.bars}
          onChange={(event) => onChange({ ...value, bars: event.currentTarget.value })}
        />
      </div>
    </Panel>
  );
}

/** @throws Error naming the line that is not a bar */
export function goldDetails(value: Gold) {
  const lines = value.bars
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== HEADER);
  return {
    metal: 'gold' as const,
    custodian: value.custodian,
    vault: { name: value.vaultName, address: value.vaultAddress },
    bars: lines.map(readBar),
  };
}

function readBar(line: string, index: number) {
  const cells = line.split(',').map((cell) => cell.trim());
  const [refiner, serial, year, grossOz, fineness, fineOz] = cells;
  if (!refiner || !serial || !year || !grossOz || !fineness || !fineOz || cells.length !== 6) {
    throw new Error(
      t('Line {{value}} of the bar list needs six cells: {{HEADER}}.', {
        value: index + 1,
        HEADER,
      }),
    );
  }
  return { refiner, serial, year: Number(year), grossOz, fineness, fineOz };
}
