import { randomUUID } from 'node:crypto';
import { FEW_REFERRALS } from '../../remediation.ts';
import type { Scenarios, World } from './world.ts';

const aRule = (world: World) =>
  world.change(world.staff, 'remediationRuleCreate', {
    ...FEW_REFERRALS,
    code: `RULE_${randomUUID().slice(0, 8).toUpperCase()}`,
  });

/** As the review leaves it: a proposal for the first partner. */
async function aProposal(world: World) {
  const ruleId = (await aRule(world)).id.slice('RemediationRule_'.length);
  const plan = await world.portal.arrange((tx) =>
    tx.remediationPlan.create({
      data: {
        ...{
          partnerId: world.place.first.partnerId,
          ruleId,
          statusSince: new Date(),
          proposedAt: new Date(),
        },
        ...{
          period: 'FY2026-P03',
          before: 1,
          target: 3,
          latest: 1,
          latestPeriod: 'FY2026-P03',
          explanation: {},
        },
      },
    }),
  );
  return { id: `RemediationPlan_${plan.id}`, version: 1 };
}

const dueOn = () => new Date(Date.now() + 20 * 24 * 60 * 60_000).toISOString().slice(0, 10);

const activation = async (world: World) => ({
  ...{ ...(await aProposal(world)), cause: 'CAPACITY', ownerId: `Person_${world.staff.personId}` },
  actions: [
    {
      title: 'Train two people',
      membershipId: `Membership_${world.place.first.membershipId}`,
      dueOn: dueOn(),
    },
  ],
});

async function active(world: World) {
  const fields = 'id version actions { id version }';
  return await world.change(world.staff, 'remediationPlanActivate', await activation(world), fields);
}

const which = ({ id, version }: { id: string; version: number }) => ({ id, version });

export const remediation: Scenarios = {
  remediationRuleCreate: async ({ staff }) => ({ by: staff, input: FEW_REFERRALS }),
  remediationRuleUpdate: async (world) => ({
    by: world.staff,
    input: { ...which(await aRule(world)), threshold: '1' },
  }),
  remediationRuleDeactivate: async (world) => ({ by: world.staff, input: which(await aRule(world)) }),
  remediationPlanActivate: async (world) => ({ by: world.staff, input: await activation(world) }),
  remediationPlanCancel: async (world) => ({
    by: world.staff,
    input: { ...(await aProposal(world)), reason: 'They are on holiday.' },
  }),
  remediationPlanClose: async (world) => ({
    by: world.staff,
    input: { ...which(await active(world)), outcome: 'FAILED', reason: 'They gave up.' },
  }),
  remediationActionAdd: async (world) => ({
    by: world.staff,
    input: {
      ...{ planId: (await active(world)).id, title: 'Call them', dueOn: dueOn() },
      ownerId: `Person_${world.staff.personId}`,
    },
  }),
  remediationActionUpdate: async (world) => ({
    by: world.staff,
    input: { ...which((await active(world)).actions[0]), title: 'Train three people' },
  }),
  remediationActionComplete: async (world) => ({
    by: world.place.first,
    input: which((await active(world)).actions[0]),
  }),
};
