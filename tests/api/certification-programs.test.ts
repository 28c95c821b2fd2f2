import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aTemplate } from '../support/agreements.ts';
import { aMember, anAssignment, aPartner, aProduct, aStaffMember, type Member } from '../support/builders.ts';
import {
  aCourse,
  aLaunchedProgram,
  anExam,
  aProgramDraft,
  changeProgram,
  contentOf,
  publish,
  revise,
  unchangedBy,
} from '../support/certification-programs.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const NOW = new Date('2026-06-15T10:00:00Z');

let portal: Portal;
let operations: { subject: string };
let manager: { subject: string; personId: string };
let _admin: Member;
let _member: Member;

const change = (name: string, input: object, subject: string | null = operations.subject) =>
  changeProgram(portal, subject, name, input);
const which = ({ id, version }: { id: string; version: number }) => ({ id, version });

beforeAll(async () => {
  portal = await startPortal();
  await portal.arrange((tx) =>
    tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'Europe/Berlin' } }),
  );
  const acme = await aPartner(portal, { name: 'Acme' });
  _admin = await aMember(portal, acme.id);
  _member = await aMember(portal, acme.id, 'PARTNER_MEMBER');
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  await anAssignment(portal, acme.id, manager.personId);
});

beforeEach(() => portal.setNow(NOW));

const refused = (attempt: () => Promise<unknown>) => unchangedBy(portal, attempt);

describe('a certification', () => {
  it('is written, revised, launched, replaced and retired, each told by one event', async () => {
    const product = await aProduct(portal, 'CORE');
    const { code: templateCode, id: templateId } = await aTemplate(portal, operations, 'AGREEMENT');
    const parent = await aLaunchedProgram(portal, operations);
    const input = {
      ...{ code: 'SALES_PRO', name: ' Sales  professional ', audience: 'SALES' },
      ...{ productId: `Product_${product.id}`, parentId: parent.id, idempotencyKey: 'sales-pro' },
      content: {
        ...contentOf([
          aCourse(),
          anExam('FINAL', { attemptsMax: 3, coolDownDays: 7, passMarkPercent: '72.5' }),
        ]),
        prerequisiteIds: [parent.id],
      },
    };
    const draft = await change('certificationProgramCreate', input);
    expect(draft).toMatchObject({
      ...{
        version: 1,
        code: 'SALES_PRO',
        name: 'Sales professional',
        audience: 'SALES',
        inEffect: null,
      },
      ...{ product: { code: 'CORE' }, parent: { code: parent.code } },
      versions: [
        {
          ...{
            number: 1,
            status: 'DRAFT',
            launchOn: null,
            transition: null,
            prerequisites: [{ code: parent.code }],
          },
          ...{ validityMonths: 12, renewalWindowDays: 90, leaverGraceDays: 30, partnerTypes: [] },
          groups: [
            {
              ...{ title: 'All of it', mode: 'ALL', needed: null },
              requirements: [
                {
                  code: 'BASICS',
                  kind: 'COURSE',
                  externalCode: 'course-basics',
                  passMarkPercent: null,
                  isBridge: false,
                },
                {
                  code: 'FINAL',
                  kind: 'EXAM',
                  passMarkPercent: '72.5',
                  attemptsMax: 3,
                  coolDownDays: 7,
                  template: null,
                },
              ],
            },
          ],
        },
      ],
    });
    expect((await change('certificationProgramCreate', input)).id).toBe(draft.id);
    expect(await change('certificationProgramCreate', { ...input, name: 'Other' })).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });

    const groups = [
      {
        title: 'Two of three',
        mode: 'N_OF',
        needed: 2,
        requirements: [aCourse('A'), aCourse('B'), aCourse('C')],
      },
      {
        ...{ title: 'Any', mode: 'ANY' },
        requirements: [
          { code: 'LED', kind: 'IMPLEMENTATION', title: 'Led one' },
          { code: 'PRACTICE', kind: 'PRACTICUM', title: 'Practice', externalCode: 'p-1' },
          { code: 'TERMS', kind: 'AGREEMENT', title: 'Terms', templateId },
        ],
      },
    ];
    const content = { renewalWindowDays: 0, leaverGraceDays: 0, groups };
    const revised = await change('certificationProgramRevise', { ...which(draft), number: 1, content });
    expect(revised).toMatchObject({
      version: 2,
      versions: [{ number: 1, validityMonths: null, prerequisites: [] }],
    });
    expect(revised.versions[0].groups).toMatchObject([
      { mode: 'N_OF', needed: 2, requirements: [{ code: 'A' }, { code: 'B' }, { code: 'C' }] },
      {
        mode: 'ANY',
        requirements: [{ code: 'LED' }, { code: 'PRACTICE' }, { template: { code: templateCode } }],
      },
    ]);

    const launched = await publish(portal, operations, revised, {
      partnerTypes: ['RESELLER', 'REFERRAL', 'RESELLER'],
    });
    expect(launched).toMatchObject({
      ...{ version: 3, inEffect: { number: 1 } },
      versions: [
        {
          ...{
            status: 'PUBLISHED',
            launchOn: '2026-06-15',
            transition: 'UNTIL_EXPIRY',
            transitionUntil: null,
          },
          partnerTypes: ['REFERRAL', 'RESELLER'],
        },
      ],
    });
    const second = await revise(portal, operations, launched);
    expect(second.versions).toMatchObject([
      { number: 2, status: 'DRAFT' },
      { number: 1, status: 'PUBLISHED' },
    ]);
    const replaced = await publish(portal, operations, second, { launchOn: '2026-07-01' });
    expect(replaced).toMatchObject({
      inEffect: { number: 1 },
      versions: [{ status: 'PUBLISHED', launchOn: '2026-07-01' }, { status: 'PUBLISHED' }],
    });
    // The vendor's day is Berlin's here: two hours before midnight in UTC it is the first of July there.
    portal.setNow(new Date('2026-06-30T21:59:59Z'));
    expect(await currentOf(draft.id)).toBe(1);
    portal.setNow(new Date('2026-06-30T22:00:00Z'));
    expect(await currentOf(draft.id)).toBe(2);

    const retired = await change('certificationProgramRetire', which(replaced));
    expect(retired).toMatchObject({
      ...{ version: 6, inEffect: null },
      versions: [{ status: 'RETIRED' }, { status: 'RETIRED' }],
    });
    const again = await refused(() => change('certificationProgramRetire', which(retired)));
    expect(again).toMatchObject({ code: 'INVALID_STATE', state: 'RETIRED', allowedActions: [] });

    const events = await eventsOf(draft.id);
    expect(events.map(({ type, data }) => [type, data])).toEqual([
      ['certification_program.created', { programCode: 'SALES_PRO', version: 1, number: 1 }],
      ['certification_program.revised', { programCode: 'SALES_PRO', version: 2, number: 1 }],
      [
        'certification_program.published',
        {
          ...{ programCode: 'SALES_PRO', version: 3, number: 1, partnerTypes: ['REFERRAL', 'RESELLER'] },
          ...{
            transition: 'UNTIL_EXPIRY',
            transitionUntil: null,
            launchOn: '2026-06-15',
            awardsShortened: 0,
          },
        },
      ],
      ['certification_program.revised', { programCode: 'SALES_PRO', version: 4, number: 2 }],
      ['certification_program.published', expect.objectContaining({ number: 2, launchOn: '2026-07-01' })],
      ['certification_program.retired', { programCode: 'SALES_PRO', version: 6, numbers: ['2', '1'] }],
    ]);
    expect(portal.unexpected).toEqual([]);
  });

  it('is renamed and moved, and keeps what is left out', async () => {
    const parent = await aLaunchedProgram(portal, operations);
    const program = await aProgramDraft(portal, operations, contentOf(), { parentId: parent.id });
    const renamed = await change('certificationProgramUpdate', {
      ...which(program),
      name: 'Renamed',
      audience: 'SUPPORT',
    });
    expect(renamed).toMatchObject({
      ...{ version: 2, name: 'Renamed', audience: 'SUPPORT' },
      parent: { code: parent.code },
    });
    const same = await change('certificationProgramUpdate', { ...which(renamed), name: 'Renamed' });
    expect(same.version).toBe(2);
    const freed = await change('certificationProgramUpdate', { ...which(same), parentId: null });
    expect(freed).toMatchObject({ version: 3, parent: null });
    const stale = await refused(() => change('certificationProgramUpdate', { ...which(same), name: 'Late' }));
    expect(stale).toMatchObject({ code: 'STALE_VERSION', currentVersion: 3 });
    const nameless = await refused(() =>
      change('certificationProgramUpdate', {
        ...which(freed),
        name: ' ',
        audience: null,
        productId: `Product_${NOBODY}`,
      }),
    );
    expect(nameless).toMatchObject({
      fields: [
        { field: 'name', code: 'REQUIRED' },
        { field: 'audience', code: 'REQUIRED' },
        { field: 'productId', code: 'NOT_FOUND' },
      ],
    });
    expect((await eventsOf(program.id)).map(({ data }) => (data as { changed?: string[] }).changed)).toEqual([
      undefined,
      ['name', 'audience'],
      ['parentId'],
    ]);
  });

  it('specializes none that specializes it', async () => {
    const [top, middle, low] = [
      await aProgramDraft(portal, operations),
      await aProgramDraft(portal, operations),
      await aProgramDraft(portal, operations),
    ];
    const under = await change('certificationProgramUpdate', { ...which(middle), parentId: top.id });
    await change('certificationProgramUpdate', { ...which(low), parentId: under.id });
    for (const parentId of [top.id, middle.id, low.id]) {
      const cycle = await refused(() => change('certificationProgramUpdate', { ...which(top), parentId }));
      expect(cycle).toMatchObject({ fields: [{ field: 'parentId', code: 'CYCLE' }] });
    }
  });
});

const NOBODY = '01900000-0000-7000-8000-000000000000';

async function currentOf(id: string): Promise<number | null> {
  const answer = await portal.send(
    operations.subject,
    `{ certificationProgram(id: "${id}") { inEffect { number } } }`,
  );
  return answer.data.certificationProgram.inEffect?.number ?? null;
}

const eventsOf = (id: string) =>
  portal.arrange((tx) =>
    tx.event.findMany({
      where: { subjectId: id.slice('CertificationProgram_'.length) },
      orderBy: { id: 'asc' },
    }),
  );
