import type { Tx } from '../../platform/database/client.ts';
import type { KpiScope } from './kpi-scope.rules.ts';

type Reader = Pick<Tx, 'partner' | 'region' | 'partnerProgram' | 'staffMember' | '$queryRaw'>;

/** What people call a scope; null where there is none that the reader sees. */
export async function scopeName(tx: Reader, scope: KpiScope): Promise<string | null> {
  if (scope.kind === 'ALL') return 'All';
  return (await groupNames(tx, scope.kind, [scope.key])).get(scope.key) ?? null;
}

/** What people call the groups of a kind, by their keys; what the reader does not see has no name. */
export async function groupNames(
  tx: Reader,
  kind: KpiScope['kind'],
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = keys.filter((key) => key !== '');
  if (wanted.length === 0) return new Map();
  const named = await namesOf(tx, kind, wanted);
  return new Map(named.map(({ key, name }) => [key, name]));
}

type Named = Readonly<{ key: string; name: string }>;

async function namesOf(
  tx: Reader,
  kind: KpiScope['kind'],
  keys: readonly string[],
): Promise<readonly Named[]> {
  const ids = { in: [...keys] };
  switch (kind) {
    case 'PARTNER':
    case 'MASTER': {
      const rows = await tx.partner.findMany({ where: { id: ids }, select: { id: true, name: true } });
      return rows.map(({ id, name }) => ({ key: id, name }));
    }
    case 'MANAGER': {
      const rows = await tx.staffMember.findMany({
        where: { personId: ids },
        select: { personId: true, name: true },
      });
      return rows.map(({ personId, name }) => ({ key: personId, name }));
    }
    case 'REGION': {
      const rows = await tx.region.findMany({ where: { code: ids }, select: { code: true, name: true } });
      return rows.map(({ code, name }) => ({ key: code, name }));
    }
    case 'PROGRAM': {
      const rows = await tx.partnerProgram.findMany({
        where: { code: ids },
        select: { code: true, name: true },
      });
      return rows.map(({ code, name }) => ({ key: code, name }));
    }
    case 'TIER':
      return await tx.$queryRaw<Named[]>`
        SELECT DISTINCT ON (1) program.code || ':' || tier.code AS key, tier.name FROM program_tier AS tier
        JOIN program_version AS version ON version.id = tier.version_id
        JOIN partner_program AS program ON program.id = version.program_id
        WHERE program.code || ':' || tier.code = ANY (${[...keys]}::text[]) ORDER BY 1, version.valid_from DESC, tier.id`;
    case 'ALL':
      return [];
  }
}

/** Active partners that share a tier with this one today, or all active ones where it has none. */
export async function peersOf(
  tx: Pick<Tx, '$queryRaw'>,
  partnerId: string,
  given: Readonly<{ today: Date; now: Date }>,
): Promise<Readonly<{ partnerIds: string[]; sharesTier: boolean }>> {
  const rows = await tx.$queryRaw<{ id: string; sharesTier: boolean }[]>`
    WITH placed AS (
      SELECT DISTINCT ON (partner_id, program_id) partner_id, program_id, tier_id FROM tier_placement
      WHERE effective_on <= ${given.today.toISOString().slice(0, 10)}::date AND booked_at <= ${given.now}::timestamptz
      ORDER BY partner_id, program_id, effective_on DESC, booked_at DESC, id DESC
    ), tiers AS (
      SELECT placed.partner_id, placed.program_id, tier.code FROM placed JOIN program_tier AS tier ON tier.id = placed.tier_id
    ), own AS (SELECT program_id, code FROM tiers WHERE partner_id = ${partnerId}::uuid)
    SELECT partner.id, EXISTS (SELECT FROM own) AS "sharesTier" FROM partner
    WHERE partner.id = ${partnerId}::uuid OR (partner.status = 'ACTIVE' AND (NOT EXISTS (SELECT FROM own) OR partner.id IN (
      SELECT tiers.partner_id FROM tiers JOIN own USING (program_id, code))))
    ORDER BY partner.id`;
  return { partnerIds: rows.map(({ id }) => id), sharesTier: rows[0]?.sharesTier ?? false };
}
