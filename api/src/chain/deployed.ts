import {
  type DeployedContract,
  type Deployment,
  loadDeployment,
  type PlatformContract,
  type SatelliteContract,
} from '@cadastre/contracts';
import { Injectable } from '@nestjs/common';
import { Config, ConfigError } from '../platform/config.js';
import { Conflict } from '../platform/problem.js';
import type { LedgerContract } from './ledger/fact.js';

/** What the ledger follows: by its name in the manifest, how it is read. */
const FOLLOWED: Partial<Record<PlatformContract, LedgerContract>> = {
  AccessHub: 'AccessHub',
  InvestorRegistry: 'InvestorRegistry',
  AssetFactory: 'AssetFactory',
  OracleCommittee: 'OracleCommittee',
  SatelliteFactory: 'SatelliteFactory',
  Settlement: 'Settlement',
  PropertyDeed: 'PropertyDeed',
  // Implementations, for their clones.
  DistributorImplementation: 'Distributor',
  OfferingImplementation: 'Offering',
  RedemptionQueueImplementation: 'RedemptionQueue',
  BarVaultImplementation: 'BarVault',
  BallotImplementation: 'Ballot',
  CorporateActionsImplementation: 'CorporateActions',
  DeedVaultImplementation: 'DeedVault',
};

/** The contracts this service works with, as the deployment manifest names them. */
@Injectable()
export class Deployed {
  private loaded: Deployment | null = null;

  constructor(private readonly config: Config) {}

  /** Read at first use, once. @throws ConfigError where the manifest is missing or malformed */
  get deployment(): Deployment {
    this.loaded ??= this.load();
    return this.loaded;
  }

  /** A contract's address. */
  address(contract: DeployedContract): string {
    return this.deployment.addresses[contract];
  }

  /** A contract that a manifest may lack. @throws Conflict `contract_not_deployed` */
  optional(contract: SatelliteContract): string {
    const address = this.deployment.addresses[contract];
    if (address) return address;
    throw new Conflict(
      'contract_not_deployed',
      `The platform was deployed without ${contract}: deploy it and give the new manifest.`,
    );
  }

  /** Where the contracts live that the ledger follows, and how each is read. */
  followed(): [string, LedgerContract][] {
    return Object.entries(FOLLOWED).flatMap(([name, contract]) => {
      const address = this.deployment.addresses[name as PlatformContract];
      return address ? [[address, contract] as [string, LedgerContract]] : [];
    });
  }

  private load(): Deployment {
    try {
      return loadDeployment(this.config.env.DEPLOYMENT_FILE);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ConfigError([`DEPLOYMENT_FILE: ${reason}`]);
    }
  }
}
