import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Door } from '../peers/door.js';
import { answer, read } from '../peers/answer.js';
import { NetRootSigner } from './net-root-signer.js';
import { NetRoots } from './net-roots.js';
import { netRootRequest, signNetRootRequest } from './wire.js';

/** Roots of distributions net of tax: asked for by the API, signed node by node. */
@Controller()
export class NetRootsController {
  constructor(
    private readonly roots: NetRoots,
    private readonly signer: NetRootSigner,
    private readonly door: Door,
  ) {}

  /** The root that follows from the lines of an approved calculation, with the committee's proof. */
  @Post('net-roots')
  @HttpCode(200)
  collect(@Body() body: unknown) {
    return answer(async () => {
      const { netRoot, proof } = await this.roots.collect(read(netRootRequest, body));
      return {
        number: Number(netRoot.number),
        epoch: Number(netRoot.epoch),
        expiry: Number(netRoot.expiry),
        root: netRoot.root,
        net: netRoot.net.toString(),
        withheld: netRoot.withheld.toString(),
        documentHash: netRoot.documentHash,
        bitmap: proof.bitmap.toString(),
        proof: proof.bytes,
      };
    });
  }

  /** This node's signature, for another node of the committee. */
  @Post('peer/sign-net-root')
  @HttpCode(200)
  sign(@Body() message: unknown) {
    return answer(async () => {
      const body = await this.door.open('/peer/sign-net-root', message);
      const { signature } = await this.signer.sign(read(signNetRootRequest, body));
      return { signature };
    });
  }
}
