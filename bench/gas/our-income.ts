import { id } from 'ethers';
import {
  Distributor__factory,
  KIND_DISTRIBUTOR,
  netTree,
  reportDomain,
  signNetRoot,
  type Distributor,
  type NetLine,
} from '@cadastre/contracts';
import { mined, wallet } from './chain.ts';
import { type Figures, OURS } from './figures.ts';
import { committeeOf, proofOf } from './ours.ts';
import { allow, type Fund, launch } from './satellites.ts';

const YEAR = 31_536_000n;
const DAY = 86_400;
const SUM = 10n ** 10n;
const subject = { system: OURS };

/** Claims of income in both modes, and a hundred payments at once. */
export async function measureIncome(fund: Fund, figures: Figures): Promise<void> {
  const { ours, holders, money } = fund;
  const { chain } = ours;
  const { treasurer, alice, bob } = chain.people;
  const setUp = Distributor__factory.createInterface().encodeFunctionData('initialize', [
    fund.token,
  ]);
  const at = await launch(fund, 'DistributorImplementation', KIND_DISTRIBUTOR, setUp);
  await allow(money, treasurer, at);
  const distributor = Distributor__factory.connect(at, treasurer);
  const payment = await money.getAddress();
  const expires = (await chain.now()) + 4n * YEAR;
  const perHolder = BigInt(holders.length);

  await mined(fund.as('issuance').openRecordDate());
  const date = await fund.as('issuance').currentRecordDate();
  // Both move afterwards, so that a claim reads the book of the record date: the dearer case.
  await mined(fund.as('alice').transfer(bob.address, 1n));
  const opened = await mined(distributor.distribute(payment, date, SUM, [], expires, id('paper')));
  figures.note(subject, 'distribute', opened.gasUsed);
  const first = await distributor.distributionCount();
  await mined(distributor.connect(bob).claim(first));
  const claim = await mined(distributor.connect(alice).claim(first));
  figures.note(subject, 'claim, record date', claim.gasUsed);
  const push = await mined(distributor.push(first, holders));
  figures.note(subject, 'push of 100, record date, per holder', push.gasUsed, perHolder);

  await mined(distributor.openNet(payment, wallet('tax office'), expires, id('paper')));
  const net = await distributor.distributionCount();
  await mined(distributor.fund(net, SUM));
  const lines = [alice.address, bob.address, ...holders].map((account, i) => ({
    account,
    cumulative: 1_000_001n + BigInt(i),
  }));
  const tree = netTree(at, net, lines);
  await proposeRoot(fund, distributor, net, lines, tree.root);
  const [ofAlice, ofBob, ...others] = lines.map((line, i) => ({
    ...line,
    proof: [...(tree.proofs[i] ?? [])],
  }));
  if (!ofAlice || !ofBob) throw new Error('The tree has no lines');
  await mined(distributor.claimNet(net, ofBob));
  const claimNet = await mined(distributor.connect(alice).claimNet(net, ofAlice));
  figures.note(subject, 'claim, net of tax', claimNet.gasUsed);
  const pushNet = await mined(distributor.pushNet(net, others));
  figures.note(subject, 'push of 100, net of tax, per holder', pushNet.gasUsed, perHolder);
}

async function proposeRoot(
  { ours }: Fund,
  distributor: Distributor,
  net: bigint,
  lines: readonly NetLine[],
  root: string,
): Promise<void> {
  const proposal = {
    distributor: await distributor.getAddress(),
    id: net,
    number: 1n,
    epoch: await committeeOf(ours).epoch(),
    expiry: (await ours.chain.now()) + 600n,
    root,
    net: lines.reduce((sum, { cumulative }) => sum + cumulative, 0n),
    withheld: 5_000n,
    documentHash: id('calculation'),
  };
  const { chainId, addresses } = ours.deployment;
  const domain = reportDomain(chainId, addresses.OracleCommittee);
  const { bitmap, proof } = await proofOf(ours, (signer) => signNetRoot(signer, domain, proposal));
  await mined(distributor.proposeRoot(proposal, bitmap, proof));
  await ours.chain.pass(DAY + 1);
}
