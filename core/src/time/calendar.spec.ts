import { describe, expect, it } from '@jest/globals';
import { codeOf } from '../testing/files.js';
import {
  businessCalendar,
  businessDayAfter,
  businessDayBefore,
  expectedDate,
  parseClosedDays,
} from './calendar.js';

const ZURICH = `date,name
2026-01-01,New Year
2026-01-02,Berchtoldstag
2026-04-03,Good Friday
2026-05-01,Labour Day
`;
const at = (iso: string) => Date.parse(iso) / 1000;
const TEN_AT_NIGHT = 22 * 60;

describe('a calendar', () => {
  it('keeps the days of its market', () => {
    // Good Friday of 2025 is no federal holiday; Columbus Day is one that SIFMA keeps too.
    expect(businessCalendar('us-bond').isOpen('2025-04-18')).toBe(false);
    expect(businessCalendar('us-federal').isOpen('2025-04-18')).toBe(true);
    expect(businessCalendar('us-federal').isOpen('2026-10-12')).toBe(false);
    expect(businessCalendar('weekdays').isOpen('2026-10-12')).toBe(true);
    expect(businessCalendar('weekdays').isOpen('2026-10-11')).toBe(false);
  });

  it('leaves out the days on which the custodian is closed', () => {
    const calendar = businessCalendar('weekdays', parseClosedDays(ZURICH));
    expect(calendar.isOpen('2026-05-01')).toBe(false);
    expect(businessDayBefore(calendar, '2026-05-04')).toBe('2026-04-30');
    expect(businessDayAfter(calendar, '2026-01-01')).toBe('2026-01-05');
  });

  it('does not guess beyond its years', () => {
    const calendar = businessCalendar('weekdays', parseClosedDays(ZURICH));
    expect(codeOf(() => calendar.isOpen('2027-01-04'))).toBe('calendar_ended');
    expect(codeOf(() => businessDayBefore(calendar, '2026-01-01'))).toBe('calendar_ended');
  });

  it.each([
    ['on a business day before it is due', '2026-04-15T20:30:00Z', '2026-04-14'],
    ['a second before it is due', '2026-04-16T01:59:59Z', '2026-04-14'],
    ['when it is due', '2026-04-16T02:00:00Z', '2026-04-15'],
    ['on a Sunday', '2026-04-19T20:00:00Z', '2026-04-17'],
    ['late on a holiday', '2026-07-04T03:00:00Z', '2026-07-02'],
    ['on the Monday after a Friday that was a holiday', '2026-07-06T20:00:00Z', '2026-07-02'],
    ['in winter', '2026-12-26T03:00:00Z', '2026-12-24'],
  ])('expects the value of a day: %s', (_when, iso, date) => {
    expect(expectedDate(businessCalendar('us-bond'), at(iso), TEN_AT_NIGHT)).toBe(date);
  });
});

describe('a list of closed days', () => {
  it.each([
    ['date,name\n2026-02-30,No such day\n', 'closed_day_malformed'],
    ['date,name\n2026-05-01, \n', 'closed_day_malformed'],
    ['date,name\n01.05.2026,Labour Day\n', 'closed_day_malformed'],
    ['date,name\n2026-05-01,a\n2026-05-01,b\n', 'closed_day_order'],
    ['date,name\n2026-05-02,a\n2026-05-01,b\n', 'closed_day_order'],
    ['date,name\n', 'csv_no_rows'],
    ['date,name\r\n2026-05-01,a\r\n', 'csv_crlf'],
    ['day,name\n2026-05-01,a\n', 'csv_unknown_column'],
    ['date,name\n2026-05-01,a', 'csv_truncated'],
  ])('is refused where it is %j', (text, code) => {
    expect(codeOf(() => parseClosedDays(text))).toBe(code);
  });
});
