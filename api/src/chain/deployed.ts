import { type DeployedContract, type Deployment, loadDeployment } from '@cadastre/contracts';
import { Injectable } from '@nestjs/common';
import { Config, ConfigError } from '../platform/config.js';

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

  private load(): Deployment {
    try {
      return loadDeployment(this.config.env.DEPLOYMENT_FILE);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ConfigError([`DEPLOYMENT_FILE: ${reason}`]);
    }
  }
}
