import { aPartner, aStaffMember } from '../../builders.ts';
import type { Scenarios, World } from './world.ts';

const STEPS = [{ code: 'TRAINING', title: 'Training', dueBusinessDays: 10, completion: 'BY_HAND' }];

const settingsVersion = ({ portal }: World) =>
  portal.arrange(async (tx) => (await tx.vendorSettings.findFirstOrThrow()).version);

async function anOnboardingStep(world: World): Promise<string> {
  const checklist = { partnerType: 'CONSULTANT', version: 0, steps: STEPS };
  await world.change(world.staff, 'onboardingChecklistSet', checklist, 'version');
  const partner = await aPartner(world.portal, { status: 'APPROVED', type: 'CONSULTANT' });
  const start = { id: `Partner_${partner.id}`, version: partner.version, reason: 'Signed.' };
  const fields = 'onboarding { steps { id } }';
  const { onboarding } = await world.change(world.staff, 'partnerStartOnboarding', start, fields);
  return onboarding.steps[0].id;
}

export const vendor: Scenarios = {
  vendorSettingsUpdate: async (world) => ({
    by: world.staff,
    input: { version: await settingsVersion(world), currenciesAdded: ['EUR'] },
  }),
  onboardingChecklistSet: async ({ staff }) => ({
    by: staff,
    input: { partnerType: 'TECHNOLOGY', version: 0, steps: STEPS },
  }),
  onboardingStepComplete: async (world) => ({
    by: world.staff,
    input: { id: await anOnboardingStep(world), note: 'Seen.' },
  }),
  notificationMarkAllRead: async ({ place }) => ({
    by: place.first,
    input: { before: '2026-01-01T00:00:00Z' },
  }),
  notificationMarkRead: async ({ place }) => ({
    by: place.first,
    input: { ids: ['Notification_00000000-0000-4000-8000-000000000000'] },
  }),
  notificationPreferencesUpdate: async ({ staff }) => ({
    by: staff,
    input: { preferences: [{ topic: 'APPLICATIONS', portal: true, mail: false }] },
  }),
  jobRun: async ({ portal }) => ({
    by: await aStaffMember(portal, 'ADMIN'),
    input: { job: 'sla-clock' },
  }),
};
