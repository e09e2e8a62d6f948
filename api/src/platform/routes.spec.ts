import 'reflect-metadata';
import { Body, Controller, Get, Post, Query, Sse } from '@nestjs/common';
import { type DiscoveryService, MetadataScanner } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';
import { EMPTY } from 'rxjs';
import { z } from 'zod';
import { Allow, Idempotent, Public } from './access.js';
import { Returns } from './returns.js';
import { Routes } from './routes.js';

const body = z.strictObject({ text: z.string() });

@Controller('notes')
class SoundController {
  @Get(':id')
  @Public()
  @Returns(200, null)
  read() {
    return null;
  }

  @Post()
  @Allow('issuer', 'compliance')
  @Idempotent()
  @Returns(202, null)
  write(@Body({ schema: body }) _body: z.output<typeof body>) {
    return null;
  }
}

@Controller('careless')
class CarelessController {
  @Get()
  open() {
    return null;
  }

  @Get('list')
  @Allow('issuer')
  unfiltered(@Query('colour') _colour: string) {
    return null;
  }

  @Post()
  @Allow('issuer')
  unchecked(@Body() _body: unknown) {
    return null;
  }

  @Sse('events')
  @Allow('issuer')
  stream() {
    return EMPTY;
  }
}

const routesOf = (controller: object) =>
  new Routes(
    { getControllers: () => [{ metatype: controller }] } as unknown as DiscoveryService,
    new MetadataScanner(),
  );

describe('the routes', () => {
  it('are listed with who may call them and what they take', () => {
    expect(routesOf(SoundController).list()).toMatchObject([
      { method: 'GET', path: '/api/v1/notes/:id', access: 'public', idempotent: false, body: null },
      {
        method: 'POST',
        path: '/api/v1/notes',
        access: ['issuer', 'compliance'],
        idempotent: true,
        returns: { status: 202 },
        body,
      },
    ]);
  });

  it('stop the start-up where one is open by oversight, takes anything, or streams too early', () => {
    expect(() => {
      routesOf(CarelessController).onModuleInit();
    }).toThrow(
      [
        'CarelessController.open: carries neither @Allow nor @Public',
        'CarelessController.unfiltered: @Query without a schema',
        'CarelessController.unchecked: @Body without a schema',
        'CarelessController.stream: @Sse, use EventStreams instead',
      ].join('\n'),
    );
  });
});
