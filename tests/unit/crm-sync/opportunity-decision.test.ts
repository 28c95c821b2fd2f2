import { describe, expect, it } from 'vitest';
import { opportunityDecision } from '../../../src/workflows/crm-sync/opportunity-decision.ts';
import type { Claim, Known, Standing } from '../../../src/workflows/crm-sync/opportunity-rows.ts';
import { anOpportunityRow } from './support.ts';

const [ACME, GLOBEX] = ['acme', 'globex'];

const aClaim = (claim: Partial<Claim> = {}): Claim => ({
  id: 'claim',
  origin: 'PORTAL',
  status: 'ACCEPTED',
  partnerId: ACME,
  registeredById: 'ada',
  opportunityId: null,
  ...claim,
});

const made = (claim: Partial<Claim> = {}) =>
  aClaim({ id: 'made', origin: 'IMPORTED', opportunityId: 'deal', ...claim });
const own = (claim: Partial<Claim> = {}) => aClaim({ id: 'own', opportunityId: 'deal', ...claim });

const before = { name: 'Deal', partnerId: ACME, referredById: 'ada' } as Standing;

const aKnown = (known: Partial<Known> = {}): Known => ({
  before: null,
  effectiveAt: null,
  customer: null,
  product: null,
  partnerId: null,
  membershipId: null,
  linked: [],
  named: null,
  ...known,
});

const decide = (row: Parameters<typeof anOpportunityRow>[0], known: Partial<Known>, isTaken = false) =>
  opportunityDecision(anOpportunityRow(row), aKnown(known), isTaken);

describe('who is credited', () => {
  const stated = { partnerExternalId: 'P' };
  it.each([
    { _case: 'nobody, for direct sales', row: {}, known: {}, credit: null, create: false, release: [] },
    {
      _case: 'a new referral of the partner',
      row: stated,
      known: { partnerId: ACME, membershipId: 'ada' },
      credit: ACME,
      create: true,
      release: [],
    },
    {
      _case: 'the referral that was made before',
      row: stated,
      known: { before, partnerId: ACME, linked: [made()] },
      credit: ACME,
      create: false,
      release: [],
    },
    {
      _case: 'the one that was made before and withdrawn, which is not made again',
      row: stated,
      known: { before, partnerId: ACME, linked: [made({ status: 'WITHDRAWN' })] },
      credit: ACME,
      create: false,
      release: [],
    },
    {
      _case: 'another partner, for whom another referral is made',
      row: stated,
      known: { before, partnerId: GLOBEX, linked: [made()] },
      credit: GLOBEX,
      create: true,
      release: ['made'],
    },
    {
      _case: 'nobody any more',
      row: {},
      known: { before, linked: [made()] },
      credit: null,
      create: false,
      release: ['made'],
    },
    {
      _case: "the partner's own referral, though the row names nobody",
      row: {},
      known: { before, linked: [own()] },
      credit: ACME,
      create: false,
      release: [],
    },
    {
      _case: "the partner's own referral, though its protection has expired",
      row: {},
      known: { before, linked: [own({ status: 'EXPIRED' })] },
      credit: ACME,
      create: false,
      release: [],
    },
    {
      _case: 'the referral that the row names, in place of the one that was made',
      row: { referralId: 'claim' },
      known: { before, named: aClaim(), linked: [made()] },
      credit: ACME,
      create: false,
      release: ['made'],
    },
    {
      _case: 'the referral that the row names again, though it was withdrawn since',
      row: { referralId: 'own' },
      known: { before, named: own({ status: 'WITHDRAWN' }), linked: [own({ status: 'WITHDRAWN' })] },
      credit: ACME,
      create: false,
      release: [],
    },
  ])('$_case', ({ row, known, credit, create, release }) => {
    const decision = decide(row, known);
    if (!('attribution' in decision)) throw new Error(JSON.stringify(decision.errors));
    expect(decision.standing.partnerId).toBe(credit);
    expect(decision.attribution.create !== null).toBe(create);
    expect(decision.attribution.release.map(({ id }) => id)).toEqual(release);
  });
});

describe('what is refused', () => {
  const named = { referralId: 'claim' };
  it.each([
    { code: 'NOT_FOUND', row: { accountExternalId: 'A' }, known: {} },
    { code: 'NOT_FOUND', row: { productExternalId: 'P' }, known: {} },
    { code: 'NOT_FOUND', row: { partnerId: 'P' }, known: {} },
    { code: 'NOT_FOUND', row: named, known: {} },
    { code: 'REFERRAL_NOT_ACCEPTED', row: named, known: { named: aClaim({ status: 'SUBMITTED' }) } },
    {
      code: 'REFERRAL_OF_ANOTHER_PARTNER',
      row: { ...named, partnerId: GLOBEX },
      known: { named: aClaim(), partnerId: GLOBEX },
    },
    { code: 'REFERRAL_LINKED', row: named, known: { named: aClaim({ opportunityId: 'other' }) } },
    { code: 'REFERRAL_LINKED', row: named, known: { named: aClaim() }, isTaken: true },
    { code: 'DEAL_LINKED', row: named, known: { before, named: aClaim(), linked: [own()] } },
    {
      code: 'CREDITED_TO_ANOTHER_PARTNER',
      row: { partnerId: GLOBEX },
      known: { before, partnerId: GLOBEX, linked: [own()] },
    },
  ])('$code', ({ code, row, known, isTaken }) => {
    expect(decide(row, known, isTaken).errors.map((error) => error.code)).toEqual([code]);
  });
});
