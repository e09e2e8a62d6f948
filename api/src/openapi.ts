import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { openApiDocument } from './platform/openapi.document.js';
import { API_PREFIX, UNPREFIXED } from './platform/routes.js';

/**
 * `node api/dist/openapi.js FILE` writes the OpenAPI document from the routes' metadata alone: no
 * database, no chain, nothing started. The UI's types are generated from it.
 */
const file = process.argv[2];
if (!file) throw new Error('usage: node api/dist/openapi.js FILE');
const app = await NestFactory.create(
  AppModule.with(() => {
    throw new Error('describing the routes needs no configuration');
  }),
  { preview: true, logger: false, abortOnError: false },
);
app.setGlobalPrefix(API_PREFIX, { exclude: UNPREFIXED });
writeFileSync(file, `${JSON.stringify(openApiDocument(app), null, 2)}\n`);
