import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InvestorsModule } from '../investors/investors.module.js';
import { Issuer } from './issuer.entity.js';
import { IssuersController } from './issuers.controller.js';
import { Issuers } from './issuers.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Issuer]), InvestorsModule],
  controllers: [IssuersController],
  providers: [Issuers],
  exports: [Issuers],
})
export class IssuersModule {}
