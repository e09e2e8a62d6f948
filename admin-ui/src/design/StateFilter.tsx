import { Select } from '@mantine/core';
import { t } from '../i18n/staff.ts';
import { stateLook } from './states.ts';

interface StateFilterProps<State extends string> {
  states: readonly State[];
  /** Null: every state. */
  value: State | null;
  onChange: (state: State | null) => void;
}

/** Which states a list shows. */
export function StateFilter<State extends string>({
  states,
  value,
  onChange,
}: StateFilterProps<State>) {
  return (
    <Select
      aria-label={t('State')}
      placeholder={t('Every state')}
      clearable
      clearButtonProps={{ 'aria-label': t('Every state') }}
      size="xs"
      data={states.map((state) => ({ value: state, label: stateLook(state).label }))}
      value={value}
      onChange={(chosen) => onChange(states.find((state) => state === chosen) ?? null)}
    />
  );
}
