import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readMapping } from '../../src/workflows/import-crm/mapping.ts';
import { aMember, aPartner } from '../support/builders.ts';
import { tallies } from '../support/import.ts';
import { aCertification, type Certification } from '../support/learning.ts';
import {
  learningMapping,
  learningMeaning,
  learningVersions,
  loadLearning,
  manyPeople,
} from '../support/learning-import.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const PEOPLE = 300;
const ATTEMPTS = 20;

let portal: Portal;
let partnerId: string;
let certification: Certification;

beforeAll(async () => {
  portal = await startPortal();
  partnerId = (await aPartner(portal)).id;
  const exam = { kind: 'EXAM', externalCode: 'E-1', passMarkPercent: '70' } as const;
  certification = await aCertification(portal, {
    groups: [{ requirements: [{ kind: 'COURSE', externalCode: 'C-1' }, exam] }],
  });
});

const issuesOf = ({ groups }: Awaited<ReturnType<typeof loadLearning>>) =>
  Object.fromEntries(groups.map(({ severity, code, count }) => [`${severity} ${code}`, count]));

const twoDigits = (number: number) => `${number}`.padStart(2, '0');

/** The course and nineteen attempts at the exam of each person; those of even numbers pass with the last one. */
function cleanRow(name: string, person: number, attempt: number): string {
  const who = `${name}/${person}-${attempt},person-${person}@${name}.test`;
  if (attempt === 0) return `${who},COURSE,C-1,COMPLETED,,2024-01-${twoDigits(1 + (person % 28))}`;
  const isPassing = attempt === ATTEMPTS - 1 && person % 2 === 0;
  const score = isPassing ? 85 : 40 + ((person + attempt) % 30);
  return `${who},EXAM,E-1,${isPassing ? 'PASSED' : 'FAILED'},${score}%,2024-02-${twoDigits(attempt)}`;
}

/** Eight kinds of dirt, five of each but the last, spread over the file; what they repeat stands before them. */
function dirtyRows(name: string, number: number): string[] {
  const row = (id: string, more: string) => `${name}/${id}-${number},person-${number}@${name}.test,${more}`;
  return [
    row('bad-date', 'EXAM,E-1,FAILED,50%,2024-02-30'),
    `${name}/unknown-${number},stranger-${number}@${name}.test,EXAM,E-1,FAILED,50%,2024-02-01`,
    row('bad-code', 'EXAM,E-9,FAILED,50%,2024-02-01'),
    row('bad-score', `EXAM,E-1,FAILED,${['185%', 'good', '85.123%', '-1%', '101'][number]},2024-02-01`),
    row('future', 'EXAM,E-1,FAILED,50%,2026-06-16'),
    cleanRow(name, number, 0),
    cleanRow(name, number, 1).replace('FAILED', 'PASSED'),
    ...(number % 2 === 0 ? [row('late', 'EXAM,E-1,PASSED,99%,2024-03-15')] : []),
  ];
}

function rowsFor(name: string): string[] {
  const clean = Array.from({ length: PEOPLE * ATTEMPTS }, (_, at) =>
    cleanRow(name, at % PEOPLE, Math.floor(at / PEOPLE)),
  );
  const dirty = [0, 1, 2, 3, 4].flatMap((number) => dirtyRows(name, number));
  const [late, other] = [
    dirty.filter((row) => row.includes('/late-')),
    dirty.filter((row) => !row.includes('/late-')),
  ];
  return [...clean.slice(0, 4_000), ...other, ...clean.slice(4_000), ...late];
}

describe("a learning system's file of 300 people and 6,000 attempts", () => {
  const load = (name: string, options: object = {}) =>
    loadLearning(portal, rowsFor(name), { batchRows: 1_000, ...options });
  let loaded: ReturnType<typeof load> | null = null;
  const loadedOnce = async () => {
    loaded ??= manyPeople(portal, partnerId, 'clean', PEOPLE).then(() => load('clean'));
    return await loaded;
  };

  it('is loaded with an error for each wrong row, and changes nothing when it is loaded again', async () => {
    const first = await loadedOnce();
    expect(tallies(first)).toEqual({
      'attempts.csv': { rowsRead: 6_038, created: 6_000, updated: 0, unchanged: 5, rejected: 33 },
    });
    expect(issuesOf(first)).toEqual({
      ...{ 'ERROR INVALID_DATE': 5, 'ERROR UNKNOWN_PERSON': 5, 'ERROR UNKNOWN_CODE': 5 },
      ...{ 'ERROR NUMBER_OUT_OF_RANGE': 2, 'ERROR INVALID_NUMBER': 1, 'ERROR NUMBER_TOO_PRECISE': 1 },
      ...{ 'ERROR NEGATIVE_NUMBER': 1, 'ERROR OTHER_CONTENT': 5, 'ERROR AFTER_AWARD': 3 },
      ...{ 'ERROR DATE_IN_FUTURE': 5, 'WARNING DUPLICATE_ID': 10 },
    });
    expect(first.groups.find(({ code }) => code === 'DATE_IN_FUTURE')?.examples[0]).toMatchObject({
      ...{ column: 'day', value: '2026-06-16T00:00:00.000Z', line: 4_006 },
    });
    const awards = await portal.arrange((tx) => tx.certificationAward.findMany());
    expect(awards).toHaveLength(150);
    expect([...new Set(awards.map(({ awardedOn }) => awardedOn.toISOString()))]).toEqual([
      '2024-02-19T00:00:00.000Z',
    ]);
    expect(await learningMeaning(portal, 'clean')).toMatchObject([
      { kind: 'award', count: 150 },
      { kind: 'enrolment', count: 300 },
      { kind: 'progress', count: 600 },
      { kind: 'result', count: 6_000 },
    ]);
    const before = await learningVersions(portal);
    const again = await load('clean');
    expect(tallies(again)).toEqual({
      'attempts.csv': { rowsRead: 6_038, created: 0, updated: 0, unchanged: 6_005, rejected: 33 },
    });
    expect(issuesOf(again)).toEqual(issuesOf(first));
    expect(await learningVersions(portal)).toEqual(before);
  });

  it('is finished by loading it again, wherever it stopped', async () => {
    await loadedOnce();
    await manyPeople(portal, partnerId, 'halved', PEOPLE);
    let batches = 0;
    const stop = () => {
      batches += 1;
      if (batches === 5) throw new Error('stopped');
    };
    await expect(load('halved', { afterBatch: stop })).rejects.toThrow('stopped');
    const whole = await learningMeaning(portal, 'clean');
    expect(await learningMeaning(portal, 'halved')).not.toEqual(whole);
    const rest = await load('halved');
    expect(await learningMeaning(portal, 'halved')).toEqual(whole);
    expect(tallies(rest)['attempts.csv']).toMatchObject({ created: 1_013, unchanged: 4_992 });
  });
});

describe('enrolling with a file', () => {
  const programOf = (personId: string) =>
    portal.arrange((tx) =>
      tx.enrolment.findMany({ where: { personId }, select: { path: true, status: true } }),
    );
  const rowsOf = (email: string, id: string) => [
    `${id}/course,${email},COURSE,C-1,COMPLETED,,2024-01-05`,
    `${id}/exam,${email},EXAM,E-1,PASSED,90%,2024-01-06`,
  ];

  it('happens only where the mapping says so, and then counts what was loaded before', async () => {
    const { subject, personId } = await aMember(portal, partnerId);
    const rows = rowsOf(`${subject}@people.test`, subject);
    const plain = { mapping: learningMapping() };
    expect(tallies(await loadLearning(portal, rows, plain))['attempts.csv']).toMatchObject({ created: 2 });
    expect(await programOf(personId)).toEqual([]);
    expect(tallies(await loadLearning(portal, rows))['attempts.csv']).toMatchObject({ unchanged: 2 });
    expect(await programOf(personId)).toEqual([{ path: 'FULL', status: 'COMPLETED' }]);
    const events = await portal.arrange((tx) =>
      tx.event.findMany({
        where: { partnerId, data: { path: ['programCode'], equals: certification.code } },
        orderBy: { id: 'desc' },
        take: 3,
      }),
    );
    expect(events.map(({ type }) => type).sort()).toEqual([
      'certification.awarded',
      'certification.enrolled',
      'certification.progressed',
    ]);
  });

  it('leaves out whom a certification is not for, and who withdrew', async () => {
    await aCertification(portal, {
      partnerTypes: ['RESELLER'],
      groups: [{ requirements: [{ kind: 'COURSE', externalCode: 'C-2' }] }],
    });
    const one = await aMember(portal, partnerId);
    const other = await aMember(portal, (await aPartner(portal, { type: 'RESELLER' })).id);
    const course = ({ subject }: { subject: string }) =>
      `${subject}/c,${subject}@people.test,COURSE,C-2,COMPLETED,,2024-01-05`;
    const rows = [course(one), course(other)];
    expect(tallies(await loadLearning(portal, rows))['attempts.csv']).toMatchObject({ created: 2 });
    expect(await programOf(one.personId)).toEqual([]);
    expect(await programOf(other.personId)).toEqual([{ path: 'FULL', status: 'COMPLETED' }]);
    const withdrawn = await aMember(portal, partnerId);
    await portal.arrange((tx) =>
      tx.enrolment.create({
        data: {
          ...{
            personId: withdrawn.personId,
            programId: certification.programId,
            versionId: certification.versionId,
          },
          ...{ partnerId, membershipId: withdrawn.membershipId, path: 'FULL', status: 'WITHDRAWN' },
          ...{ openedAt: new Date('2024-01-01'), endedAt: new Date('2024-02-01') },
        },
      }),
    );
    await loadLearning(portal, rowsOf(`${withdrawn.subject}@people.test`, withdrawn.subject));
    expect(await programOf(withdrawn.personId)).toEqual([{ path: 'FULL', status: 'WITHDRAWN' }]);
  });

  it('follows what is recorded: a row that is refused enrols nobody', async () => {
    const [ann, bob] = [await aMember(portal, partnerId), await aMember(portal, partnerId)];
    const courseOf = ({ subject }: { subject: string }, day = '2024-01-05') =>
      `shared-${ann.subject},${subject}@people.test,COURSE,C-1,COMPLETED,,${day}`;
    const first = await loadLearning(portal, [courseOf(ann), courseOf(bob), courseOf(bob, '2026-07-01')]);
    expect(tallies(first)['attempts.csv']).toMatchObject({ created: 1, rejected: 2 });
    const again = await loadLearning(portal, [courseOf(bob)]);
    expect(issuesOf(again)).toEqual({ 'ERROR OTHER_CONTENT': 1 });
    expect(await programOf(ann.personId)).toEqual([{ path: 'FULL', status: 'OPEN' }]);
    expect(await programOf(bob.personId)).toEqual([]);
  });
});

describe('the sample', () => {
  it('says of each wrong line what is wrong with it', async () => {
    const folder = resolve(import.meta.dirname, '../fixtures/learning-sample');
    for (const email of ['admin@acme.example', 'rep@acme.example', 'admin@globex.example'])
      await portal.arrange(async (tx) => {
        const person = await tx.person.create({ data: { name: email, email } });
        const membership = { name: email, role: 'PARTNER_MEMBER', validFrom: new Date('2020-01-01') };
        await tx.membership.create({ data: { partnerId, personId: person.id, ...membership } });
      });
    const exam = { kind: 'EXAM', externalCode: 'SF-EXAM', passMarkPercent: '70', coolDownDays: 7 } as const;
    const { programId } = await aCertification(portal, {
      groups: [{ requirements: [{ kind: 'COURSE', externalCode: 'SF-101' }, exam] }],
    });
    await aCertification(portal, {
      groups: [
        { requirements: ['DL-301', 'DL-302'].map((externalCode) => ({ kind: 'COURSE', externalCode })) },
      ],
    });
    const mapping = await readMapping(join(folder, 'mapping.json'));
    const summary = await loadLearning(portal, [], { folder, mapping });
    expect(tallies(summary)).toEqual({
      'attempts.csv': { rowsRead: 17, created: 7, updated: 0, unchanged: 1, rejected: 9 },
    });
    const issues = (await readFile(summary.issuesFile, 'utf8')).split('\r\n').map((line) => line.split(','));
    const errors = issues
      .filter(([severity]) => severity === 'ERROR')
      .map(([, code, , line]) => [Number(line), code]);
    expect(Object.fromEntries(errors)).toEqual({
      ...{ 10: 'OTHER_CONTENT', 11: 'UNKNOWN_PERSON', 12: 'UNKNOWN_CODE', 13: 'NUMBER_OUT_OF_RANGE' },
      ...{
        14: 'INVALID_DATE',
        15: 'DATE_IN_FUTURE',
        16: 'UNKNOWN_KIND',
        17: 'MISSING_VALUE',
        18: 'AFTER_AWARD',
      },
    });
    const awards = await portal.arrange((tx) =>
      tx.certificationAward.findMany({ where: { programId }, include: { person: true } }),
    );
    expect(awards.map(({ person, awardedOn }) => [person.email, awardedOn])).toEqual([
      ['rep@acme.example', new Date('2025-02-24T00:00:00Z')],
    ]);
    expect(portal.unexpected).toEqual([]);
  });
});
