import { registeredName, sha256 } from '@cadastre/core';
import { encodeBytes32String } from 'ethers';
import type { ChainNode } from './node.js';
import type { Protocol } from './protocol.js';
import { NodeRefuses, NodeSilent } from './rpc.js';

/** What a PDF says of itself, in its document information. */
interface Printed {
  contentSha256: string | null;
  report: { id: string; token: string; chainId: number } | null;
}

/** The document information is written in plain text, so that no PDF reader is needed to find it. */
function printed(pdf: Uint8Array): Printed {
  const text = new TextDecoder('latin1').decode(pdf);
  const content = /content SHA-256 ([0-9a-f]{64})/.exec(text);
  const [, id, token, chain] =
    /report ([0-9a-f-]{36}); token (0x[0-9a-fA-F]{40}) on chain (\d{1,15})/.exec(text) ?? [];
  return {
    contentSha256: content?.[1] ?? null,
    report: id && token && chain ? { id, token, chainId: Number(chain) } : null,
  };
}

/** The PDF prints the hash of this content. @throws Lie `paper.content` */
export function checkPaper(pdf: Uint8Array, contentSha256: string, protocol: Protocol): void {
  protocol.same(
    'paper.content',
    'The PDF names this content by its SHA-256',
    printed(pdf).contentSha256,
    contentSha256,
    'The PDF is of another content.',
  );
}

/** All that can be told of a PDF alone: whether the token's register has exactly these bytes. @throws Lie */
export async function verifyPaperAlone(
  pdf: Uint8Array,
  node: ChainNode | null,
  protocol: Protocol,
): Promise<void> {
  const { report } = printed(pdf);
  const what = 'The token’s register of documents has this PDF';
  if (!report) {
    protocol.open(
      'paper.form',
      'The PDF says in its keywords which report it is',
      'It names no report, token and chain there: take the evidence bundle.',
    );
    return;
  }
  if (!node) {
    protocol.open(
      'chain.registration',
      what,
      'A PDF alone can only be held against the chain: name a node.',
    );
    return;
  }
  try {
    protocol.same(
      'chain.id',
      'The node is of the report’s chain',
      report.chainId,
      await node.chainId(),
    );
    const name = encodeBytes32String(registeredName(report.id));
    const view = { to: report.token, name: 'getDocument', args: [name] };
    const [answer] = await node.views([view], null);
    protocol.same('chain.registration', what, `0x${sha256(pdf)}`, String(answer?.[1]));
  } catch (error) {
    if (!(error instanceof NodeSilent || error instanceof NodeRefuses)) throw error;
    protocol.open('chain.registration', what, `The node could not tell: ${error.message}.`);
  }
}
