import {
  AccessHub__factory,
  AssetFactory__factory,
  AssetToken__factory,
  assetIdOf,
  type Deployment,
  Distributor__factory,
  InvestorRegistry__factory,
  KIND_DISTRIBUTOR,
  SatelliteFactory__factory,
} from '@cadastre/contracts';
import { getAddress, type Signer, toBeHex, ZeroHash, zeroPadValue } from 'ethers';
import { KEY_INDEX } from '../../scripts/lib/dev-keys.ts';
import { assetParams, assetUuid, EVIDENCE, recordOf } from './params.ts';

/** Holders at the record date that nobody but a payout pays; command n pays one of them. */
export const PAYEES = Array.from({ length: 24 }, (_, i) =>
  getAddress(zeroPadValue(toBeHex(0xfb_00_00_00 + i), 20)),
);

/** The only distribution there is. */
export const DISTRIBUTION = 1n;
/** What each holder is due, base units, if all hold the same. */
const DUE = 1_000_000n;
const FOUR_YEARS = 4 * 365 * 86_400;

/**
 * Opens a distribution of a second token (tokenised money, so that the ledger follows what is paid) to
 * the holders of the first, who hold the same each. Answers the distributor; anybody may push.
 */
export async function openPayout(
  deployment: Deployment,
  token: string,
  signer: (index: number) => Signer,
): Promise<string> {
  const { addresses } = deployment;
  const issuance = signer(KEY_INDEX.issuance);
  const satellites = SatelliteFactory__factory.connect(addresses.SatelliteFactory ?? '', issuance);
  const implementation = addresses.DistributorImplementation ?? '';
  const made = Distributor__factory.createInterface();
  const setUp = made.encodeFunctionData('initialize', [token]);
  const distributor = await satellites.launch.staticCall(implementation, ZeroHash, setUp);
  await (await satellites.launch(implementation, ZeroHash, setUp)).wait();
  const hub = AccessHub__factory.connect(addresses.AccessHub, signer(KEY_INDEX.deployer));
  await (await hub.enrolTarget(assetIdOf(assetUuid(1)), distributor, KIND_DISTRIBUTOR)).wait();

  const registrar = signer(KEY_INDEX.registrar);
  const registry = InvestorRegistry__factory.connect(addresses.InvestorRegistry, registrar);
  await (await registry.register(distributor, recordOf(90), EVIDENCE)).wait();
  const factory = AssetFactory__factory.connect(addresses.AssetFactory, signer(KEY_INDEX.factory));
  const params = assetParams(2);
  const [payment] = await factory.deploy.staticCall(params);
  await (await factory.deploy(params)).wait();
  const money = AssetToken__factory.connect(payment, issuance);
  const asset = AssetToken__factory.connect(token, issuance);
  const supply = await asset.totalSupply();
  const amount = (supply / (await asset.balanceOf(PAYEES[0] ?? ''))) * DUE;
  await (await money.mint(await issuance.getAddress(), amount, 0n)).wait();
  await (await money.approve(distributor, amount)).wait();

  const recordDate = await asset.openRecordDate.staticCall();
  await (await asset.openRecordDate()).wait();
  const head = await issuance.provider?.getBlock('latest');
  const expiresAt = (head?.timestamp ?? 0) + FOUR_YEARS;
  const distributions = Distributor__factory.connect(distributor, issuance);
  await (
    await distributions.distribute(payment, recordDate, amount, [], expiresAt, ZeroHash)
  ).wait();
  return distributor;
}
