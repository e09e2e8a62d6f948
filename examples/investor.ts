import { bodyOf, type Cadastre, main, Refusal } from './client.ts';

/**
 * An investor: begins the identity check, asks for the message that proves a wallet, and follows what
 * happened to the wallets already proven. The answer to the challenge is signed by the wallet and sent
 * to POST /api/v1/wallets.
 * Scopes: kyc-cases:write, kyc-cases:read, wallets:write, events:read.
 */
export async function investor(api: Cadastre, address: string) {
  const identity = await caseOf(api);
  const challenge = await bodyOf(api.POST('/api/v1/wallets/challenges', { body: { address } }));
  const events = await bodyOf(
    api.GET('/api/v1/events', { params: { query: { after: 0, limit: 50 } } }),
  );
  return { identity, sign: challenge.message, events: events.items.length };
}

/** The state of the case: a new one, or the one that is open already. */
async function caseOf(api: Cadastre) {
  try {
    return (await bodyOf(api.POST('/api/v1/kyc-cases'))).state;
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'kyc_case_open') throw error;
    return (await bodyOf(api.GET('/api/v1/kyc-cases'))).items[0]?.state;
  }
}

const { WALLET = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' } = process.env;
if (import.meta.main) await main((api) => investor(api, WALLET));
