import { Wallet } from 'ethers';
import { ensureAccount } from './accounts.js';
import type { ApiClient } from './client.js';
import { ownersAreKnown } from './desk/owners.js';
import { uploadPaper } from './files.js';
import { onChain } from './operations.js';
import { reach, until } from './patience.js';
import { addressOf, type Investor } from './people.js';
import type { KycCaseView, Page, WalletView } from './views.js';
import { chainDay, type Step, type World } from './world.js';

const KYC_EXPIRES = '2027-04-15';

export const investorsPassKyc: Step = {
  name: 'kyc',
  title: 'two investors register, hand in their papers and pass the review',
  async run(world) {
    const first = await passKyc(world, world.cast.first);
    const second = await passKyc(world, world.cast.second);
    return { [world.cast.first.name]: first.id, [world.cast.second.name]: second.id };
  },
};

export const walletsAreRegistered: Step = {
  name: 'wallets',
  title: 'both prove their wallets by signature; compliance registers them on-chain',
  async run(world) {
    const { first, second } = world.cast;
    const one = await registerWallet(world, first);
    const two = await registerWallet(world, second);
    world.learn('firstWalletId', one.id);
    world.learn('secondWalletId', two.id);
    return {
      [first.name]: `${one.address} ${await onChain(world, one.operationId)}`,
      [second.name]: `${two.address} ${await onChain(world, two.operationId)}`,
    };
  },
};

const OPEN = ['draft', 'submitted', 'screening', 'in_review', 'more_information'];

/** Registers the investor and hands the case in; it waits for compliance afterwards. */
export async function submitKyc(world: World, investor: Investor): Promise<KycCaseView> {
  await ensureAccount(world, investor, 'investor');
  const client = await world.as(investor);
  const mine = async () => (await client.get<Page<KycCaseView>>('/kyc-cases')).items.at(0);
  const opened = await reach(
    mine,
    (view) => view !== undefined,
    () => client.post('/kyc-cases'),
    { what: 'a KYC case' },
  );
  const path = `/kyc-cases/${opened?.id ?? ''}`;
  return reach(
    () => client.get<KycCaseView>(path),
    (view) => view.state === 'in_review' || !OPEN.includes(view.state),
    async (view) => {
      if (view.state !== 'draft') return;
      await client.patch(path, investor.kyc);
      await handInPapers(world, path, view, investor);
      await client.put(`${path}/questionnaire`, answersOf(investor));
      await client.post(`${path}/submit`);
    },
    { what: `the KYC case of ${investor.name} to be in review` },
  );
}

async function handInPapers(
  world: World,
  path: string,
  view: KycCaseView,
  investor: Investor,
): Promise<void> {
  const client = await world.as(investor);
  for (const { type, title, text } of kycPapers(investor)) {
    if (view.documents.some((document) => document.type === type)) continue;
    const document = await uploadPaper(client, `${type}.pdf`, 'kyc', {
      title,
      from: 'Sample issuing office',
      dated: await chainDay(world.options.rpc),
      paragraphs: [text],
    });
    await client.post(`${path}/documents`, { documentId: document.id, type });
  }
}

/** Answers that are evidence for the tier the investor asks for. */
function answersOf({ kyc: { requestedTier: tier, kind } }: Investor) {
  const experienced = { experience: 'regular', horizon: 'later', share_of_savings: 'under_10' };
  const founded = kind === 'entity' ? { founded_for_this: 'no' } : {};
  const accredited =
    kind === 'person'
      ? { ground: 'net_worth', net_worth: '3400000' }
      : { ground: 'entity_assets', entity_assets: '12000000', ...founded };
  const qualified = {
    ground: kind === 'person' ? 'own_investments' : 'family_company',
    investments: '9000000',
    ...founded,
  };
  const of = { retail: experienced, accredited, qualified }[tier];
  return { tier, version: 1, answers: { may_lose_all: 'yes', ...of } };
}

function kycPapers(investor: Investor) {
  const { kind, fullName, address } = investor.kyc;
  const papers = [
    {
      type: 'proof_of_address',
      title: 'Utility statement',
      text: `Delivered to ${fullName}, ${address.line1}, ${address.city}.`,
    },
    {
      type: 'source_of_funds',
      title: 'Source of funds',
      text: `${fullName} declares: ${investor.kyc.sourceOfFunds}.`,
    },
    {
      type: 'accreditation_letter',
      title: 'Accreditation letter',
      text: `The undersigned sample adviser knows ${fullName} to qualify as ${investor.kyc.requestedTier}.`,
    },
  ];
  const identity = { type: 'identity', title: 'Passport', text: `Holder: ${fullName}.` };
  const register = {
    type: 'company_register',
    title: 'Company register extract',
    text: `${fullName} is entered in the register.`,
  };
  return kind === 'person' ? [identity, ...papers] : [identity, register, ...papers];
}

/** The investor's case is approved. */
export async function passKyc(
  world: World,
  investor: Investor,
  expiresOn = KYC_EXPIRES,
): Promise<KycCaseView> {
  const submitted = await submitKyc(world, investor);
  if (investor.organisation) await ownersAreKnown(world, investor, investor.organisation);
  const officer = await world.as(world.cast.reviewer);
  const path = `/kyc-cases/${submitted.id}`;
  return reach(
    () => officer.get<KycCaseView>(path),
    (view) => view.state === 'approved',
    () =>
      officer.post(`${path}/approve`, {
        tier: investor.kyc.requestedTier,
        expiresOn,
        reason: 'Identity, address and source of funds seen; screening without a hit.',
      }),
    { what: `the KYC case of ${investor.name} to be approved` },
  );
}

/** The investor's wallet is proven and stands on the chain's register. */
export async function registerWallet(world: World, investor: Investor): Promise<WalletView> {
  const client = await world.as(investor);
  const address = addressOf(investor).toLowerCase();
  const find = async (as: ApiClient) =>
    (await as.get<Page<WalletView>>('/wallets')).items.find(
      (wallet) => wallet.address.toLowerCase() === address,
    );
  const proven = await reach(
    () => find(client),
    (wallet) => wallet !== undefined && wallet.state !== 'challenged',
    async () => {
      const wallet = new Wallet(investor.walletKey);
      const { message } = await client.post<{ message: string }>('/wallets/challenges', {
        address: wallet.address,
      });
      const signature = await wallet.signMessage(message);
      await client.post('/wallets', { message, signature, label: 'Main wallet' });
    },
    { what: `the wallet of ${investor.name} to be proven` },
  );
  const officer = await world.as(world.cast.approver);
  if (proven?.state === 'proven') {
    await reach(
      () => find(client),
      (wallet) => wallet?.state !== 'proven',
      () => officer.post(`/wallets/${proven.id}/approve`, {}, { key: `approve-${proven.id}` }),
      { what: `the wallet of ${investor.name} to be approved` },
    );
  }
  const registered = await until(
    () => find(client),
    (wallet) => wallet?.state === 'registered',
    { what: `the wallet of ${investor.name} to be registered on-chain` },
  );
  if (!registered) throw new Error('the wallet is gone');
  return registered;
}
