import type { Config } from '../platform/config.js';
import { ConfigError } from '../platform/config.js';
import { secretOf } from '../platform/secrets.js';
import { Adapters } from '../sources/adapters.js';
import type { SourceContext } from '../sources/source.js';
import { TreasuryFiles } from '../sources/treasury-files.js';
import { TreasuryPortfolioAdapter } from '../treasury/adapter.js';
import { PlanError, readPlan, type Plan } from './plan.js';
import { PlannedAdapter } from './planned-adapter.js';

/**
 * Everything one party needs to form its own opinion; nothing fetched or parsed is shared.
 * @throws ConfigError for a plan that cannot be used
 */
export function adaptersOf(config: Config, house: Pick<SourceContext, 'rpc' | 'memory'>): Adapters {
  const treasury = new TreasuryPortfolioAdapter(new TreasuryFiles(config.treasuryDir), house.rpc);
  const context = { ...house, secret: secretOf(process.env) };
  const planned = planOf(config).assets.map(
    (asset) => [asset.assetId, new PlannedAdapter(asset, context)] as const,
  );
  return new Adapters(new Map([['treasury', treasury]]), new Map(planned));
}

/** The operator's plan; without one, every asset is of a kind that needs none. @throws ConfigError */
export function planOf({ env }: Config): Plan {
  if (!env.ORACLE_PLAN_FILE) return { assets: [], policies: new Map() };
  try {
    return readPlan(env.ORACLE_PLAN_FILE);
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    throw new ConfigError(error.problems.map((problem) => `ORACLE_PLAN_FILE: ${problem}`));
  }
}
