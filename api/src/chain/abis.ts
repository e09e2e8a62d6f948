import {
  AccessHub__factory,
  AssetFactory__factory,
  AssetToken__factory,
  Ballot__factory,
  BarVault__factory,
  CorporateActions__factory,
  DeedVault__factory,
  Distributor__factory,
  InvestorRegistry__factory,
  Offering__factory,
  OracleCommittee__factory,
  PropertyDeed__factory,
  RedemptionQueue__factory,
  SatelliteFactory__factory,
  Settlement__factory,
} from '@cadastre/contracts';
import type { Abis } from './ledger/decode.js';

/** What we can read of each contract. */
export const ABIS: Abis = {
  AssetToken: AssetToken__factory.createInterface(),
  InvestorRegistry: InvestorRegistry__factory.createInterface(),
  AssetFactory: AssetFactory__factory.createInterface(),
  OracleCommittee: OracleCommittee__factory.createInterface(),
  AccessHub: AccessHub__factory.createInterface(),
  SatelliteFactory: SatelliteFactory__factory.createInterface(),
  Distributor: Distributor__factory.createInterface(),
  Offering: Offering__factory.createInterface(),
  RedemptionQueue: RedemptionQueue__factory.createInterface(),
  BarVault: BarVault__factory.createInterface(),
  Ballot: Ballot__factory.createInterface(),
  CorporateActions: CorporateActions__factory.createInterface(),
  Settlement: Settlement__factory.createInterface(),
  PropertyDeed: PropertyDeed__factory.createInterface(),
  DeedVault: DeedVault__factory.createInterface(),
};
