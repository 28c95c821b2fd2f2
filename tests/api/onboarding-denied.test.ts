import { beforeAll, expect, it } from 'vitest';
import { aMember, anAssignment, aPartner, aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let operations: { subject: string };

const STEP = { code: 'MEET', title: 'Meet', dueBusinessDays: 1, completion: 'BY_HAND' };

const rows = () =>
  portal.arrange(async (tx) => ({
    checklists: await tx.onboardingChecklist.findMany({ include: { steps: true } }),
    onboardings: await tx.onboarding.findMany({ include: { steps: true } }),
    events: await tx.event.count(),
  }));

beforeAll(async () => {
  portal = await startPortal();
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
});

it('a denial leaves everything as it was, whoever asks, and a step is completed once', async () => {
  const partner = await aPartner(portal, { status: 'APPROVED', type: 'RESELLER' });
  const admin = await aMember(portal, partner.id);
  const member = await aMember(portal, partner.id, 'PARTNER_MEMBER');
  const stranger = await aMember(portal, (await aPartner(portal)).id);
  const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  await anAssignment(portal, partner.id, manager.personId);
  const checklist = { partnerType: 'RESELLER', version: 0, steps: [STEP] };
  const set = (subject: string | null) =>
    change(portal, subject, ['onboardingChecklistSet', checklist], 'version');
  expect(await set(operations.subject)).toMatchObject({ version: 1 });
  const start = { id: `Partner_${partner.id}`, version: 1, reason: 'So.' };
  await change(portal, operations.subject, ['partnerStartOnboarding', start], 'id');
  const { id } = await portal.arrange((tx) =>
    tx.onboardingStep.findFirstOrThrow({ where: { partnerId: partner.id } }),
  );
  const complete = (subject: string | null, note = 'Seen.') =>
    change(portal, subject, ['onboardingStepComplete', { id: `OnboardingStep_${id}`, note }], 'id');
  const finance = await aStaffMember(portal, 'FINANCE');
  const service = await aStaffMember(portal, 'SERVICE');

  const before = await rows();
  const outside = [null, admin.subject, member.subject, stranger.subject, finance.subject, service.subject];
  for (const subject of outside) {
    expect((await set(subject)).code).toBe('FORBIDDEN');
    expect((await complete(subject)).code).toBe('FORBIDDEN');
  }
  expect((await set(manager.subject)).code).toBe('FORBIDDEN');
  const unassigned = await aStaffMember(portal, 'CHANNEL_MANAGER');
  expect((await complete(unassigned.subject)).code).toBe('NOT_FOUND');
  expect(await complete(manager.subject, ' ')).toMatchObject({
    fields: [{ field: 'note', code: 'REQUIRED' }],
  });
  expect(await rows()).toEqual(before);

  const answers = await Promise.all([complete(manager.subject), complete(operations.subject)]);
  expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['InvalidStateError', 'OnboardingStep']);
  const rewrite = portal.arrange((tx) =>
    tx.onboardingStep.update({ where: { id }, data: { note: 'Other.' } }),
  );
  await expect(rewrite).rejects.toThrow();
  const read = `{ partner(id: "Partner_${partner.id}") { onboarding { status } } node(id: "OnboardingStep_${id}") { id } }`;
  expect((await portal.send(stranger.subject, read)).data).toEqual({ partner: null, node: null });
  expect((await portal.send(member.subject, read)).data.partner.onboarding.status).toBe('COMPLETED');
  expect(portal.unexpected).toEqual([]);
});
