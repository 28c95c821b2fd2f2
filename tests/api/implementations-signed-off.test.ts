import { beforeAll, describe, expect, it } from 'vitest';
import { type Implementations, setUpImplementations } from '../support/implementations.ts';
import { aCertification, anEnrolment } from '../support/learning.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let admin: Implementations['admin'];
let member: Implementations['member'];
let operations: Implementations['operations'];
let manager: Implementations['manager'];
let live: Implementations['live'];
let send: Implementations['send'];
let eventsOf: Implementations['eventsOf'];

beforeAll(async () => {
  portal = await startPortal();
  ({ admin, member, operations, manager, live, send, eventsOf } = await setUpImplementations(portal));
});

describe('its sign-off', () => {
  it('counts for the certifications of everybody in the team, whoever of the staff gives it', async () => {
    const certification = await aCertification(portal, {
      groups: [{ requirements: [{ kind: 'IMPLEMENTATION' }] }],
    });
    for (const one of [admin, member]) await anEnrolment(portal, one, certification);
    const where = { programId: certification.programId };
    const awarded = () => portal.arrange((tx) => tx.certificationAward.findMany({ where }));
    const { id, version } = await live();
    expect(await awarded()).toEqual([]);
    expect(await send(manager, 'SignOff', { id, version })).toMatchObject({ status: 'SIGNED_OFF' });
    const awards = await awarded();
    expect(awards.map(({ personId }) => personId).sort()).toEqual([admin.personId, member.personId].sort());
    // The day of the sign-off is the first of July where the vendor is.
    expect(awards.map(({ awardedOn }) => awardedOn)).toEqual([
      new Date('2026-07-01T00:00:00Z'),
      new Date('2026-07-01T00:00:00Z'),
    ]);
    const results = await portal.arrange((tx) =>
      tx.certificationResult.findMany({ where: { evidence: id }, orderBy: { externalCode: 'asc' } }),
    );
    expect(results).toMatchObject([
      { personId: member.personId, kind: 'IMPLEMENTATION', externalCode: 'LEAD', outcome: 'COMPLETED' },
      { personId: admin.personId, kind: 'IMPLEMENTATION', externalCode: 'MEMBER', outcome: 'COMPLETED' },
    ]);
  });
});

describe('at once', () => {
  it('two who sign off leave one sign-off', async () => {
    const { id, version } = await live();
    const answers = await Promise.all(
      [operations, manager, operations, manager].map((who) => send(who, 'SignOff', { id, version })),
    );
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      'Implementation',
      'StaleVersionError',
      'StaleVersionError',
      'StaleVersionError',
    ]);
    const verbs = (await eventsOf(id)).map(({ type }) => type);
    expect(verbs).toEqual(['implementation.planned', 'implementation.live', 'implementation.signed_off']);
    const rewrite = portal.arrange((tx) =>
      tx.implementation.update({
        where: { id: id.replace('Implementation_', '') },
        data: { status: 'LIVE', signedOffAt: null },
      }),
    );
    await expect(rewrite).rejects.toThrow();
  });
});
