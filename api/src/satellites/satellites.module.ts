import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssetsModule } from '../assets/assets.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { Satellite, SatelliteStep } from './satellite.entity.js';
import { SatelliteStore } from './satellite-store.js';
import { SatelliteFactsReader } from './satellites.facts.js';
import { SatellitesController } from './satellites.controller.js';
import { Satellites } from './satellites.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Satellite, SatelliteStep]), AssetsModule, TokensModule],
  controllers: [SatellitesController],
  providers: [SatelliteFactsReader, SatelliteStore, Satellites],
  exports: [Satellites],
})
export class SatellitesModule {}
