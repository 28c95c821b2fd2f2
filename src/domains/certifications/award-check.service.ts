import type { Tx } from '../../platform/database/client.ts';
import { type Badge, findBadge } from './award-check.repo.ts';
import { awardCodeFrom } from './award-code.rules.ts';

export type { Badge } from './award-check.repo.ts';

/** The badge behind a code, however it was typed; null where there is none. Anybody may ask. */
export async function checkAward(tx: Pick<Tx, '$queryRaw'>, text: string, now: Date): Promise<Badge | null> {
  const code = awardCodeFrom(text);
  return code === null ? null : await findBadge(tx, code, now);
}
