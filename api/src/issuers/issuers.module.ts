import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Issuer } from './issuer.entity.js';
import { IssuersController } from './issuers.controller.js';
import { Issuers } from './issuers.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Issuer])],
  controllers: [IssuersController],
  providers: [Issuers],
  exports: [Issuers],
})
export class IssuersModule {}
