import { bodyOf, type Cadastre, main, Refusal } from './client.ts';

/**
 * An issuer's back office: brings in its own record, has its programs told of every final event of its
 * tokens, and looks at what is under way.
 * Scopes: issuers:write, issuers:read, webhooks:write, assets:read.
 */
export async function issuer(api: Cadastre, receiver = 'https://hooks.example.org/cadastre') {
  const record = await recordOf(api);
  const told = await toldAt(api, receiver);
  const assets = await bodyOf(api.GET('/api/v1/assets'));
  return {
    issuer: record.state,
    webhook: told?.webhook.id ?? 'is told already',
    keepTheSecret: (told?.secret.length ?? 0) > 0,
    assets: assets.items.map(({ name, state }) => ({ name, state })),
  };
}

/** The record as it is brought in; one that is in review or approved stays as it is. */
async function recordOf(api: Cadastre) {
  try {
    return await bodyOf(
      api.PUT('/api/v1/issuers/me', {
        body: {
          legalName: 'Example Issuer AG',
          lei: '5493001KJTIIGC8Y1R12',
          country: 'DE',
          registrationNumber: 'HRB 12345',
          address: 'Beispielstrasse 1, 10115 Berlin',
        },
      }),
    );
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'issuer_not_editable') throw error;
    return bodyOf(api.GET('/api/v1/issuers/me'));
  }
}

/** The receiver with its secret, which is shown this once; null where an earlier run has entered it. */
async function toldAt(api: Cadastre, url: string) {
  try {
    return await bodyOf(
      api.POST('/api/v1/webhooks', {
        body: { url, eventTypes: ['AssetToken.*.final'], description: 'Shareholder book' },
      }),
    );
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'webhook_url_taken') throw error;
    return null;
  }
}

if (import.meta.main) await main((api) => issuer(api));
