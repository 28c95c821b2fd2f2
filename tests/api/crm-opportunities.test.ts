import { beforeAll, describe, expect, it } from 'vitest';
import { anId, type CrmPortal, SYSTEM, startCrmPortal } from '../support/crm.ts';

let place: CrmPortal;

beforeAll(async () => {
  place = await startCrmPortal();
});

describe('crmOpportunitiesUpsert', () => {
  it('creates deals of partners and of direct sales, and repeats without writing', async () => {
    const account = anId();
    await place.sendAccounts([{ externalId: account, name: 'Umbrella' }]);
    const rows = [
      {
        externalId: anId(),
        stage: 'PROPOSAL',
        amount: { amount: '1200.00', currency: 'EUR' },
        openedOn: '2026-03-01',
        accountExternalId: account,
        productExternalId: 'LUMEN',
        partnerExternalId: 'P-ACME',
      },
      { externalId: anId(), stage: 'PROSPECTING', name: 'Direct', accountExternalId: account },
      { externalId: anId(), stage: 'PROSPECTING', partnerId: `Partner_${place.stranger.partnerId}` },
    ];
    const created = await place.sendDeals(rows);
    expect(created.results).toMatchObject([
      {
        outcome: 'CREATED',
        opportunity: {
          name: 'Umbrella, Product LUMEN',
          amount: { amount: '1200.00', currency: 'EUR' },
          openedOn: '2026-03-01',
          partner: { name: 'Acme' },
          first: { name: 'Umbrella' },
        },
      },
      { outcome: 'CREATED', opportunity: { name: 'Direct', partner: null } },
      { outcome: 'CREATED', opportunity: { partner: { name: 'Globex' } } },
    ]);
    const referrals = await place.portal.arrange((tx) =>
      tx.referral.findMany({
        where: { opportunity: { externalId: { in: rows.map((row) => row.externalId) } } },
      }),
    );
    expect(referrals.map(({ origin, status, salesStage }) => [origin, status, salesStage]).sort()).toEqual([
      ['CRM', 'ACCEPTED', 'PROPOSAL'],
      ['CRM', 'ACCEPTED', 'PROSPECTING'],
    ]);
    const before = await place.countOf();
    const again = await place.sendDeals(rows);
    expect(again.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'UNCHANGED',
      'UNCHANGED',
      'UNCHANGED',
    ]);
    expect(await place.countOf()).toEqual(before);
  });

  it('rejects bad rows with what is wrong, and loads the others', async () => {
    const good = anId();
    const { results } = await place.sendDeals([
      { externalId: '  ', stage: 'WON' },
      {
        externalId: anId(),
        stage: 'WON',
        lostReason: 'Price',
        openedOn: '2026-02-01',
        closeOn: '2026-01-01',
      },
      {
        externalId: anId(),
        stage: 'WON',
        accountExternalId: 'nobody',
        productExternalId: 'nothing',
        partnerExternalId: 'none',
      },
      { externalId: anId(), stage: 'WON', amount: { amount: '-1', currency: 'EUR' }, ownerEmail: 'nobody' },
      {
        externalId: anId(),
        stage: 'WON',
        partnerExternalId: 'P-ACME',
        partnerId: `Partner_${place.admin.partnerId}`,
      },
      { externalId: good, stage: 'WON', closeOn: '2026-01-02', name: 'a\u0000b' },
      { externalId: good, stage: 'LOST' },
    ]);
    const codes = results.map(({ errors }: { errors: { field: string; code: string }[] }) =>
      errors.map(({ field, code }) => `${field} ${code}`),
    );
    expect(codes).toEqual([
      ['externalId REQUIRED'],
      ['lostReason NOT_LOST', 'closeOn DATES_REVERSED'],
      ['accountExternalId NOT_FOUND', 'productExternalId NOT_FOUND', 'partnerExternalId NOT_FOUND'],
      ['amount NEGATIVE', 'ownerEmail NOT_AN_EMAIL'],
      ['partnerId PARTNER_TWICE'],
      [],
      ['externalId DUPLICATE_ID'],
    ]);
    expect(results[5]).toMatchObject({ outcome: 'CREATED', opportunity: { name: 'a b', stage: 'WON' } });
    expect(place.portal.unexpected).toEqual([]);
  });

  it('remembers every change as a fact, in order of effect', async () => {
    const externalId = anId();
    const changedAt = '2026-04-02T10:00:00.000Z';
    await place.sendDeals([{ externalId, stage: 'QUALIFIED', openedOn: '2026-03-01' }]);
    await place.sendDeals([
      {
        externalId,
        stage: 'PROPOSAL',
        openedOn: '2026-03-01',
        amount: { amount: '5.00', currency: 'EUR' },
        changedAt,
      },
    ]);
    await place.sendDeals([
      {
        externalId,
        stage: 'WON',
        openedOn: '2026-03-01',
        closeOn: '2026-05-04',
        amount: { amount: '5.00', currency: 'EUR' },
      },
    ]);
    const deal = await place.portal.arrange((tx) =>
      tx.opportunity.findUniqueOrThrow({
        where: { system_externalId: { system: SYSTEM, externalId } },
        include: { changes: { orderBy: { effectiveAt: 'asc' } } },
      }),
    );
    expect(
      deal.changes.map(({ changed, stage, effectiveAt }) => [changed, stage, effectiveAt.toISOString()]),
    ).toEqual([
      [['CREATED'], 'QUALIFIED', '2026-03-01T00:00:00.000Z'],
      [['STAGE', 'AMOUNT'], 'PROPOSAL', changedAt],
      [['STAGE', 'CLOSE_DATE'], 'WON', '2026-05-04T00:00:00.000Z'],
    ]);
    const types = await place.portal.arrange((tx) =>
      tx.event.findMany({
        where: { subjectId: deal.id },
        orderBy: { occurredAt: 'asc' },
        select: { type: true },
      }),
    );
    expect(types.map(({ type }) => type)).toEqual([
      'opportunity.created',
      'opportunity.stage_changed',
      'opportunity.changed',
      'opportunity.stage_changed',
      'opportunity.changed',
    ]);
  });

  it('leaves a deal as it is where a row comes too late, and takes the last one received where none says when', async () => {
    const externalId = anId();
    const send = async (row: object) => (await place.sendDeals([{ externalId, ...row }])).results[0];
    const newer = { stage: 'PROPOSAL', changedAt: '2026-06-02T00:00:00.000Z' };
    const older = { stage: 'PROSPECTING', changedAt: '2026-06-01T00:00:00.000Z' };
    await send(newer);
    const before = await place.countOf();
    const late = { outcome: 'UNCHANGED', errors: [], opportunity: { stage: 'PROPOSAL', version: 1 } };
    expect(await send(older)).toMatchObject(late);
    expect(await send(older)).toMatchObject(late);
    expect(await send({ ...older, name: 'Renamed', partnerExternalId: 'P-ACME' })).toMatchObject(late);
    expect(await send(newer)).toMatchObject(late);
    expect(await place.countOf()).toEqual(before);
    expect(await send({ ...older, changedAt: newer.changedAt })).toMatchObject({
      outcome: 'UPDATED',
      opportunity: { stage: 'PROSPECTING', version: 2 },
    });
    expect(await send({ stage: 'QUALIFIED' })).toMatchObject({
      outcome: 'UPDATED',
      opportunity: { stage: 'QUALIFIED', version: 3 },
    });
    expect(place.portal.unexpected).toEqual([]);
  });

  it('rejects ids that it would have to clean, and ids of another type, row by row', async () => {
    const [plain, bare] = [anId(), anId()];
    const row = { externalId: bare, stage: 'WON' };
    const sent = [
      { ...row, externalId: `${plain}\u0000` },
      { ...row, externalId: `${plain}\ud800` },
      { ...row, externalId: `${plain}\ud801` },
      { ...row, accountExternalId: 'a\u0007', productExternalId: '\u0000', partnerExternalId: 'P-ACME\n' },
      { ...row, partnerId: `Referral_${place.admin.partnerId}`, referralId: 'nonsense' },
      { ...row, externalId: plain },
    ];
    const { results } = await place.sendDeals(sent);
    const codes = results.map(({ errors }: { errors: { field: string; code: string }[] }) =>
      errors.map(({ field, code }) => `${field} ${code}`),
    );
    expect(codes).toEqual([
      ['externalId NOT_PLAIN'],
      ['externalId NOT_PLAIN'],
      ['externalId NOT_PLAIN'],
      ['accountExternalId NOT_PLAIN', 'productExternalId NOT_PLAIN', 'partnerExternalId NOT_PLAIN'],
      ['partnerId WRONG_TYPE', 'referralId WRONG_TYPE'],
      [],
    ]);
    expect(results[5]).toMatchObject({ outcome: 'CREATED' });
    const deals = await place.portal.arrange((tx) =>
      tx.opportunity.count({ where: { OR: [{ externalId: { startsWith: plain } }, { externalId: bare }] } }),
    );
    expect(deals).toBe(1);
    expect(place.portal.unexpected).toEqual([]);
  });

  it('loads a row once, however many send it at the same time', async () => {
    const rows = [
      { externalId: anId(), stage: 'QUALIFIED', partnerExternalId: 'P-ACME', openedOn: '2026-03-01' },
    ];
    const answers = await Promise.all(Array.from({ length: 5 }, () => place.sendDeals(rows)));
    expect(answers.map(({ results }) => results[0].outcome).sort()).toEqual([
      'CREATED',
      ...Array.from({ length: 4 }, () => 'UNCHANGED'),
    ]);
    const referrals = await place.portal.arrange((tx) =>
      tx.referral.count({ where: { opportunity: { externalId: rows[0]!.externalId } } }),
    );
    expect(referrals).toBe(1);
    expect(place.portal.unexpected).toEqual([]);
  });
});
