import { isIsoDate, parseCurveCsv, TableError, type ParCurve } from '@cadastre/core';
import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';

/** Fields of the official XML feed, in the order of the CSV's columns. */
const COLUMNS: Readonly<Record<string, string>> = {
  '1 Mo': 'BC_1MONTH',
  '1.5 Month': 'BC_1_5MONTH',
  '2 Mo': 'BC_2MONTH',
  '3 Mo': 'BC_3MONTH',
  '4 Mo': 'BC_4MONTH',
  '6 Mo': 'BC_6MONTH',
  '1 Yr': 'BC_1YEAR',
  '2 Yr': 'BC_2YEAR',
  '3 Yr': 'BC_3YEAR',
  '5 Yr': 'BC_5YEAR',
  '7 Yr': 'BC_7YEAR',
  '10 Yr': 'BC_10YEAR',
  '20 Yr': 'BC_20YEAR',
  '30 Yr': 'BC_30YEAR',
};
/** A copy of BC_30YEAR for old displays; says nothing. */
const IGNORED = new Set(['Id', 'NEW_DATE', 'BC_30YEARDISPLAY']);

type Properties = Record<string, string>;

/** Values stay text: a float would decide for itself how many decimals a yield has. */
const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: true,
  parseTagValue: false,
  processEntities: false,
  isArray: (name) => name === 'entry',
});

/**
 * Reads the Treasury's XML feed of daily par yields (`daily_treasury_yield_curve`). It is written out as
 * the CSV of the same days and read like it, so both forms give the same curves and the same refusals.
 * @throws TableError `xml_malformed`, `xml_no_entries`, `curve_unknown_tenor`, and as `parseCurveCsv`
 */
export function parseCurveXml(text: string): ParCurve[] {
  const entries = readEntries(text);
  const lines = entries.map((entry, i) => [dateOf(entry, i), ...yieldsOf(entry, i)]);
  lines.sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? 1 : -1));
  const header = ['Date', ...Object.keys(COLUMNS)].join(',');
  const body = lines.map(([date = '', ...yields]) => [american(date), ...yields].join(','));
  return parseCurveCsv(`${[header, ...body].join('\n')}\n`);
}

interface Feed {
  entry?: { content?: { properties?: Properties } }[];
}

/** Looked over for well-formedness first: the parser alone would repair what was cut off. */
function feedOf(text: string): Feed | undefined {
  try {
    SyntaxValidator.validate(text);
    return (parser.parse(text) as { feed?: Feed }).feed;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TableError('xml_malformed', `It is not whole XML (${reason}): ask for it again.`, 1);
  }
}

function readEntries(text: string): Properties[] {
  const entries = (feedOf(text)?.entry ?? []).flatMap(({ content }) =>
    content?.properties ? [content.properties] : [],
  );
  if (entries.length === 0) {
    throw new TableError('xml_no_entries', 'The feed has no entry with properties.', 1);
  }
  return entries;
}

function dateOf(entry: Properties, index: number): string {
  const date = (entry['NEW_DATE'] ?? '').slice(0, 10);
  if (isIsoDate(date)) return date;
  throw new TableError(
    'curve_date',
    `Entry ${index + 1} has no NEW_DATE that is a day.`,
    index + 1,
  );
}

function yieldsOf(entry: Properties, index: number): string[] {
  const known = new Set(Object.values(COLUMNS));
  const unknown = Object.keys(entry).find((name) => !known.has(name) && !IGNORED.has(name));
  if (unknown !== undefined) {
    throw new TableError(
      'curve_unknown_tenor',
      `Entry ${index + 1} has the field ${unknown}, which is not expected.`,
      index + 1,
    );
  }
  return Object.values(COLUMNS).map((name) => twoDecimals(entry[name] ?? '', name, index));
}

/** The feed writes 5.4 where the CSV writes 5.40. */
function twoDecimals(text: string, name: string, index: number): string {
  if (text === '') return text;
  const [, whole, decimals = ''] = /^(-?[0-9]{1,2})(?:\.([0-9]{1,2}))?$/.exec(text) ?? [];
  if (whole !== undefined) return `${whole}.${decimals.padEnd(2, '0')}`;
  const problem = `Entry ${index + 1}, ${name}: "${text}" is not a yield in percent.`;
  throw new TableError('curve_rate', problem, index + 1);
}

const american = (date: string): string =>
  `${date.slice(5, 7)}/${date.slice(8, 10)}/${date.slice(0, 4)}`;
