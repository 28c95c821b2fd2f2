import { randomUUID } from 'node:crypto';
import type { Tx } from '../../src/platform/database/client.ts';
import type { Portal } from './portal.ts';

type Requirement = Readonly<{
  code?: string;
  metric: string;
  threshold: string;
  level?: string;
  windowKind?: string;
  windowMonths?: number;
  isProRated?: boolean;
  points?: string;
  floor?: string;
  effort?: string;
  certificationProgramId?: string;
}>;

export type TierData = Readonly<{
  code: string;
  mode?: string;
  scoreNeeded?: string;
  requirements?: readonly Requirement[];
}>;

export type VersionData = Readonly<{
  validFrom: string;
  validTo?: string;
  publishedAt?: string;
  reviewGrain?: string;
  partnerTypes?: string[];
  rates?: object;
  stageWeights?: object;
  /** The lowest first. */
  tiers: readonly TierData[];
}>;

export const WEIGHTS = { PROSPECTING: '0.1', QUALIFIED: '0.25', PROPOSAL: '0.5', COMMITTED: '0.9' };

const dayAt = (text: string) => new Date(`${text}T00:00:00Z`);

export type Program = Readonly<{
  id: string;
  /** The tiers of each version by their code. */
  versions: readonly Readonly<{ id: string; tiers: Readonly<Record<string, string>> }>[];
}>;

/** A program with published versions, in their order. */
export const aProgram = (
  portal: Portal,
  currency: string,
  versions: readonly VersionData[],
): Promise<Program> =>
  portal.arrange(async (tx) => {
    const code = `PROGRAM-${randomUUID().slice(0, 8)}`;
    const program = await tx.partnerProgram.create({ data: { code, name: code, currency } });
    const made = [];
    for (const [place, version] of versions.entries())
      made.push(await publish(tx, program.id, place + 1, version));
    return { id: program.id, versions: made };
  });

async function publish(tx: Tx, programId: string, number: number, data: VersionData) {
  const version = await tx.programVersion.create({
    data: {
      ...{ programId, number, approval: 'MANUAL', graceDays: 30, noticeDays: 10 },
      partnerTypes: data.partnerTypes ?? [],
      reviewGrain: data.reviewGrain ?? 'QUARTER',
      tierDates: { commission: 'REFERRAL_ACCEPTED' },
      rates: data.rates ?? [],
      stageWeights: data.stageWeights ?? WEIGHTS,
    },
  });
  const tiers: Record<string, string> = {};
  for (const [place, tier] of data.tiers.entries()) {
    const { id } = await tx.programTier.create({
      data: {
        ...{
          versionId: version.id,
          code: tier.code,
          name: tier.code,
          rank: place + 1,
          mode: tier.mode ?? 'ALL',
        },
        scoreNeeded: tier.scoreNeeded ?? null,
      },
    });
    tiers[tier.code] = id;
    for (const [position, { code, ...requirement }] of (tier.requirements ?? []).entries())
      await tx.programRequirement.create({
        data: {
          ...{
            versionId: version.id,
            tierId: id,
            position,
            code: code ?? `R${position + 1}`,
            title: requirement.metric,
          },
          ...{ level: 'LOCATION', windowKind: 'FISCAL_QUARTER' },
          ...requirement,
        },
      });
  }
  const publishedAt = new Date(data.publishedAt ?? `${data.validFrom}T00:00:00Z`);
  await tx.programVersion.update({
    where: { id: version.id },
    data: {
      ...{ status: 'PUBLISHED', publishedAt, validFrom: dayAt(data.validFrom) },
      validTo: data.validTo ? dayAt(data.validTo) : null,
    },
  });
  return { id: version.id, tiers };
}

type Step = readonly [type: string, at: string, options?: Readonly<{ bookedAt?: string; data?: object }>];

/** What the log says of one referral; booked when it happened where not said otherwise. Answers the referral's id. */
export const aReferralHistory = (portal: Portal, partnerId: string, ...steps: Step[]): Promise<string> =>
  portal.arrange(async (tx) => {
    const at = new Date(steps[0]![1]);
    const { id } = await tx.referral.create({
      data: {
        ...{ partnerId, origin: 'IMPORTED', status: 'ACCEPTED', customerName: 'A customer' },
        ...{ statusSince: at, submittedAt: at, decidedAt: at, createdAt: at },
      },
    });
    for (const [type, at, { bookedAt = at, data = {} } = {}] of steps)
      await tx.$executeRaw`
        INSERT INTO event (epoch, type, subject_type, subject_id, partner_id, partner_visible, actor_kind, occurred_at,
          booked_at, data)
        SELECT epoch, ${`referral.${type}`}, 'Referral', ${id}::uuid, ${partnerId}::uuid, true, 'JOB', ${new Date(at)},
          ${new Date(bookedAt)}, ${JSON.stringify(data)}::jsonb FROM event_epoch`;
    return id;
  });

export type DealData = Readonly<{
  /** Stage, amount in minor units, effective and booked instants, close date. */
  changes: readonly Readonly<{
    stage: string;
    at: string;
    bookedAt?: string;
    amountMinor?: bigint | null;
    currency?: string | null;
    closeOn?: string;
  }>[];
  credits?: readonly Readonly<{
    partnerId: string;
    status?: string;
    share?: readonly [number, number];
    decidedAt: string;
    endedAt?: string;
  }>[];
}>;

/** A deal with what was known of it, and whose it was. Answers its id. */
export const aDeal = (portal: Portal, { changes, credits = [] }: DealData): Promise<string> =>
  portal.arrange(async (tx) => {
    const latest = changes.at(-1)!;
    const deal = await tx.opportunity.create({
      data: {
        ...{ system: 'crm', externalId: randomUUID(), name: 'A deal', stage: latest.stage },
        partnerId: credits[0]?.partnerId ?? null,
      },
    });
    for (const { stage, at, bookedAt = at, amountMinor = 100_00n, currency = 'EUR', closeOn } of changes)
      await tx.opportunityChange.create({
        data: {
          ...{ opportunityId: deal.id, changed: ['STAGE'], stage, amountMinor, currency },
          closeOn: closeOn ? dayAt(closeOn) : null,
          effectiveAt: new Date(at),
          bookedAt: new Date(bookedAt),
        },
      });
    for (const { partnerId, status = 'ATTRIBUTED', share = [1, 1], decidedAt, endedAt } of credits) {
      const referral = await tx.referral.create({
        data: {
          ...{
            partnerId,
            origin: 'IMPORTED',
            status: 'ACCEPTED',
            statusSince: new Date(decidedAt),
            customerName: 'A customer',
          },
          submittedAt: new Date(decidedAt),
          decidedAt: new Date(decidedAt),
        },
      });
      await tx.attribution.create({
        data: {
          ...{ partnerId, referralId: referral.id, opportunityId: deal.id, status, because: 'PROTECTED' },
          ...{ shareNumerator: share[0], shareDenominator: share[1], decidedAt: new Date(decidedAt) },
          endedAt: endedAt ? new Date(endedAt) : null,
        },
      });
    }
    return deal.id;
  });

/** A certification whose only version is in effect. */
export const aCertification = (portal: Portal, leaverGraceDays = 30) =>
  portal.arrange(async (tx) => {
    const code = `CERT-${randomUUID().slice(0, 8)}`;
    const program = await tx.certificationProgram.create({
      data: { code, name: code, audience: 'TECHNICAL' },
    });
    const version = await tx.certificationVersion.create({
      data: { programId: program.id, number: 1, renewalWindowDays: 90, leaverGraceDays, validityMonths: 12 },
    });
    await tx.certificationVersion.update({
      where: { id: version.id },
      data: {
        ...{ status: 'PUBLISHED', publishedAt: dayAt('2020-01-01'), launchOn: dayAt('2020-01-01') },
        transition: 'UNTIL_EXPIRY',
      },
    });
    return { programId: program.id, versionId: version.id };
  });

export type AwardChange = Readonly<{
  cause?: string;
  validFrom: string;
  endsOn: string | null;
  bookedAt: string;
}>;

/** An award with its days as they were booked, one after the other. Answers its id. */
export const anAward = (
  portal: Portal,
  certification: Readonly<{ programId: string; versionId: string }>,
  personId: string,
  ...changes: AwardChange[]
) =>
  portal.arrange(async (tx) => {
    const [first, last] = [changes[0]!, changes.at(-1)!];
    const works = await tx.membership.findFirst({ where: { personId, validTo: null } });
    const award = await tx.certificationAward.create({
      data: {
        ...{ partnerId: works?.partnerId ?? null, membershipId: works?.id ?? null },
        ...{ ...certification, personId, code: randomUUID(), awardedOn: dayAt(first.validFrom) },
        validFrom: dayAt(last.validFrom),
        endsOn: last.endsOn ? dayAt(last.endsOn) : null,
      },
    });
    for (const { cause = 'AWARDED', validFrom, endsOn, bookedAt } of changes)
      await tx.certificationAwardChange.create({
        data: {
          ...{ awardId: award.id, cause, validFrom: dayAt(validFrom), endsOn: endsOn ? dayAt(endsOn) : null },
          bookedAt: new Date(bookedAt),
        },
      });
    return award.id;
  });

/** Somebody who works for a partner from one instant to another. */
export const aColleague = (
  portal: Portal,
  partnerId: string,
  validFrom: string,
  options: Readonly<{ validTo?: string; personId?: string }> = {},
) =>
  portal.arrange(async (tx) => {
    const personId = options.personId ?? (await tx.person.create({ data: { name: 'Somebody' } })).id;
    await tx.membership.create({
      data: {
        ...{ partnerId, personId, name: 'Somebody', role: 'PARTNER_MEMBER', validFrom: new Date(validFrom) },
        validTo: options.validTo ? new Date(options.validTo) : null,
      },
    });
    return personId;
  });
