import type { NetRoot } from '@cadastre/contracts';
import { Injectable } from '@nestjs/common';
import { recoverAddress, Signature } from 'ethers';
import { z } from 'zod';
import { Committee } from '../chain/committee.js';
import { Rpc } from '../chain/rpc.js';
import { Caller } from '../peers/caller.js';
import { Peers } from '../peers/peers.js';
import { Refusal } from '../platform/refusal.js';
import { Asking } from '../publish/asking.js';
import { assembleProof, ReportDomain, type Proof } from '../report/report.js';
import { netRootDigest } from './net-root.js';
import { NetRootSigner } from './net-root-signer.js';
import { type NetRootRequest, requestToJson, type SignNetRootRequest } from './wire.js';

/** How long the API has to bring the root to the chain. */
const EXPIRY_SECONDS = 600;
/** A peer reads every balance from its node before it signs. */
const PEER_TIMEOUT_MS = 60_000;
/** Another peer is asked when those that were asked first have not answered by then. */
const PATIENCE_MS = 5_000;

const signed = z.object({ signature: z.string().regex(/^0x[0-9a-f]{128}$/i) });

/** A root with as many signatures as the committee asks for. */
export interface SignedNetRoot {
  netRoot: NetRoot;
  proof: Proof;
}

/** Asks the committee to sign what a distribution pays net of tax. */
@Injectable()
export class NetRoots {
  constructor(
    private readonly rpc: Rpc,
    private readonly committee: Committee,
    private readonly domain: ReportDomain,
    private readonly own: NetRootSigner,
    private readonly peers: Peers,
    private readonly caller: Caller,
  ) {}

  /**
   * This node derives and signs first: nobody is bothered with what it would not sign itself.
   * @throws Refusal of this node, or `TOO_FEW_SIGNATURES` with what the others said; RpcError, RpcUnreachable
   */
  async collect(asked: NetRootRequest): Promise<SignedNetRoot> {
    const { signers: members, threshold, epoch } = await this.committee.state();
    const { timestamp } = await this.rpc.block('latest');
    const request = { ...asked, epoch, expiry: timestamp + EXPIRY_SECONDS };
    const { netRoot, signature } = await this.own.sign(request);
    const asking = new Asking(threshold, PATIENCE_MS);
    if (members.includes(this.own.address)) {
      await asking.ask({
        address: this.own.address,
        sign: () => Promise.resolve({ signature, derived: [] }),
      });
    }
    const digest = netRootDigest(this.domain, netRoot);
    await asking.askUntilEnough(
      this.peers
        .inOrder()
        .filter(({ address }) => members.includes(address))
        .map((peer) => ({ address: peer.address, sign: () => this.ask(peer, request, digest) })),
    );
    const proof = assembleProof(members, threshold, asking.signatures);
    if (proof) return { netRoot, proof };
    const reasons = asking.refusals.map(({ signer, reason }) => `${signer}: ${reason}`);
    throw new Refusal(
      'TOO_FEW_SIGNATURES',
      `${asking.signatures.length} of ${threshold} signed. ${reasons.join(' ')}`,
    );
  }

  private async ask(
    peer: { address: string; url: string },
    request: SignNetRootRequest,
    digest: string,
  ) {
    const body = requestToJson(request);
    const path = '/peer/sign-net-root';
    const said = signed.safeParse(
      await this.caller.ask(peer, peer.url, path, body, PEER_TIMEOUT_MS),
    );
    if (said.success && isOf(peer.address, digest, said.data.signature)) {
      return { ...said.data, derived: [] };
    }
    throw new Refusal('WRONG_SIGNATURE', 'Its signature is not of its key over this root.');
  }
}

function isOf(signer: string, digest: string, signature: string): boolean {
  try {
    return recoverAddress(digest, Signature.from(signature)) === signer;
  } catch {
    return false;
  }
}
