import { Platform1760000000001 } from './01-platform.ts';
import { Chain1760000000002 } from './02-chain.ts';
import { People1760000000003 } from './03-people.ts';
import { Assets1760000000004 } from './04-assets.ts';
import { Tokens1760000000005 } from './05-tokens.ts';
import { Reports1760000000006 } from './06-reports.ts';
import { Outbox1760000000007 } from './07-outbox.ts';
import { Jobs1760000000008 } from './08-jobs.ts';
import { Ledger1760000000009 } from './09-ledger.ts';
import { Accept1760000000010 } from './10-accept.ts';
import { AcceptAtOnce1760000000011 } from './11-accept-at-once.ts';
import { Screening1760000000012 } from './12-screening.ts';
import { Paying1760000000013 } from './13-paying.ts';
import { Offerings1760000000014 } from './14-offerings.ts';
import { Redemptions1760000000015 } from './15-redemptions.ts';
import { LifeOfPeople1760000000016 } from './16-people.ts';
import { Telling1760000000017 } from './17-telling.ts';
import { Notices1760000000018 } from './18-notices.ts';
import { Votes1760000000019 } from './19-votes.ts';
import { Withholding1760000000020 } from './20-withholding.ts';
import { CorporateActions1760000000021 } from './21-corporate-actions.ts';
import { Recurring1760000000022 } from './22-recurring.ts';
import { DocumentKeys1760000000023 } from './23-document-keys.ts';
import { Otc1760000000024 } from './24-otc.ts';
import { Deputies1760000000025 } from './25-deputies.ts';
import { ReserveEvidence1760000000026 } from './26-reserve-evidence.ts';
import { Property1760000000028 } from './28-property.ts';
import { KycQueue1760000000030 } from './30-kyc-queue.ts';
import { PaperReminders1760000000033 } from './33-paper-reminders.ts';
import { Controls1760000000035 } from './35-controls.ts';
import { Gates1760000000036 } from './36-gates.ts';
import { AcceptInOne1760000000037 } from './37-accept-in-one.ts';
import { TryCounts1760000000038 } from './38-try-counts.ts';
import { DataKey1760000000039 } from './39-data-key.ts';

/** In the order they run; each is `new` to TypeORM by its class name. */
export const apiMigrations = [
  Platform1760000000001,
  Chain1760000000002,
  People1760000000003,
  Assets1760000000004,
  Tokens1760000000005,
  Reports1760000000006,
  Outbox1760000000007,
  Jobs1760000000008,
  Ledger1760000000009,
  Accept1760000000010,
  AcceptAtOnce1760000000011,
  Screening1760000000012,
  Paying1760000000013,
  Offerings1760000000014,
  Redemptions1760000000015,
  LifeOfPeople1760000000016,
  Telling1760000000017,
  Notices1760000000018,
  Votes1760000000019,
  Withholding1760000000020,
  CorporateActions1760000000021,
  Recurring1760000000022,
  DocumentKeys1760000000023,
  Otc1760000000024,
  Deputies1760000000025,
  ReserveEvidence1760000000026,
  Property1760000000028,
  KycQueue1760000000030,
  PaperReminders1760000000033,
  Controls1760000000035,
  Gates1760000000036,
  AcceptInOne1760000000037,
  TryCounts1760000000038,
  DataKey1760000000039,
];
