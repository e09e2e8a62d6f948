import type { Writer } from '../accepts/intent.js';
import { Conflict } from '../platform/problem.js';
import type { Wallet } from './wallet.entity.js';

/** A wallet on its way to the chain's registry: as it was read, and as it shall be. */
export interface Registering {
  seen: Pick<Wallet, 'state' | 'updatedAt'>;
  wallet: Wallet;
}

/** Moves wallets to `registering`, each only if nobody has changed it since it was read. */
export const registeringWriter: Writer<Registering> = {
  name: 'accept wallets',
  // The ids stand beside the rows for the planner: of the rows' number it knows nothing, and would scan all wallets.
  statement: `
    UPDATE api.wallet AS w
    SET state = v.state, register_entry = v.register_entry, operation_id = v.operation_id,
      kyc_case_id = v.kyc_case_id, decided_by = v.decided_by, decided_at = v.decided_at,
      updated_at = v.updated_at
    FROM jsonb_to_recordset($1::jsonb) AS v(n integer, id uuid, was text, seen_at timestamptz,
      state text, register_entry jsonb, operation_id uuid, kyc_case_id uuid, decided_by uuid,
      decided_at timestamptz, updated_at timestamptz)
    WHERE w.id = v.id AND w.state = v.was AND w.updated_at = v.seen_at
      AND w.id = ANY (ARRAY(SELECT (a ->> 'id')::uuid FROM jsonb_array_elements($1::jsonb) AS a))
    RETURNING v.n`,
  asJson: ({ seen, wallet }) => ({
    id: wallet.id,
    was: seen.state,
    seen_at: seen.updatedAt,
    state: wallet.state,
    register_entry: wallet.registerEntry,
    operation_id: wallet.operationId,
    kyc_case_id: wallet.kycCaseId,
    decided_by: wallet.decidedBy,
    decided_at: wallet.decidedAt,
    updated_at: wallet.updatedAt,
  }),
  refusal: () =>
    new Conflict('wallet_changed', 'The wallet was changed meanwhile: look at it again.'),
};
