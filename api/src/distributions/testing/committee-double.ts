import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import {
  Distributor__factory,
  netTree,
  OracleCommittee__factory,
  packProof,
  reportDomain,
  signNetRoot,
} from '@cadastre/contracts';
import { entitlements, linesHash } from '@cadastre/core';
import type { FundWorld } from '../../tokens/testing/fund-world.js';
import type { ApprovedCalculation } from '../distribution.schema.js';

interface Asked {
  distributionId: string;
  lines: [string, string, number][];
}

/** Signs what it is asked as a committee of real keys would, or refuses as the test says. */
export class CommitteeDouble {
  world: FundWorld;
  /** Answered instead, once. */
  refusal: { code: string; reason: string } | null = null;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<CommitteeDouble> {
    const server = createServer((request, response) => {
      double
        .answer(request.url ?? '', () => json(request))
        .then(
          ({ status, body }) => response.writeHead(status).end(JSON.stringify(body)),
          (error: unknown) => response.writeHead(500).end(JSON.stringify(String(error))),
        );
    });
    const double = new CommitteeDouble(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(url: string, body: () => Promise<unknown>) {
    if (url !== '/net-roots') return { status: 404, body: {} };
    const refusal = this.refusal;
    this.refusal = null;
    if (refusal) return { status: 409, body: refusal };
    return { status: 200, body: await this.sign((await body()) as Asked) };
  }

  private async sign({ distributionId, lines: given }: Asked): Promise<object> {
    const { chain, t } = this.world;
    const { body } = await t.anonymous
      .get(`/public/distributions/${distributionId}/net`)
      .expect(200);
    const approved = body as ApprovedCalculation;
    const distributor = Distributor__factory.connect(approved.distributor, chain.provider);
    const id = BigInt(approved.chainNumber);
    const holdings = given.map(([account, balance, rateBps]) => ({
      account,
      balance: BigInt(balance),
      rateBps,
    }));
    const { lines } = entitlements(BigInt(approved.amountBaseUnits), holdings);
    const all = holdings.map((one, i) => ({
      ...one,
      ...(lines[i] ?? { gross: 0n, withheld: 0n, net: 0n }),
    }));
    const paid = all.filter(({ net }) => net > 0n);
    const committee = OracleCommittee__factory.connect(
      chain.deployment.addresses.OracleCommittee,
      chain.provider,
    );
    const now = (await chain.provider.getBlock('latest'))?.timestamp ?? 0;
    const netRoot = {
      distributor: approved.distributor,
      id,
      number: (await distributor.netStateOf(id)).number + 1n,
      epoch: await committee.epoch(),
      expiry: BigInt(now + 600),
      root: netTree(
        approved.distributor,
        id,
        paid.map(({ account, net }) => ({ account, cumulative: net })),
      ).root,
      net: all.reduce((sum, { net }) => sum + net, 0n),
      withheld: all.reduce((sum, { withheld }) => sum + withheld, 0n),
      documentHash: `0x${linesHash(all)}`,
    };
    const domain = reportDomain(31337, await committee.getAddress());
    const signatures = new Map<string, string>();
    for (const signer of [10, 11, 12].map((i) => chain.wallet(i))) {
      signatures.set(signer.address, await signNetRoot(signer, domain, netRoot));
    }
    const { bitmap, proof } = packProof([...(await committee.signers())], 3, signatures);
    return {
      number: Number(netRoot.number),
      epoch: Number(netRoot.epoch),
      expiry: Number(netRoot.expiry),
      root: netRoot.root,
      net: netRoot.net.toString(),
      withheld: netRoot.withheld.toString(),
      documentHash: netRoot.documentHash,
      bitmap: bitmap.toString(),
      proof,
    };
  }
}
