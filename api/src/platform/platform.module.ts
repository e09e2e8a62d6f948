import { type DynamicModule, Global, Module } from '@nestjs/common';
import {
  APP_FILTER,
  APP_GUARD,
  APP_INTERCEPTOR,
  APP_PIPE,
  DiscoveryModule,
  Reflector,
} from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import pg from 'pg';
import { AccessGuard } from './access.guard.js';
import { AnswerCheckInterceptor } from './answer-check.interceptor.js';
import { ChainClock, Clock, WallClock } from './clock.js';
import { CommandInterceptor } from './command.interceptor.js';
import { Config } from './config.js';
import { Countries } from './countries.js';
import { Crypto } from './crypto.js';
import { Database } from './database.js';
import { headTime } from './head-time.js';
import { EventStreams } from './events.js';
import { HealthParts } from './health-parts.js';
import { Idempotency } from './idempotency.js';
import { SchemaPipe } from './pipes.js';
import { Jobs } from './jobs/jobs.service.js';
import { ProblemFilter } from './problem.filter.js';
import { Routes } from './routes.js';
import { Workers } from './workers.js';

// DATE has no time zone: the driver's default, local midnight, would move it. Keep the text.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

@Global()
@Module({})
class ConfigModule {
  static with(config: () => Config): DynamicModule {
    return {
      module: ConfigModule,
      providers: [{ provide: Config, useFactory: config }],
      exports: [Config],
    };
  }
}

const clock = {
  provide: Clock,
  inject: [Config],
  useFactory: async ({ env, rpcUrls }: Config): Promise<Clock> =>
    env.CLOCK === 'wall' ? new WallClock() : new ChainClock(await headTime(rpcUrls)),
};

const database = TypeOrmModule.forRootAsync({
  inject: [Config],
  useFactory: ({ env }: Config) => ({
    type: 'postgres',
    url: env.DATABASE_URL,
    schema: 'api',
    autoLoadEntities: true,
    synchronize: false,
    retryAttempts: 1,
    applicationName: 'cadastre-api',
    poolSize: 20,
    // A connection is dear (a key derived, a process begun, plans made anew): it outlives a quiet
    // minute, so that a sudden crowd does not wait for twenty of them.
    extra: { idleTimeoutMillis: 600_000 },
  }),
});

/** What every other room stands on; global, so nobody imports it. */
@Global()
@Module({})
export class PlatformModule {
  /** `config` is asked only when the application really starts, not when it is merely described. */
  static with(config: () => Config): DynamicModule {
    const shared = [
      Countries,
      Crypto,
      Database,
      EventStreams,
      HealthParts,
      Idempotency,
      Jobs,
      Routes,
      Workers,
    ];
    return {
      module: PlatformModule,
      imports: [ConfigModule.with(config), database, DiscoveryModule, PassportModule],
      providers: [
        ...shared,
        clock,
        { provide: APP_GUARD, useClass: AccessGuard },
        {
          provide: APP_INTERCEPTOR,
          inject: [Config, Reflector],
          useFactory: ({ env }: Config, reflector: Reflector) =>
            env.NODE_ENV === 'test'
              ? new AnswerCheckInterceptor(reflector)
              : { intercept: (_: unknown, next: { handle(): unknown }) => next.handle() },
        },
        { provide: APP_INTERCEPTOR, useClass: CommandInterceptor },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: SchemaPipe },
      ],
      exports: [...shared, clock],
    };
  }
}
