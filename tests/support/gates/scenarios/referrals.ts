import type { Answer } from '../../engagement.ts';
import type { Scenarios, World } from './world.ts';

const REFUSED = { code: 'NOT_QUALIFIED', message: 'No budget.' };
const REQUEST = { days: 30, evidence: 'Two workshops were held.' };
const WHILE_PROTECTED = '2026-02-01T09:00:00Z';

const asRead = ({ id, version }: Pick<Answer, 'id' | 'version'>) => ({ id, version });

const aDraft = ({ place }: World) => place.draft(place.first, place.aCompany());
const aSubmitted = ({ place }: World) => place.submitted(place.first, place.aCompany());
const anAccepted = ({ place }: World) => place.accepted(place.first, place.aCompany());
const aRejected = async (world: World) =>
  await world.place.act(world.staff.subject, 'reject', await aSubmitted(world), REFUSED);

async function anAppeal(world: World): Promise<string> {
  const input = { ...asRead(await aRejected(world)), reason: 'They have a budget by now.' };
  const { appeals } = await world.change(world.place.first, 'referralAppeal', input, 'appeals { id }');
  return appeals[0].id;
}

const aProtected = ({ place }: World) =>
  place.acceptedAt('2026-01-10T09:00:00Z', place.first, place.aCompany());

async function aRequested(world: World): Promise<Answer> {
  const { place } = world;
  const referral = await aProtected(world);
  place.at(WHILE_PROTECTED);
  return await place.move(place.first, 'referralRequestExtension', referral, REQUEST);
}

/** A decision of staff on a submitted referral. */
const decision = (more: object) => async (world: World) => ({
  by: world.staff,
  input: { ...asRead(await aSubmitted(world)), ...more },
});

export const referrals: Scenarios = {
  referralRegister: async ({ place }) => ({
    by: place.first,
    input: { details: { ...place.aCompany(), productId: place.productId } },
  }),
  referralCheck: async ({ place }) => ({
    by: place.first,
    input: { ...place.aCompany(), customerCountryCode: 'GB', productId: place.productId },
  }),
  referralEdit: async (world) => ({
    by: world.place.first,
    input: { ...asRead(await aDraft(world)), details: { notes: 'Met at the fair.' } },
  }),
  referralSubmit: async (world) => ({ by: world.place.first, input: asRead(await aDraft(world)) }),
  referralWithdraw: async (world) => ({ by: world.place.first, input: asRead(await aSubmitted(world)) }),
  referralStartReview: decision({}),
  referralAccept: decision({}),
  referralReturn: decision({ code: 'INCOMPLETE', message: 'Which site?' }),
  referralReject: decision(REFUSED),
  referralClose: async (world) => ({
    by: world.staff,
    input: { ...asRead(await anAccepted(world)), code: 'OTHER', message: 'It came to nothing.' },
  }),
  referralReviewNote: async (world) => {
    const { id } = await aSubmitted(world);
    return { by: world.staff, input: { id, version: 1, note: 'Call back.' } };
  },
  referralLinkCustomer: async (world) => {
    const [{ id }, customer] = [await aSubmitted(world), await world.place.aCustomer('Umbrella')];
    return { by: world.staff, input: { id, version: 1, customerId: `Customer_${customer.id}` } };
  },
  referralRecheck: async (world) => ({ by: world.staff, input: { id: (await anAccepted(world)).id } }),
  referralOverride: async (world) => ({
    by: world.staff,
    input: { ...asRead(await aRejected(world)), reason: 'Their board has found the money.' },
  }),
  referralTransfer: async (world) => ({
    by: world.staff,
    input: {
      ...asRead(await anAccepted(world)),
      ...{ toPartnerId: `Partner_${world.place.second.partnerId}`, reason: 'The team moved.' },
    },
  }),
  referralAppeal: async (world) => ({
    by: world.place.first,
    input: { ...asRead(await aRejected(world)), reason: 'They have a budget by now.' },
  }),
  appealDecide: async (world) => ({
    by: world.colleague,
    input: { id: await anAppeal(world), decision: 'UPHOLD' },
  }),
  referralRequestExtension: async (world) => {
    const referral = await aProtected(world);
    world.place.at(WHILE_PROTECTED);
    return { by: world.place.first, input: { ...asRead(referral), ...REQUEST } };
  },
  referralExtensionDecide: async (world) => ({
    by: world.staff,
    input: { ...asRead(await aRequested(world)), decision: 'GRANT', days: 30 },
  }),
  contestResolve: async (world) => {
    const { a, customers } = await world.contests.twins();
    await world.contests.merge(customers);
    const { id } = await world.contests.contestOf(a);
    return { by: world.staff, input: { id, decision: 'ONE', winnerId: a.id, reason: 'They met first.' } };
  },
};
