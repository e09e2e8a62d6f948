import { OracleCommittee__factory, ReportFeed__factory } from '@cadastre/contracts';
import type { Interface } from 'ethers';

export const COMMITTEE: Interface = OracleCommittee__factory.createInterface();
export const FEED: Interface = ReportFeed__factory.createInterface();
