import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { join, resolve } from 'node:path';
import { Logger, type LoggerService, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import { AppModule } from './app.module.js';
import { acceptBodies } from './platform/bodies.js';
import type { Config } from './platform/config.js';
import { type RequestWithCtx, systemCtx } from './platform/context.js';
import { counterFiles } from './platform/counter-files.js';
import { logLine } from './platform/logger.js';
import { openApiDocument } from './platform/openapi.document.js';
import { NotFound } from './platform/problem.js';
import { API_PREFIX, UNPREFIXED } from './platform/routes.js';

/** The whole application, ready to listen. The same for the process, the tests and the demo. */
export async function createApp(
  config: Config,
  logger: LoggerService | false,
  more: Type[] = [],
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.with(() => config, more),
    { bodyParser: false, abortOnError: false, forceCloseConnections: true, logger },
  );
  keepConnections(app.getHttpServer());
  app.setGlobalPrefix(API_PREFIX, { exclude: UNPREFIXED });
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustedProxies);
  app.use(correlate);
  app.use(logChanges);
  app.use(securityHeaders(config));
  acceptBodies(app);
  serveUi(app, config);
  SwaggerModule.setup('api/docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'api/docs-json',
  });
  return app;
}

/** Longer than a load balancer (60 s, most of them) or a client keeps an idle connection. */
const IDLE_MS = 75_000;

/**
 * It is never this side that closes an idle connection first: a request could be on its way on it, and its sender would
 * not know whether it was heard. Node's own 5 s are shorter than what a busy client needs between two requests.
 */
function keepConnections(server: Server): void {
  server.keepAliveTimeout = IDLE_MS;
  server.headersTimeout = IDLE_MS + 5_000;
}

const http = new Logger('http');

const CORRELATION = /^[\w.-]{8,100}$/;

/** Gives each request the id that follows it into audit, outbox and logs; a caller may bring one. */
function correlate(request: Request, response: Response, next: NextFunction): void {
  const given = request.header('x-correlation-id');
  const correlationId = given && CORRELATION.test(given) ? given : randomUUID();
  (request as RequestWithCtx).ctx = systemCtx(correlationId);
  response.setHeader('X-Correlation-Id', correlationId);
  next();
}

/** One line per request that may have changed something; reads are too many and too dull. */
function logChanges(request: Request, response: Response, next: NextFunction): void {
  const since = performance.now();
  if (request.method !== 'GET') {
    response.once('finish', () => {
      const { ctx } = request as RequestWithCtx;
      const line = logLine('request', {
        method: request.method,
        path: request.path,
        status: response.statusCode,
        ms: Math.round(performance.now() - since),
        user: ctx.actor?.userId,
        correlation: ctx.correlationId,
      });
      http.log(line);
    });
  }
  next();
}

/** The verifier's own script: the one file that may ask a node elsewhere, whichever its visitor names. */
const VERIFIER = /^\/assets\/verify\.worker-[\w-]+\.js$/;

function securityHeaders(config: Config) {
  const https = config.env.PUBLIC_URL.startsWith('https:');
  return helmet({
    strictTransportSecurity: https,
    contentSecurityPolicy: {
      directives: {
        'connect-src': [
          ({ url }) => (url && VERIFIER.test(url) ? "'self' https: http:" : "'self'"),
        ],
        'style-src': ["'self'", "'unsafe-inline'"],
        'font-src': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'frame-src': ["'self'", 'blob:'],
        'upgrade-insecure-requests': https ? [] : null,
      },
    },
  });
}

/** The built UI on the same port; every page of it is `index.html`, which routes by itself. */
function serveUi(app: NestExpressApplication, { env }: Config): void {
  const folder = env.UI_DIR && existsSync(env.UI_DIR) ? resolve(env.UI_DIR) : null;
  if (folder) app.use(...counterFiles(folder));
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (/^\/(api|health|metrics)(\/|$)/.test(request.path)) {
      next();
      return;
    }
    const page = request.method === 'GET' && request.accepts(['json', 'html']) === 'html';
    if (!folder || !page) throw new NotFound('page');
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(join(folder, 'index.html'));
  });
}
