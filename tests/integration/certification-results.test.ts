import { beforeAll, describe, expect, it } from 'vitest';
import { settlePersons } from '../../src/domains/certifications/enrolment-settlement.service.ts';
import { recordResults } from '../../src/domains/certifications/result.service.ts';
import type { ResultRow } from '../../src/domains/certifications/result-rows.rules.ts';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { aMember, aPartner, type Member } from '../support/builders.ts';
import { recordStatements } from '../support/gates/statements.ts';
import { aCertification, anEnrolment, aResult, at, type Certification } from '../support/learning.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const NOW = at('2026-03-01T09:00:00Z');

let portal: Portal;
let member: Member;
let certification: Certification;

const record = (rows: readonly ResultRow[], now = NOW) =>
  portal.arrange((tx) => recordResults(tx, JOB_ACTOR, rows, now));

const awardsOf = (personId: string) =>
  portal.arrange((tx) =>
    tx.certificationAward.findMany({ where: { personId }, orderBy: { validFrom: 'asc' } }),
  );

const progressOf = (personId: string) =>
  portal.arrange((tx) =>
    tx.enrolmentProgress.findMany({
      where: { enrolment: { personId } },
      orderBy: { requirement: { code: 'asc' } },
      select: { status: true, attempts: true, bestPercent: true, fulfilledAt: true, nextAttemptAt: true },
    }),
  );

const exam = (personId: string, day: string, scorePercent: number, sourceId?: string) =>
  aResult(personId, {
    ...{ kind: 'EXAM', externalCode: 'E-1', outcome: scorePercent >= 70 ? 'PASSED' : 'FAILED', scorePercent },
    ...{ happenedAt: at(day), ...(sourceId && { sourceId }) },
  });
const course = (personId: string, day: string) => aResult(personId, { happenedAt: at(day) });

beforeAll(async () => {
  portal = await startPortal();
  const partner = await aPartner(portal);
  member = await aMember(portal, partner.id);
  certification = await aCertification(portal, {
    groups: [
      {
        requirements: [
          { kind: 'COURSE', externalCode: 'C-1' },
          { kind: 'EXAM', externalCode: 'E-1', passMarkPercent: '70', attemptsMax: 3, coolDownDays: 14 },
        ],
      },
    ],
  });
});

const somebody = async () => {
  const another = await aMember(portal, member.partnerId, 'PARTNER_MEMBER');
  await anEnrolment(portal, another, certification);
  return another;
};

describe('recording results', () => {
  it('awards on the day of the last fulfilment, once for repeated deliveries in any order', async () => {
    const { personId } = await somebody();
    const rows = [
      exam(personId, '2026-02-20', 81),
      course(personId, '2026-01-05'),
      exam(personId, '2026-02-01', 60),
    ];
    expect(await record(rows)).toEqual(rows.map(() => ({ outcome: 'CREATED', id: expect.any(String) })));
    const again = await record([...rows].reverse());
    expect(again.map(({ outcome }) => outcome)).toEqual(['UNCHANGED', 'UNCHANGED', 'UNCHANGED']);
    expect(await awardsOf(personId)).toEqual([
      expect.objectContaining({
        ...{ awardedOn: at('2026-02-20T00:00:00Z'), validFrom: at('2026-02-20T00:00:00Z') },
        ...{ endsOn: at('2028-02-20T00:00:00Z'), partnerId: member.partnerId, revokedAt: null },
        code: expect.stringMatching(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/),
      }),
    ]);
    expect((await progressOf(personId))[1]).toMatchObject({ status: 'FULFILLED', attempts: 2 });
  });

  it('refuses each bad row by itself', async () => {
    const { personId } = await somebody();
    const first = exam(personId, '2026-02-02', 50);
    await record([first]);
    const answers = await record([
      course(personId, '2026-01-01'),
      course('00000000-0000-4000-8000-000000000000', '2026-01-01'),
      aResult(personId, { personId: null, email: 'nobody@nowhere.test', happenedAt: at('2026-01-01') }),
      aResult(personId, { externalCode: 'C-404', happenedAt: at('2026-01-01') }),
      aResult(personId, { kind: 'PRACTICUM', happenedAt: at('2026-01-01') }),
      course(personId, '2026-03-02'),
      { ...first, scorePercent: 51 },
      { ...exam(personId, '2026-02-03', 70), scorePercent: '100.01' },
      { ...exam(personId, '2026-02-03', 70), scorePercent: -1 },
      { ...exam(personId, '2026-02-03', 70), scorePercent: null },
      aResult(personId, { sourceId: ' ', happenedAt: at('2026-01-01') }),
    ]);
    expect(
      answers.map((answer) => ('code' in answer ? [answer.field, answer.code] : answer.outcome)),
    ).toEqual([
      'CREATED',
      ['personId', 'UNKNOWN_PERSON'],
      ['email', 'UNKNOWN_PERSON'],
      ['externalCode', 'UNKNOWN_CODE'],
      ['externalCode', 'UNKNOWN_CODE'],
      ['happenedAt', 'IN_THE_FUTURE'],
      ['sourceId', 'OTHER_CONTENT'],
      ['scorePercent', 'NOT_A_PERCENT'],
      ['scorePercent', 'NOT_A_PERCENT'],
      ['scorePercent', 'REQUIRED'],
      ['sourceId', expect.any(String)],
    ]);
  });

  it('refuses an attempt after the award, in the same delivery as in a later one', async () => {
    const { personId } = await somebody();
    const rows = [
      course(personId, '2026-01-05'),
      exam(personId, '2026-01-06', 90),
      exam(personId, '2026-01-07', 95),
    ];
    expect((await record(rows)).map(({ outcome }) => outcome)).toEqual(['CREATED', 'CREATED', 'REFUSED']);
    expect(await record([course(personId, '2026-01-08')])).toEqual([
      { outcome: 'REFUSED', field: 'happenedAt', code: 'AFTER_AWARD', message: expect.any(String) },
    ]);
    // What happened before the award and arrives late is fine.
    expect((await record([exam(personId, '2025-12-01', 40)])).map(({ outcome }) => outcome)).toEqual([
      'CREATED',
    ]);
    expect((await awardsOf(personId)).map(({ awardedOn }) => awardedOn)).toEqual([
      at('2026-01-06T00:00:00Z'),
    ]);
  });

  it('takes an award back, and gives it again, when a late result says that the attempt did not count', async () => {
    const { personId } = await somebody();
    await record([course(personId, '2026-01-05'), exam(personId, '2026-01-06', 90)]);
    await record([exam(personId, '2026-01-01', 20)]);
    expect(await awardsOf(personId)).toEqual([
      expect.objectContaining({ revokedAt: NOW, endsOn: at('2026-01-06T00:00:00Z') }),
    ]);
    expect((await progressOf(personId))[1]).toMatchObject({ status: 'OPEN', attempts: 1 });
    await record([exam(personId, '2026-01-20', 75)]);
    const [award] = await awardsOf(personId);
    expect(award).toMatchObject({ revokedAt: null, awardedOn: at('2026-01-20T00:00:00Z') });
    const changes = await portal.arrange((tx) =>
      tx.certificationAwardChange.findMany({ where: { awardId: award!.id }, orderBy: { id: 'asc' } }),
    );
    expect(changes.map(({ cause }) => cause)).toEqual(['AWARDED', 'REVOKED', 'AWARDED']);
  });

  it('awards what waited for a prerequisite, with it', async () => {
    const after = await aCertification(portal, {
      prerequisites: [certification.programId],
      groups: [{ requirements: [{ kind: 'PRACTICUM', externalCode: 'P-1' }] }],
    });
    const another = await somebody();
    await anEnrolment(portal, another, after);
    const { personId } = another;
    await record([
      aResult(personId, { kind: 'PRACTICUM', externalCode: 'P-1', happenedAt: at('2026-01-02') }),
    ]);
    expect(await awardsOf(personId)).toEqual([]);
    await record([course(personId, '2026-01-05'), exam(personId, '2026-01-06', 90)]);
    expect((await awardsOf(personId)).map(({ programId, awardedOn }) => [programId, awardedOn])).toEqual([
      [certification.programId, at('2026-01-06T00:00:00Z')],
      [after.programId, at('2026-01-06T00:00:00Z')],
    ]);
  });

  it('fulfils an implementation by any that was led, and says nothing of what comes after', async () => {
    const led = await aCertification(portal, { groups: [{ requirements: [{ kind: 'IMPLEMENTATION' }] }] });
    const another = await aMember(portal, member.partnerId);
    await anEnrolment(portal, another, led);
    const done = (day: string) =>
      aResult(another.personId, {
        ...{ source: 'IMPLEMENTATION', kind: 'IMPLEMENTATION', externalCode: 'SIGNED', happenedAt: at(day) },
      });
    expect((await record([done('2026-01-02'), done('2026-02-02')])).map(({ outcome }) => outcome)).toEqual([
      'CREATED',
      'CREATED',
    ]);
    expect(await awardsOf(another.personId)).toHaveLength(1);
  });

  it('says the same of a delivery that races itself', async () => {
    const { personId } = await somebody();
    const rows = [course(personId, '2026-01-05'), exam(personId, '2026-01-06', 90)];
    const answers = await Promise.all([record(rows), record(rows), record(rows)]);
    expect(answers.flat().filter(({ outcome }) => outcome === 'CREATED')).toHaveLength(2);
    expect(answers.flat().filter(({ outcome }) => outcome === 'UNCHANGED')).toHaveLength(4);
    expect(await awardsOf(personId)).toHaveLength(1);
  });

  it('sends as many statements for many rows as for few', async () => {
    const recording = recordStatements(portal.database);
    const statementsFor = async (count: number) => {
      const people = await Promise.all(Array.from({ length: count }, somebody));
      const rows = people.flatMap(({ personId }) => [
        course(personId, '2026-01-05'),
        exam(personId, '2026-01-06', 90),
      ]);
      recording.take();
      await record(rows);
      return recording.take().length;
    };
    expect(await statementsFor(12)).toBe(await statementsFor(1));
  });

  it('settles nothing twice', async () => {
    const { personId } = await somebody();
    await record([course(personId, '2026-01-05'), exam(personId, '2026-01-06', 90)]);
    const events = () => portal.arrange((tx) => tx.event.count());
    const before = await events();
    expect(await portal.arrange((tx) => settlePersons(tx, JOB_ACTOR, [personId], NOW))).toBe(0);
    expect(await events()).toBe(before);
  });
});
