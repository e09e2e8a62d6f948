import { id, type TransactionReceipt, Wallet } from 'ethers';
import {
  assetGrants,
  AssetFactory__factory,
  assetIdOf,
  AssetToken__factory,
  deployPlatform,
  InvestorRegistry__factory,
  OracleCommittee__factory,
  packProof,
  packRecord,
  reportDomain,
  ReportFeed__factory,
  signReport,
  signReportBatch,
  type CommitteeProof,
  type Deployment,
  type FeedPolicy,
  type OracleReport,
} from '@cadastre/contracts';
import { type Chain, mined } from './chain.ts';
import type { Variant } from './figures.ts';

const YEAR = 365n * 86_400n;
const THRESHOLD = 3;
/** Not neighbours in the list, so that the walk along it meets both kinds of entry. */
const SIGNING = [0, 2, 4];

/** A platform of ours on the chain of the run. */
export interface Ours {
  chain: Chain;
  deployment: Deployment;
  oracle: Wallet[];
}

export interface OurAsset {
  assetId: string;
  token: string;
  navFeed: string;
  reserveFeed: string;
  receipt: TransactionReceipt;
}

const POLICY: FeedPolicy = {
  minAnswer: 1n,
  maxAnswer: 10n ** 30n,
  minInterval: 0,
  maxValuationAge: 5 * 86_400,
  heartbeat: 4 * 86_400,
  valuationStaleness: 5 * 86_400,
  approvalWindow: 86_400,
  dailyDeviationBps: 0,
  maxDeviationBps: 100,
  alwaysApprove: false,
};

/** Deploys the platform with five signers, of whom three must sign. */
export async function openPlatform(chain: Chain): Promise<Ours> {
  const { deployer, registrar, compliance, factory } = chain.people;
  const oracle = Array.from({ length: 5 }, (_, i) => new Wallet(id(`oracle ${i}`)));
  const deployment = await deployPlatform(deployer, {
    registrar: registrar.address,
    compliance: compliance.address,
    factoryDeployer: factory.address,
    oracleSigners: oracle.map(({ address }) => address),
    oracleThreshold: THRESHOLD,
  });
  return { chain, deployment, oracle };
}

/** Deploys an asset with the rules of a variant. */
export async function openAsset(ours: Ours, number: number, variant: Variant): Promise<OurAsset> {
  const { people } = ours.chain;
  const factory = AssetFactory__factory.connect(
    ours.deployment.addresses.AssetFactory,
    people.factory,
  );
  const off = variant === 'rules off';
  const assetId = assetIdOf(`0b7c9d5e-3f1a-4c62-9d84-${number.toString(16).padStart(12, '0')}`);
  const receipt = await mined(
    factory.deploy({
      token: {
        assetId,
        name: 'Example Treasury Fund',
        symbol: 'ETF',
        decimals: 6,
        maxSupply: off ? 0n : 10n ** 15n,
        rules: off
          ? { maxBalance: 0n, maxHolders: 0, minTier: 0, lockUntil: 0 }
          : { maxBalance: 10n ** 14n, maxHolders: 500, minTier: 2, lockUntil: 1_000 },
        countries: off ? [] : [840, 276],
      },
      navFeed: { description: 'ETF NAV / USD', decimals: 6, policy: POLICY },
      reserveFeed: {
        description: 'ETF reserves / USD',
        decimals: 6,
        policy: { ...POLICY, maxDeviationBps: 0 },
      },
      grants: assetGrants({
        issuer: people.issuer.address,
        minter: people.issuance.address,
        transferAgent: people.issuance.address,
        compliance: people.compliance.address,
        oracle: people.deployer.address,
        reportApprovers: [people.compliance.address, people.issuer.address],
        pauser: people.compliance.address,
        unpauser: people.compliance.address,
        unpauseDelay: 3600,
      }),
    }),
  );
  const [token, navFeed, reserveFeed] = await factory.predict(assetId, POLICY, {
    ...POLICY,
    maxDeviationBps: 0,
  });
  if (variant === 'all rules + per-investor ledger') {
    const officer = AssetToken__factory.connect(token, people.compliance);
    await mined(officer.setInvestorLedger(true));
  }
  return { assetId, token, navFeed, reserveFeed, receipt };
}

/** A valid record a year ahead, in an allowed country and tier. */
export async function goodRecord(chain: Chain, investorId: bigint): Promise<bigint> {
  return packRecord({
    expiry: (await chain.now()) + YEAR,
    country: 840,
    tier: 2,
    investorId,
    provider: 1,
  });
}

/** The registry as its registrar sees it. */
export const registryOf = ({ chain, deployment }: Ours) =>
  InvestorRegistry__factory.connect(deployment.addresses.InvestorRegistry, chain.people.registrar);

/** Registers a wallet for an investor. */
export async function register(
  ours: Ours,
  wallet: string,
  investorId: bigint,
): Promise<TransactionReceipt> {
  const record = await goodRecord(ours.chain, investorId);
  return mined(registryOf(ours).register(wallet, record, id(`evidence ${wallet}`)));
}

/** The committee as somebody who carries reports sees it. */
export const committeeOf = ({ chain, deployment }: Ours) =>
  OracleCommittee__factory.connect(deployment.addresses.OracleCommittee, chain.people.submitter);

/** Publishes one answer per feed under one signature set. */
export async function publish(
  ours: Ours,
  feeds: readonly string[],
  answer: bigint,
): Promise<TransactionReceipt> {
  const committee = committeeOf(ours);
  const at = await ours.chain.now();
  const epoch = await committee.epoch();
  const reports: OracleReport[] = [];
  for (const feed of feeds) {
    const round = (await ReportFeed__factory.connect(feed, ours.chain.provider).latestRound()) + 1n;
    reports.push({ feed, epoch, round, answer, valuationTime: at, expiry: at + 600n });
  }
  const { bitmap, proof } = await sign(ours, reports);
  const [only] = reports;
  return mined(
    only && reports.length === 1
      ? committee.submit(only, bitmap, proof)
      : committee.submitBatch(reports, bitmap, proof),
  );
}

async function sign(ours: Ours, reports: OracleReport[]): Promise<CommitteeProof> {
  const { chainId, addresses } = ours.deployment;
  const domain = reportDomain(chainId, addresses.OracleCommittee);
  const [only] = reports;
  return proofOf(ours, (signer) =>
    only && reports.length === 1
      ? signReport(signer, domain, only)
      : signReportBatch(signer, domain, reports),
  );
}

/** Three of the five signatures over something. */
export async function proofOf(
  { oracle }: Ours,
  signWith: (signer: Wallet) => Promise<string>,
): Promise<CommitteeProof> {
  const signatures = new Map<string, string>();
  for (const signer of oracle.filter((_, i) => SIGNING.includes(i))) {
    signatures.set(signer.address, await signWith(signer));
  }
  return packProof(
    oracle.map(({ address }) => address),
    THRESHOLD,
    signatures,
  );
}
