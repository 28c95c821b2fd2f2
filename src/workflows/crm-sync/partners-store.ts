import { createHash } from 'node:crypto';
import { foldedText } from '../../kernel/text.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { recordset } from '../../platform/database/recordset.ts';
import type { PartnerSource } from './partners.ts';
import type { Written } from './sync.ts';
import type { TeamDefaults } from './teams.ts';

const REGION_CODE_LENGTH_MAX = 40;

/** `Asia Pacific` is `ASIA-PACIFIC`. A name without Latin letters and digits gets a code that stays the same. */
export function regionCodeOf(name: string): string {
  const code = foldedText(name)
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, REGION_CODE_LENGTH_MAX);
  return code || `R-${createHash('sha256').update(name).digest('hex').slice(0, 8).toUpperCase()}`;
}

export async function writeRegions(tx: Tx, names: readonly string[]): Promise<void> {
  const byCode = new Map(names.toReversed().map((name) => [regionCodeOf(name), name]));
  const rows = [...byCode].map(([code, name]) => ({ code, name }));
  await tx.$executeRaw`
    INSERT INTO region (code, name)
    SELECT r.code, r.name FROM ${recordset(rows, { text: ['code', 'name'] })}
    ON CONFLICT (code) DO NOTHING`;
}

export async function partnersByExternalId(
  tx: Tx,
  system: string,
  externalIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ external_id: string; partner_id: string }[]>`
    SELECT external_id, partner_id::text FROM partner_external_id
    WHERE system = ${system} AND external_id = ANY (${externalIds})`;
  return new Map(rows.map(({ external_id, partner_id }) => [external_id, partner_id]));
}

type NewPartners = Readonly<{
  system: string;
  defaults: TeamDefaults;
  partners: readonly Written<PartnerSource>[];
}>;

const recordsOf = (partners: readonly Written<PartnerSource>[]) =>
  partners.map(({ id, row }) => ({
    ...row,
    id,
    region_code: row.region === null ? null : regionCodeOf(row.region),
  }));

/** They are active, since they bring deals already; their status holds from the day of the import. */
export async function insertPartners(
  tx: Tx,
  actor: Actor,
  { system, defaults, partners }: NewPartners,
  now: Date,
): Promise<void> {
  const rows = recordsOf(partners);
  const instant = now.toISOString();
  const since = await tx.$queryRaw<{ day: string }[]>`
    SELECT (${instant}::timestamptz AT TIME ZONE time_zone)::date::text AS day FROM vendor_settings`;
  const day = since[0]?.day ?? instant.slice(0, 10);
  await tx.$executeRaw`
    INSERT INTO partner (id, name, name_key, type, status, region_id, time_zone, currency, status_since, created_at, updated_at)
    SELECT r.id, r.name, r.name_key, COALESCE(r.type, 'REFERRAL'), 'ACTIVE', region.id,
      COALESCE(r.time_zone, ${defaults.timeZone}), COALESCE(r.currency, ${defaults.currency}), ${day}::date,
      ${instant}::timestamptz, ${instant}::timestamptz
    FROM ${recordset(rows, {
      uuid: ['id'],
      text: ['name', 'name_key', 'type', 'region_code', 'time_zone', 'currency'],
    })}
    LEFT JOIN region ON region.code = r.region_code`;
  await tx.$executeRaw`
    INSERT INTO partner_external_id (partner_id, system, external_id)
    SELECT r.id, ${system}, r.external_id FROM ${recordset(rows, { uuid: ['id'], text: ['external_id'] })}`;
  await tx.$executeRaw`
    INSERT INTO partner_status_change (partner_id, action, to_status, reason, actor_kind, actor_id, effective_on, booked_at)
    SELECT r.id, 'CREATE', 'ACTIVE', ${`Loaded from ${system}.`}, ${actor.kind}, ${actor.personId}::uuid, ${day}::date,
      ${instant}::timestamptz
    FROM ${recordset(rows, { uuid: ['id'] })}`;
}

/** What the rows do not state stays, and so does the status: the portal decides it. */
export async function updatePartners(
  tx: Tx,
  partners: readonly Written<PartnerSource>[],
  now: Date,
): Promise<void> {
  if (partners.length === 0) return;
  await tx.$executeRaw`
    UPDATE partner SET name = r.name, name_key = r.name_key, type = COALESCE(r.type, partner.type),
      region_id = COALESCE(region.id, partner.region_id), time_zone = COALESCE(r.time_zone, partner.time_zone),
      currency = COALESCE(r.currency, partner.currency), version = partner.version + 1,
      updated_at = ${now.toISOString()}::timestamptz
    FROM ${recordset(recordsOf(partners), {
      uuid: ['id'],
      text: ['name', 'name_key', 'type', 'region_code', 'time_zone', 'currency'],
    })}
    LEFT JOIN region ON region.code = r.region_code
    WHERE partner.id = r.id`;
}

type Wanted = Readonly<{ id: string; partner_id: string; staff_id: string }>;

/**
 * Makes these people their partners' channel managers from now on, and ends whoever was until now; plans for later
 * stay. Answers each partner's assignment, and those that are new.
 */
export async function assignManagers(tx: Tx, wanted: readonly Wanted[], now: Date) {
  const instant = now.toISOString();
  const holders = await tx.$queryRaw<(Wanted & { is_kept: boolean })[]>`
    SELECT assignment.id::text, assignment.partner_id::text, assignment.staff_id::text,
      assignment.staff_id = r.staff_id AS is_kept
    FROM ${recordset(wanted, { uuid: ['partner_id', 'staff_id'] })}
    JOIN assignment ON assignment.partner_id = r.partner_id AND assignment.function = 'CHANNEL_MANAGER'
      AND assignment.valid_from <= ${instant}::timestamptz
      AND (assignment.valid_to IS NULL OR assignment.valid_to > ${instant}::timestamptz)
    FOR UPDATE OF assignment`;
  const kept = new Map(
    holders.filter(({ is_kept }) => is_kept).map(({ partner_id, id }) => [partner_id, id]),
  );
  const ended = holders.filter(({ is_kept }) => !is_kept).map(({ id }) => id);
  const started = wanted.filter(({ partner_id }) => !kept.has(partner_id));
  // An assignment lasts at least a moment: one that began in this very instant ends in the next.
  await tx.$executeRaw`
    UPDATE assignment SET valid_to = GREATEST(${instant}::timestamptz, valid_from + interval '1 millisecond')
    WHERE id = ANY (${ended}::uuid[])`;
  await tx.$executeRaw`
    INSERT INTO assignment (id, partner_id, function, staff_id, valid_from, valid_to)
    SELECT r.id, r.partner_id, 'CHANNEL_MANAGER', r.staff_id,
      GREATEST(${instant}::timestamptz, latest.valid_to), next.valid_from
    FROM ${recordset(started, { uuid: ['id', 'partner_id', 'staff_id'] })}
    LEFT JOIN LATERAL (SELECT max(ended.valid_to) AS valid_to FROM assignment AS ended
      WHERE ended.id = ANY (${ended}::uuid[]) AND ended.partner_id = r.partner_id) AS latest ON true
    LEFT JOIN LATERAL (SELECT min(planned.valid_from) AS valid_from FROM assignment AS planned
      WHERE planned.partner_id = r.partner_id AND planned.function = 'CHANNEL_MANAGER'
        AND planned.valid_from > ${instant}::timestamptz) AS next ON true`;
  const idByPartner = new Map([...kept, ...started.map(({ partner_id, id }) => [partner_id, id] as const)]);
  return { idByPartner, started };
}
