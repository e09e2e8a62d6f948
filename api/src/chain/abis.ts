import {
  AssetFactory__factory,
  AssetToken__factory,
  InvestorRegistry__factory,
  OracleCommittee__factory,
} from '@cadastre/contracts';
import type { Abis } from './ledger/decode.js';

/** What we can read of each contract. */
export const ABIS: Abis = {
  AssetToken: AssetToken__factory.createInterface(),
  InvestorRegistry: InvestorRegistry__factory.createInterface(),
  AssetFactory: AssetFactory__factory.createInterface(),
  OracleCommittee: OracleCommittee__factory.createInterface(),
};
