import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COURSE, course, type Enrolments, EXAM, exam, setUpEnrolments } from '../support/enrolments.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let place: Enrolments;
let code: string;

const FIELDS = 'code status holderName programCode programName versionNumber awardedOn validFrom endsOn';

beforeAll(async () => {
  portal = await startPortal();
  place = await setUpEnrolments(portal);
  portal.setNow(new Date('2026-03-01T09:00:00Z'));
  const whom = await place.somebody();
  const what = await place.certification({
    validityMonths: 12,
    groups: [{ requirements: [COURSE, EXAM] }],
  });
  await place.open(place.admin.subject, what, whom);
  await place.record(whom, [course('2026-02-20'), exam('2026-02-25', '90')]);
  code = await portal.arrange(async (tx) => {
    await tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'America/New_York' } });
    return (await tx.certificationAward.findFirstOrThrow({ where: { personId: whom.personId } })).code;
  });
});

beforeEach(() => portal.setNow(new Date('2026-03-01T09:00:00Z')));

const check = async (text: string, by: string | null = null) =>
  await portal.send(by, `query ($code: String!) { awardCheck(code: $code) { ${FIELDS} } }`, { code: text });

describe('the check of a certificate', () => {
  it('shows anybody what is written on it, and nothing else', async () => {
    const { data, text } = await check(code);
    expect(data.awardCheck).toMatchObject({
      ...{ code, status: 'VALID', versionNumber: 1 },
      ...{ awardedOn: '2026-02-25', validFrom: '2026-02-25', endsOn: '2027-02-25' },
    });
    expect(text).not.toMatch(/@|Partner_|[0-9a-f]{8}-[0-9a-f]{4}-/);
    expect((await check(code, place.admin.subject)).data).toEqual(data);
  });

  it('takes the code as people type it', async () => {
    const typed = ` ${code.toLowerCase().replaceAll('-', ' ')} `;
    expect((await check(typed)).data.awardCheck).toMatchObject({ code, status: 'VALID' });
  });

  it.each([
    ['another code', 'ABCD-ABCD-ABCD-ABCD-ABCD-ABCD'],
    ['an id', randomUUID()],
    ['a part of one', 'ABCD'],
    ['a pattern', '%'],
    ['nothing', ''],
  ])('answers null for %s', async (_what, text) => {
    const { data, errors } = await check(text);
    expect([data, errors]).toEqual([{ awardCheck: null }, undefined]);
  });

  it("ends with the vendor's day, not with that of Greenwich", async () => {
    portal.setNow(new Date('2027-02-25T04:59:59Z'));
    expect((await check(code)).data.awardCheck.status).toBe('VALID');
    portal.setNow(new Date('2027-02-25T05:00:00Z'));
    expect((await check(code)).data.awardCheck.status).toBe('EXPIRED');
  });

  it('says what was taken back', async () => {
    await portal.arrange((tx) =>
      tx.certificationAward.updateMany({
        where: { code },
        data: { revokedAt: new Date('2026-02-28T00:00:00Z'), revokeReason: 'Cheated.' },
      }),
    );
    const { data, text } = await check(code);
    expect(data.awardCheck.status).toBe('REVOKED');
    expect(text).not.toContain('Cheated');
  });
});
