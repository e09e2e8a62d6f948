import { Button, Slider, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { DAY_MS } from '../../design/days.ts';
import { formatCount, formatDate } from '../../design/format.ts';
import { t } from '../../i18n/staff.ts';
import type { AsOf } from './asOf.ts';
import own from './asset.module.css';

const dayOf = (instant: string | Date) => Math.floor(new Date(instant).getTime() / DAY_MS);
const isoDay = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);

interface AsOfPickerProps {
  /** When there was a first block to ask for. */
  since: string;
  now: Date;
  value: AsOf;
  onChange: (asOf: AsOf) => void;
}

/** A day by sliding, or a block by its number: whichever was touched last counts. */
export function AsOfPicker({ since, now, value, onChange }: AsOfPickerProps) {
  const [first, last] = [dayOf(since), dayOf(now)];
  const [day, setDay] = useState(value.at === undefined ? last : dayOf(value.at));
  const [block, setBlock] = useState(value.block?.toString() ?? '');
  // As people paste it: 1 234, 1,234, １２３４; but 12.5 is no block, least of all the 125th.
  const written = block.normalize('NFKC').trim();
  const number = /^\d{1,3}([\s.,'’_]\d{3})+$/.test(written) ? written.replace(/\D/g, '') : written;
  const wrong = !/^\d{0,15}$/.test(number);

  // The end of a day that is over; of the first and today's, what there is.
  const choose = (chosen: number) => {
    setBlock('');
    onChange(chosen >= last ? {} : { at: `${isoDay(chosen)}T23:59:59Z` });
  };
  const show = (event: SyntheticEvent) => {
    event.preventDefault();
    if (wrong) return;
    setDay(last);
    onChange(number === '' ? {} : { block: Number(number) });
  };
  const said =
    value.block !== undefined
      ? t('block {{block}}', { block: formatCount(value.block) })
      : day >= last
        ? t('newest')
        : t('end of {{date}}, UTC', { date: formatDate(isoDay(day)) });

  return (
    <div className={own.asOf}>
      <div className={own.slide}>
        <div className={own.asOfLabel}>
          {t('As of')} <strong aria-live="polite">{said}</strong>
        </div>
        <Slider
          min={first}
          max={Math.max(last, first + 1)}
          value={day}
          onChange={setDay}
          onChangeEnd={choose}
          disabled={last <= first}
          label={(chosen) => formatDate(isoDay(chosen))}
          thumbLabel={t('As of the end of a day')}
          thumbValueText={(chosen) => formatDate(isoDay(chosen))}
        />
        <div className={own.ends}>
          <span>{formatDate(isoDay(first))}</span>
          <span>{formatDate(isoDay(last))}</span>
        </div>
      </div>
      <form onSubmit={show} className={own.asOfBlock}>
        <TextInput
          label={t('As of block')}
          placeholder={t('newest')}
          inputMode="numeric"
          error={wrong ? t('The number of a block: digits only.') : null}
          value={block}
          onChange={(event) => setBlock(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {t('Show')}
        </Button>
      </form>
    </div>
  );
}
