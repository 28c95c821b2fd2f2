import { beforeAll, describe, expect, it } from 'vitest';
import { CURRENCY_CODES, fractionDigitsOf } from '../../src/kernel/currency.ts';
import { formatAmount } from '../../src/kernel/money.ts';
import {
  askedBothWays,
  PERSISTED,
  type Random,
  randomFrom,
  seedStaff,
  withFault,
  withMore,
} from '../support/compiled-operations.ts';
import { DECLARED_OPERATIONS, declaredVariables } from '../support/declared-operations.ts';
import { FIGURES } from '../support/figures.ts';
import { idOf, type PartnerData, seedPartner, seedShared } from '../support/gates/partner-data.ts';
import { isFull } from '../support/gates/sample.ts';
import { MONEY_OPERATIONS, moneyVariables, ROWS_OF_OPERATIONS } from '../support/money-operations.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { screenVariables } from '../support/screen-operations.ts';
import { pageOfReferrals, STATEMENT_FAULTS } from '../support/statement-faults.ts';

const ALL = await withMore(PERSISTED, [...DECLARED_OPERATIONS, ...MONEY_OPERATIONS]);

/** Which of the front end's operations are one statement; one that silently falls out of them fails here. */
const COMPILED = [
  ...[
    'Agreements',
    'Certifications',
    'Earnings',
    'HomeDashboard',
    'NotificationPreferences',
    'Notifications',
    'Onboarding',
  ],
  ...[
    'OnboardingOverdue',
    'ProgramScorecard',
    'RatificationQueue',
    'ReferralDetail',
    'ReferralForm',
    'ReferralList',
  ],
  ...['ReviewQueue', 'StatementDetail'],
];

/** What they do not ask for yet, and is declared all the same. */
const DECLARED = [...DECLARED_OPERATIONS, ...MONEY_OPERATIONS].map((text) => /query (\w+)/.exec(text)![1]!);

const NOW = new Date('2026-06-15T12:00:00Z');
const STATUSES = ['DRAFT', 'SUBMITTED', 'ACCEPTED', 'REJECTED', 'EXPIRED', 'WITHDRAWN'];
const STAGES = ['PROSPECTING', 'QUALIFIED', 'PROPOSAL', 'WON', 'LOST'];

let portal: Portal;
let mine: PartnerData;
let theirs: PartnerData;

beforeAll(async () => {
  portal = await startPortal({ persisted: ALL.operations });
  portal.setNow(NOW);
  await seedShared(portal.database);
  mine = await seedPartner(portal.database, 'mine', 60);
  theirs = await seedPartner(portal.database, 'theirs', 10);
  await seedStaff(portal);
  await portal.arrange((tx) => tx.$executeRawUnsafe(ODD_REFERRALS));
  await portal.arrange((tx) => tx.$executeRawUnsafe(ODD_AWARDS));
  for (const statement of FIGURES) await portal.arrange((tx) => tx.$executeRawUnsafe(statement));
  for (const rows of ROWS_OF_OPERATIONS) await portal.arrange((tx) => tx.$executeRawUnsafe(rows));
});

/** Amounts of each number of digits, names that JSON escapes, and rows that no order but the id's settles. */
const ODD_REFERRALS = `
  WITH odd AS (SELECT id, row_number() OVER (ORDER BY id) AS place FROM referral WHERE status = 'DRAFT' OR deal_amount_minor IS NULL)
  UPDATE referral SET
    estimated_amount_minor = (ARRAY[0, 5, 12345, 9223372036854775807])[1 + odd.place % 4],
    estimated_currency = (ARRAY['EUR', 'JPY', 'KWD', 'CLF', 'USD'])[1 + odd.place % 5],
    deal_amount_minor = (ARRAY[0, 5, 12345, 9223372036854775807])[1 + odd.place % 4],
    deal_currency = (ARRAY['EUR', 'JPY', 'KWD', 'CLF', 'USD'])[1 + odd.place % 5],
    customer_name = (ARRAY['Ünï "cø\\de" \u2028' || E'\\n\\t\\x01', 'a%b_c', 'Same', 'Same', '𝄞 music'])[1 + odd.place % 5],
    created_at = '2026-03-01T00:00:00.100Z', status_since = '2026-03-01T00:00:00Z'
  FROM odd WHERE odd.id = referral.id`;

/** Awards that have not begun, end soon, have ended, were revoked, or have no end. */
const ODD_AWARDS = `
  WITH odd AS (SELECT id, row_number() OVER (ORDER BY id) AS place FROM certification_award)
  UPDATE certification_award SET
    valid_from = (ARRAY['2026-06-16', '2025-01-01', '2025-01-01', '2025-01-01', '2025-01-01']::date[])[1 + odd.place % 5],
    ends_on = (ARRAY['2027-01-01', '2026-07-01', '2026-06-15', '2026-06-15', NULL]::date[])[1 + odd.place % 5],
    revoked_at = (ARRAY[NULL, NULL, NULL, '2026-06-15T00:00:00Z', NULL]::timestamptz[])[1 + odd.place % 5],
    revoke_reason = (ARRAY[NULL, NULL, NULL, 'Cheated', NULL])[1 + odd.place % 5]
  FROM odd WHERE odd.id = certification_award.id`;

const actors = () => [
  ...[mine.admin, mine.member, theirs.admin, 'manager', 'ops', 'sales-ops', 'finance', 'exec', 'crm'],
  'stranger',
  null,
];

const pageOf = ({ oneOf }: Random) => ({
  first: oneOf([undefined, null, 1, 2, 3, 5, 8, 20, 50, 99, 100, oneOf([101, 0, -1])]),
});

const referralFilter = ({ oneOf, someOf, below }: Random) =>
  below(4) === 0
    ? oneOf([null, undefined, {}])
    : {
        status: oneOf([undefined, null, [], ['DRAFT'], someOf(STATUSES)]),
        salesStage: oneOf([undefined, undefined, ['WON'], someOf(STAGES)]),
        partnerIds: oneOf([
          undefined,
          undefined,
          [`Partner_${mine.partnerId}`],
          [],
          oneOf([[], [`Referral_${mine.referralId}`]]),
        ]),
        text: oneOf([undefined, undefined, 'a', 'SAME', '%', oneOf([' ', '_', 'x'.repeat(101)])]),
        createdFrom: oneOf([
          undefined,
          undefined,
          '2026-02-01T00:00:00+01:00',
          oneOf([undefined, 'yesterday']),
        ]),
        createdBefore: oneOf([undefined, undefined, '2026-05-01T00:00:00Z']),
        statusSinceBefore: oneOf([undefined, undefined, '2026-05-01T00:00:00.500Z']),
      };

const referralOrder = ({ oneOf }: Random) =>
  oneOf([
    ...[undefined, null],
    ...['CREATED_AT', 'STATUS_SINCE', 'CUSTOMER_NAME'].flatMap((by) =>
      ['ASC', 'DESC'].map((direction) => ({ by, direction })),
    ),
  ]);

const aPartner = ({ oneOf }: Random) =>
  `Partner_${oneOf([mine.partnerId, mine.partnerId, theirs.partnerId, idOf('mine', 'partner', 1), 'x'])}`;

const variablesOf = (): Readonly<Record<string, (random: Random) => object>> => ({
  ...declaredVariables(mine, theirs),
  ...moneyVariables(mine, theirs),
  ...screenVariables(mine, theirs),
  Certifications: (random) => ({ ...pageOf(random), partnerId: aPartner(random) }),
  Notifications: (random) => ({
    ...pageOf(random),
    filter: random.oneOf([undefined, null, {}, { unread: true }, { unread: false }, { unread: 'yes' }]),
  }),
  Onboarding: ({ oneOf }) => ({
    partnerId: oneOf(
      [mine.partnerId, theirs.partnerId, idOf('mine', 'Partner', 1), 'x'].map((id) => `Partner_${id}`),
    ),
  }),
  ProgramScorecard: ({ oneOf }) => ({
    programId: `PartnerProgram_${oneOf([idOf('shared', 'partnerProgram', 0), idOf('shared', 'partnerProgram', 0), idOf('none', 'x', 0)])}`,
    scope: oneOf([
      { kind: 'PROGRAM', key: 'REFERRAL' },
      { kind: 'ALL' },
      { kind: 'PARTNER', key: `Partner_${mine.partnerId}` },
    ]),
    period: oneOf(['2026-Q2', 'FY2026', '2026-P05']),
    currency: oneOf(['USD', 'EUR', 'JPY']),
  }),
  ReferralForm: ({ oneOf }) => oneOf([{}, { unknown: 1 }]),
  ReferralList: (random) => ({
    ...pageOf(random),
    filter: referralFilter(random),
    orderBy: referralOrder(random),
    after: random.oneOf([
      undefined,
      undefined,
      undefined,
      null,
      random.oneOf(['nonsense', 'WyJDUkVBVEVEX0FUIl0']),
    ]),
  }),
});

/** Each kind of caller asks as often as another. */
const ROUNDS = isFull ? 220 : 22;
const ROUNDS_MILLISECONDS_MAX = isFull ? 600_000 : 60_000;
/** Of these rounds so many are plainly fine at least; the others show that what is not takes the ordinary way. */
const COMPILED_MIN = isFull ? 50 : 6;
/** Few of those who ask may decide, so that the others take the ordinary way, which refuses. */
const COMPILED_MIN_OF: Readonly<Record<string, number>> = { ReviewQueue: isFull ? 10 : 1 };

describe("a front end's operation as one statement", () => {
  it('is each of these', () => {
    const names = Object.values(PERSISTED.compiled).map(({ name }) => name);
    expect(names.sort()).toEqual(COMPILED);
    expect(Object.keys(PERSISTED.names).sort()).toEqual(
      [...COMPILED, ...Object.keys(PERSISTED.ordinary)].sort(),
    );
    expect(Object.keys(variablesOf()).sort()).toEqual([...COMPILED, ...DECLARED].sort());
  });

  const asMany = { timeout: ROUNDS_MILLISECONDS_MAX };
  it.each([...COMPILED, ...DECLARED])(
    '%s answers the same bytes as the ordinary way',
    asMany,
    async (name) => {
      const random = randomFrom(7);
      let compiledCount = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        const subject = actors()[round % actors().length]!;
        const variables = variablesOf()[name]!(random);
        const { ordinary, compiled, isCompiled } = await askedBothWays(portal, ALL, subject, name, variables);
        const where = `${subject} ${JSON.stringify(variables)}`;
        if (ordinary.status === 500) throw new Error(where);
        expect(`${where} ${compiled.text}`).toBe(`${where} ${ordinary.text}`);
        expect(compiled.status).toBe(ordinary.status);
        if (isCompiled) compiledCount += 1;
        if (isCompiled) expect(subject).not.toBeNull();
      }
      expect(compiledCount).toBeGreaterThanOrEqual(COMPILED_MIN_OF[name] ?? COMPILED_MIN);
      expect(portal.unexpected).toEqual([]);
    },
  );

  it.each(['CREATED_AT', 'STATUS_SINCE', 'CUSTOMER_NAME'])(
    'walks the list by %s from page to page',
    async (by) => {
      for (const direction of ['ASC', 'DESC']) {
        let after: string | null = null;
        let pages = 0;
        do {
          const variables = { first: 7, after, orderBy: { by, direction } };
          const asked = await askedBothWays(portal, PERSISTED, mine.admin, 'ReferralList', variables);
          expect(asked.compiled.text).toBe(asked.ordinary.text);
          expect(asked.isCompiled).toBe(true);
          const { pageInfo } = asked.compiled.data.referrals;
          after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
          pages += 1;
        } while (after !== null);
        expect(pages).toBeGreaterThan(3);
      }
    },
  );

  const scorecard = () => ({
    ...{ partnerId: `Partner_${mine.partnerId}`, period: '2026-Q2', currency: 'EUR', kpis: ['REVENUE_WON'] },
    ...{ with: true, withOne: true },
  });

  it('asks no permission for what a variable leaves out', async () => {
    const without = { ...scorecard(), with: false, withOne: false };
    const left = await askedBothWays(portal, ALL, mine.member, 'Scorecard', without);
    expect(left).toMatchObject({ isCompiled: true, isSame: true });
    const asked = await askedBothWays(portal, ALL, mine.member, 'Scorecard', { ...without, with: true });
    expect(asked).toMatchObject({ isCompiled: false, isSame: true });
  });

  it.each(['fiscal_start_month = 4', "time_zone = 'Pacific/Auckland'", 'fiscal_start_month = 1'])(
    'reads by the calendar that is in force, now %s',
    async (change) => {
      await portal.arrange((tx) => tx.$executeRawUnsafe(`UPDATE vendor_settings SET ${change}`));
      const asked = await askedBothWays(portal, ALL, mine.admin, 'Scorecard', scorecard());
      expect(asked).toMatchObject({ isCompiled: true, isSame: true });
    },
  );

  it('is left to the ordinary way where a mistake of ours comes before its statement', async () => {
    const hash = ALL.names.NotificationPreferences!;
    const operation = ALL.compiled[hash]!;
    const computed = Object.fromEntries(
      Object.entries(operation.computed).map(([key, field]) => [key, { ...field, rule: 'none' }]),
    );
    const faulty = { ...ALL, compiled: { ...ALL.compiled, [hash]: { ...operation, computed } } };
    const asked = await askedBothWays(portal, faulty, mine.admin, 'NotificationPreferences', {});
    expect(asked).toMatchObject({ isCompiled: false, isSame: true });
    expect(portal.unexpected.splice(0)).toEqual([new RangeError('There is no rule none')]);
  });

  it('writes amounts of every currency as the kernel does', async () => {
    const minors = [0n, 5n, -5n, 12_345n, 9_223_372_036_854_775_807n, -9_223_372_036_854_775_807n];
    const rows = await portal.arrange(
      (tx) =>
        tx.$queryRaw<{ code: string; minor: bigint; amount: string }[]>`
          SELECT code, minor, portal_amount(minor, code) AS amount
          FROM unnest(${[...CURRENCY_CODES]}::text[]) AS code, unnest(${minors}::bigint[]) AS minor`,
    );
    expect(rows).toHaveLength(CURRENCY_CODES.length * minors.length);
    for (const { code, minor, amount } of rows)
      expect(`${code} ${amount}`).toBe(
        `${code} ${formatAmount({ amountMinor: minor, currency: code as (typeof CURRENCY_CODES)[number] })}`,
      );
    expect(new Set(CURRENCY_CODES.map(fractionDigitsOf))).toEqual(new Set([0, 2, 3, 4]));
  });
});

describe('the comparison', () => {
  it.each(STATEMENT_FAULTS)('notices $fault', async ({ change, variables = pageOfReferrals, ...asked }) => {
    const { name = 'ReferralList', by = mine.admin } = asked;
    const faulty = withFault(ALL, name, change);
    expect(faulty).not.toEqual(ALL);
    const both = await askedBothWays(portal, faulty, by, name, variables(mine));
    expect(both.isCompiled).toBe(true);
    expect(both.isSame).toBe(false);
  });
});
