import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
  UseInterceptors,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';
import { concatMap, type Observable } from 'rxjs';
import type { RequestWithCtx } from '../platform/context.js';
import { Audit } from './audit.service.js';

const EVIDENCE = 'cadastre:evidence';

/**
 * Writes down that an auditor was given evidence, before it leaves: who, what and when. What was
 * refused or not found was not given.
 */
@Injectable()
export class EvidenceInterceptor implements NestInterceptor {
  constructor(
    private readonly audit: Audit,
    private readonly reflector: Reflector,
  ) {}

  intercept(host: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { ctx, params, path } = host.switchToHttp().getRequest<RequestWithCtx>();
    if (ctx.actor?.role !== 'auditor') return next.handle();
    const type = this.reflector.get<string>(EVIDENCE, host.getHandler());
    const [id] = Object.values(params).map(String);
    const deed = {
      action: 'evidence.read',
      subject: { type, id: id ?? type },
      organisationId: null,
      data: { path },
    };
    return next.handle().pipe(
      concatMap(async (answer: unknown) => {
        await this.audit.record(ctx, deed);
        return answer;
      }),
    );
  }
}

/**
 * What the route answers is evidence: each time an auditor is given it, the audit log says so.
 * @param subjectType of the entry; its id is the route's first parameter
 */
export const Evidence = (subjectType: string) =>
  applyDecorators(
    SetMetadata(EVIDENCE, subjectType),
    UseInterceptors(EvidenceInterceptor),
    ApiExtension('x-access-logged', ['auditor']),
  );
