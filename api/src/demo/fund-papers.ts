import type { Paper } from './papers.js';
import { holdsSamples } from './fund.js';
import type { World } from './world.js';

interface FundPaper {
  type: string;
  paper: Paper;
}

/** What the checklist of a treasury fund asks for, one small PDF each. */
export function fundPapers(world: World, fund: string): FundPaper[] {
  const manager = world.cast.issuer.organisationName;
  const custodian = 'Sample Custody Bank, N.A.';
  const administrator = 'Sample Fund Administration, LLC';
  const paper = (type: string, title: string, from: string, ...paragraphs: string[]) => ({
    type,
    paper: { title: `${title}: ${fund}`, from, dated: world.begins, paragraphs },
  });
  return [
    paper(
      'prospectus',
      'Prospectus',
      manager,
      'The fund buys United States Treasury bills and notes and holds them to maturity.',
      'Fee: 15 basis points a year, accrued daily on the securities at fair value.',
      'Section 4. Shares are tokens. Only verified accredited or qualified investors of the listed countries may hold them; at most 99 holders; no transfers among holders before the end of the lock-up.',
    ),
    paper(
      'legal_opinion',
      'Legal opinion',
      'Sample Counsel, LLP',
      'A holder of the token is a holder of record of one share per token; the register of the fund is the token contract.',
    ),
    paper(
      'custody_agreement',
      'Custody agreement',
      custodian,
      'The securities are held in a segregated account in the name of the fund and are not part of the estate of the manager or of the custodian.',
    ),
    custodianStatement(world, fund, custodian),
    paper(
      'administration_agreement',
      'Administration agreement',
      administrator,
      'The administrator computes net asset value per share on every business day and keeps the books.',
    ),
    paper(
      'valuation_policy',
      'Valuation policy',
      administrator,
      'Bills and notes are priced from the official par yield curve by the formulas of 31 CFR Part 356, Appendix B, as of 16:00 in New York.',
      'NAV per share is rounded half-up to six decimals; shares sold are rounded down to one millionth.',
    ),
    paper(
      'ownership_chart',
      'Ownership chart',
      manager,
      'Two natural persons, both named in the register extract, hold 60 and 40 per cent of the manager.',
    ),
  ];
}

function custodianStatement(world: World, fund: string, custodian: string): FundPaper {
  const { positions, cashCents } = world.options.portfolio;
  return {
    type: 'custodian_statement',
    paper: {
      title: `Statement of holdings: ${fund}`,
      from: custodian,
      dated: world.begins,
      paragraphs: [
        `Cash: ${dollars(cashCents)} US dollars.`,
        ...(holdsSamples(positions) ? ['Securities with numbers of 9999.. are samples.'] : []),
      ],
      table: {
        head: ['CUSIP', 'Face, USD', 'Cost per 100'],
        rows: positions.map((p) => [p.cusip, dollars(p.faceCents), p.costPricePer100]),
      },
    },
  };
}

const dollars = (cents: string): string => `${cents.slice(0, -2)}.${cents.slice(-2)}`;
