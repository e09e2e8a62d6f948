import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Config } from '../platform/config.js';
import { systemCtx } from '../platform/context.js';
import {
  Invitation,
  Membership,
  Organisation,
  RefreshToken,
  Session,
  User,
} from './account.entity.js';
import { Accounts } from './accounts.service.js';
import { ApiKeyCheck } from './api-key-check.service.js';
import { ApiKey } from './api-key.entity.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeys } from './api-keys.service.js';
import { AuthController } from './auth.controller.js';
import { Colleagues } from './colleagues.service.js';
import { DoorLimits } from './door-limits.service.js';
import { InvitationsController } from './invitations.controller.js';
import { Invitations } from './invitations.service.js';
import { MembersController } from './members.controller.js';
import { OwnNames } from './own-names.service.js';
import { ACCESS_SECONDS, Sessions } from './sessions.service.js';
import { ApiKeyStrategy, ISSUER, JwtStrategy, LocalStrategy } from './strategies.js';
import { Users } from './users.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([
      Organisation,
      User,
      Membership,
      Session,
      RefreshToken,
      Invitation,
      ApiKey,
    ]),
    JwtModule.registerAsync({
      inject: [Config],
      useFactory: ({ env }: Config) => ({
        secret: env.JWT_SECRET,
        signOptions: {
          algorithm: 'HS256',
          expiresIn: ACCESS_SECONDS,
          issuer: ISSUER,
          audience: ISSUER,
        },
      }),
    }),
  ],
  controllers: [AuthController, MembersController, InvitationsController, ApiKeysController],
  providers: [
    Users,
    Sessions,
    DoorLimits,
    OwnNames,
    Accounts,
    Invitations,
    Colleagues,
    ApiKeys,
    ApiKeyCheck,
    JwtStrategy,
    ApiKeyStrategy,
    LocalStrategy,
  ],
  exports: [Users, Accounts, Invitations, Sessions, ApiKeyCheck],
})
export class AccountsModule implements OnApplicationBootstrap {
  constructor(
    private readonly accounts: Accounts,
    private readonly ownNames: OwnNames,
    private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { OPERATOR_EMAIL, OPERATOR_PASSWORD } = this.config.env;
    await this.accounts.bootstrap(systemCtx('bootstrap'), OPERATOR_EMAIL, OPERATOR_PASSWORD);
    await this.ownNames.takeOut(systemCtx('own-names'));
  }
}
