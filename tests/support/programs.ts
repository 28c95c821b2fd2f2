import { randomUUID } from 'node:crypto';
import { change } from './change.ts';
import type { Portal } from './portal.ts';

const VERSION = `id number status validFrom validTo partnerTypes approval reviewGrain graceDays noticeDays tierDates { commission }
  rates { currency rate } stageWeights { stage weight }
  tiers { id code name rank mode scoreNeeded
    requirements { code title metric { code unit } certificationProgram { id } threshold level window windowMonths isProRated points floor effort }
    benefits { id code kind title factor amount { amount currency } quantity level dueDays } }`;

export const PROGRAM = `id code name currency version versionInForce { ${VERSION} } versions { ${VERSION} }`;

/** Three tiers: for everybody, for two deals won a year, and for a score of deals and revenue. */
export const CONTENT = {
  approval: 'MANUAL',
  reviewGrain: 'YEAR',
  graceDays: 60,
  noticeDays: 30,
  tiers: [
    {
      ...{ code: 'REGISTERED', name: 'Registered', rank: 1, mode: 'ALL' },
      benefits: [{ code: 'PORTAL', kind: 'OTHER', title: 'The portal', dueDays: 0 }],
    },
    {
      ...{ code: 'SILVER', name: 'Silver', rank: 2, mode: 'ALL' },
      requirements: [
        {
          ...{ code: 'DEALS', title: 'Two deals', metric: 'DEALS_WON', threshold: '2' },
          ...{ level: 'LOCATION', window: 'FISCAL_YEAR', isProRated: true },
        },
      ],
      benefits: [
        { code: 'SUPPORT', kind: 'SUPPORT_LEVEL', title: 'Support', level: 'BUSINESS', dueDays: 5 },
        { code: 'MODIFIER', kind: 'COMMISSION_MODIFIER', title: 'More commission', factor: '1.1' },
      ],
    },
    {
      ...{ code: 'GOLD', name: 'Gold', rank: 3, mode: 'SCORE', scoreNeeded: '80' },
      requirements: [
        {
          ...{
            code: 'DEALS',
            title: 'Ten deals',
            metric: 'DEALS_WON',
            threshold: '10',
            floor: '3',
            points: '60',
          },
          ...{ level: 'MASTER_ACCOUNT', window: 'TRAILING_MONTHS', windowMonths: 12, effort: '2.5' },
        },
        {
          ...{
            code: 'REVENUE',
            title: 'Revenue',
            metric: 'REVENUE_WON',
            threshold: '100000.50',
            points: '40',
          },
          ...{ level: 'LOCATION', window: 'FISCAL_QUARTER' },
        },
      ],
      benefits: [
        { code: 'SUPPORT', kind: 'SUPPORT_LEVEL', title: 'Support', level: 'PREMIUM', dueDays: 5 },
        {
          ...{ code: 'FUNDS', kind: 'MARKET_FUNDS', title: 'Funds', dueDays: 30 },
          amount: { amount: '5000', currency: 'USD' },
        },
      ],
    },
  ],
} as const;

type By = Readonly<{ subject: string | null }>;

export const changeProgram = (portal: Portal, by: By, name: string, input: object) =>
  change(portal, by.subject, [`partnerProgram${name}`, input], PROGRAM);

/** A program of its own for each test, as a draft. */
export const aProgram = (portal: Portal, by: By, content: object = CONTENT) =>
  changeProgram(portal, by, 'Create', {
    ...{ code: `P_${randomUUID().slice(0, 8).toUpperCase()}`, name: 'Program', currency: 'USD' },
    ...content,
  });

/** One that is published from a day on; the portal's clock is to show an instant on that day or before. */
export async function aPublishedProgram(
  portal: Portal,
  by: By,
  content: object = CONTENT,
  validFrom?: string,
) {
  const { id, version } = await aProgram(portal, by, content);
  return await changeProgram(portal, by, 'Publish', { id, version, ...(validFrom && { validFrom }) });
}

/** Everything that a refusal must leave as it was. */
export const programRows = (portal: Portal) =>
  portal.arrange(async (tx) => ({
    programs: await tx.partnerProgram.findMany({ orderBy: { id: 'asc' } }),
    versions: await tx.programVersion.findMany({ orderBy: { id: 'asc' } }),
    tiers: await tx.programTier.findMany({ orderBy: { id: 'asc' } }),
    requirements: await tx.programRequirement.findMany({ orderBy: { id: 'asc' } }),
    benefits: await tx.tierBenefit.findMany({ orderBy: { id: 'asc' } }),
    placements: await tx.tierPlacement.findMany({ orderBy: { id: 'asc' } }),
    waivers: await tx.requirementWaiver.findMany({ orderBy: { id: 'asc' } }),
    entitlements: await tx.benefitEntitlement.findMany({ orderBy: { id: 'asc' } }),
    events: await tx.event.count(),
  }));

const PLACEMENT = `id cause reason effectiveOn bookedAt partner { id } program { id } tier { code rank }`;
const WAIVER = 'id requirementCode validFrom validTo reason status availableActions revokedAt';
const ENTITLEMENT = `id version status startsOn dueOn endedOn provisionedAt reference availableActions benefit { code }
  placement { tier { code } }`;

type Versions = Readonly<{ versions: readonly { tiers: readonly { id: string; code: string }[] }[] }>;

/** The id of a tier of the latest version. */
export const tierOf = ({ versions }: Versions, code: string): string =>
  versions[0]!.tiers.find((tier) => tier.code === code)!.id;

type Partner = Readonly<{ id: string }>;
type Program = Versions & Readonly<{ id: string }>;

/** Puts a partner into a tier of the latest version by hand. */
export const place = (
  portal: Portal,
  by: By,
  [partner, program, code]: readonly [Partner, Program, string],
  more: object = {},
) =>
  change(
    portal,
    by.subject,
    [
      'tierPlacementSet',
      {
        ...{ partnerId: `Partner_${partner.id}`, programId: program.id, tierId: tierOf(program, code) },
        ...{ reason: 'Agreed with the partner.', ...more },
      },
    ],
    PLACEMENT,
  );

export const provision = (portal: Portal, by: By, input: object) =>
  change(portal, by.subject, ['benefitEntitlementProvision', input], ENTITLEMENT);

export const waive = (
  portal: Portal,
  by: By,
  [partner, program]: readonly [Partner, Program],
  more: object,
) =>
  change(
    portal,
    by.subject,
    [
      'requirementWaiverGrant',
      {
        ...{ partnerId: `Partner_${partner.id}`, programId: program.id, requirementCode: 'DEALS' },
        ...{ validTo: '2026-12-01', reason: 'The market is new.', ...more },
      },
    ],
    WAIVER,
  );

export const revoke = (portal: Portal, by: By, id: string) =>
  change(portal, by.subject, ['requirementWaiverRevoke', { id }], WAIVER);

/** What a partner is owed and has, by what is due first. */
export async function entitlements(portal: Portal, by: By, partner: Partner, filter: object = {}) {
  const query = `query ($filter: BenefitEntitlementFilter) { benefitEntitlements(first: 100, filter: $filter) {
    totalCount nodes { ${ENTITLEMENT} } } }`;
  const variables = { filter: { partnerIds: [`Partner_${partner.id}`], ...filter } };
  return (await portal.send(by.subject, query, variables)).data.benefitEntitlements.nodes;
}
