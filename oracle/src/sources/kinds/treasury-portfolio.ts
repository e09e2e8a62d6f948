import { getAddress, isAddress } from 'ethers';
import { z } from 'zod';
import { TreasuryPortfolioAdapter } from '../../treasury/adapter.js';
import { source } from '../source.js';
import { TreasuryFiles } from '../treasury-files.js';

const options = z.strictObject({
  assetId: z.uuid().lowercase(),
  token: z.string().refine(isAddress, 'must be an address').transform(getAddress),
  /** Where the fund states its positions, cash and liabilities. */
  statementUrl: z.url({ protocol: /^https?$/ }),
  /** Folder with the official curve files and the securities master. */
  folder: z.string().min(1),
});

/** `treasury-portfolio`: bills and notes priced per 31 CFR 356 App. B, cash, accruals and fees. */
export const treasuryPortfolio = source({
  kind: 'treasury-portfolio',
  about: 'A fund of Treasury bills and notes, priced from the official curve.',
  options,
  async read({ assetId, token, statementUrl, folder }, { rpc, now }) {
    const adapter = new TreasuryPortfolioAdapter(new TreasuryFiles(folder), rpc);
    const derived = await adapter.derive({ assetId, tokenAddress: token, statementUrl }, now);
    const { nav, reserve } = derived.readings;
    const figure = (reading: typeof nav) => ({
      value: reading.value,
      scale: 6,
      unit: 'USD',
      at: reading.valuationTime,
    });
    const { inputs, lines, warnings, documents } = derived;
    return {
      figures: { nav: figure(nav), reserve: figure(reserve) },
      inputs,
      lines,
      warnings,
      documents,
    };
  },
});
