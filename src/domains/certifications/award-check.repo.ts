import type { Tx } from '../../platform/database/client.ts';

/** What a badge shows; days are `YYYY-MM-DD`. */
export type Badge = Readonly<{
  code: string;
  holderName: string;
  programCode: string;
  programName: string;
  versionNumber: number;
  awardedOn: string;
  validFrom: string;
  endsOn: string | null;
  status: 'VALID' | 'PENDING' | 'EXPIRED' | 'REVOKED';
}>;

/** Asked before it is known who asks, so the database answers the badge of one code, and lets nobody look further. */
export async function findBadge(tx: Pick<Tx, '$queryRaw'>, code: string, now: Date): Promise<Badge | null> {
  const [row] = await tx.$queryRaw<
    { badge: Badge | null }[]
  >`SELECT portal_check_award(${code}, ${now}) AS badge`;
  return row?.badge ?? null;
}
