import { voteMachine } from '@cadastre/core';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssetsModule } from '../assets/assets.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { SatellitesModule } from '../satellites/satellites.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { UnfinishedBusiness } from '../tokens/unfinished-business.js';
import { WalletsModule } from '../wallets/wallets.module.js';
import { Vote } from './vote.entity.js';
import { VoteCasts } from './vote-casts.js';
import { VoteCounts } from './vote-counts.service.js';
import { VoteDrafts } from './vote-drafts.service.js';
import { VoteStore } from './vote-store.js';
import { VotesController } from './votes.controller.js';
import { VoteFactsReader } from './votes.facts.js';
import { Votes } from './votes.service.js';
import { Voting } from './voting.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Vote]),
    AssetsModule,
    DocumentsModule,
    NoticesModule,
    SatellitesModule,
    TokensModule,
    WalletsModule,
  ],
  controllers: [VotesController],
  providers: [VoteCasts, VoteCounts, VoteDrafts, VoteFactsReader, Votes, VoteStore, Voting],
  exports: [VoteDrafts, VoteStore],
})
export class VotesModule {
  constructor(unfinished: UnfinishedBusiness) {
    unfinished.add({
      what: 'vote',
      states: 'SELECT state FROM api.vote WHERE token_id = $1',
      done: ['draft', 'recorded', ...voteMachine.finals],
    });
  }
}
