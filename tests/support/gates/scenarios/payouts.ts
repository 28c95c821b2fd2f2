import { aMember } from '../../builders.ts';
import { IBAN, type Payouts, setUpPayouts } from '../../payouts.ts';
import type { Scenarios, World } from './world.ts';

const NOON = '2026-06-20T12:00:00Z';

/** USD 100.00 of an issued statement that is payable to a partner, with people of finance. */
async function aDuePartner({ portal }: World) {
  portal.setNow(new Date(NOON));
  await portal.arrange((tx) => tx.commissionSettings.update({ where: { id: 1 }, data: { bankHoldDays: 0 } }));
  const place = await setUpPayouts(portal);
  const payee = await place.aPayee();
  await place.payable(payee.partnerId, await place.anEarning(payee.partnerId), 10_000n);
  await place.issue(payee.partnerId);
  return { place, ...payee };
}

/** A partner that owes USD 40.00, and a proposal to give up half of it. */
async function aProposal(world: World) {
  const { place, partner, partnerId } = await aDuePartner(world);
  await owes(place, partnerId);
  const amount = { amount: '20', currency: 'USD' };
  const { id, version } = await place.send(place.colleague, 'recoverableWriteOffPropose', {
    ...{ partnerId: partner, amount, reason: 'Not worth the letter.' },
  });
  return { place, which: { id, version } };
}

const owes = async (place: Payouts, partnerId: string) => {
  const earning = await place.anEarning(partnerId);
  await place.payable(partnerId, earning, 4_000n);
  await place.post(partnerId, earning, [
    ['PAYOUT', 'PAYABLE', 'IN_TRANSIT', 4_000n],
    ['RECOVERY', 'RECOVERABLE', 'EXPENSE', 4_000n],
  ]);
};

const which = ({ id, version }: Readonly<{ id: string; version: number }>) => ({ id, version });

export const payouts: Scenarios = {
  payeeAccountSet: async ({ portal }) => ({
    by: await aMember(portal, (await (await setUpPayouts(portal)).aPayee()).partnerId),
    input: { countryCode: 'DE', currency: 'EUR', holder: 'Acme', iban: IBAN },
  }),
  payeeAccountVerify: async ({ portal }) => {
    const place = await setUpPayouts(portal);
    const { admin } = await place.aPayee();
    const entered = { countryCode: 'DE', currency: 'EUR', holder: 'Acme', iban: IBAN };
    return { by: place.finance, input: which(await place.send(admin, 'payeeAccountSet', entered)) };
  },
  payeeAccountRevoke: async ({ portal }) => {
    const place = await setUpPayouts(portal);
    const { admin, accountId } = await place.aPayee();
    return { by: admin, input: { id: accountId, version: 2 } };
  },
  payoutDraft: async (world) => {
    const { place, partner } = await aDuePartner(world);
    return { by: place.finance, input: { partnerId: partner } };
  },
  payoutDraftMany: async (world) => ({ by: (await aDuePartner(world)).place.finance, input: { first: 5 } }),
  payoutApprove: async (world) => {
    const { place, partner } = await aDuePartner(world);
    return { by: place.colleague, input: which(await place.draft(partner)) };
  },
  payoutSend: async (world) => {
    const { place, partner } = await aDuePartner(world);
    return { by: place.finance, input: which(await place.approved(partner)) };
  },
  payoutSettle: async (world) => {
    const { place, partner } = await aDuePartner(world);
    return {
      by: place.finance,
      input: { ...which(await place.sent(partner)), settledOn: NOON.slice(0, 10) },
    };
  },
  payoutReturn: async (world) => {
    const { place, partner } = await aDuePartner(world);
    return { by: place.finance, input: { ...which(await place.sent(partner)), reason: 'Account closed.' } };
  },
  payoutCancel: async (world) => {
    const { place, partner } = await aDuePartner(world);
    return { by: place.finance, input: which(await place.approved(partner)) };
  },
  payoutExport: async (world) => {
    const { place, partner } = await aDuePartner(world);
    await place.approved(partner);
    return { by: place.finance, input: { status: ['APPROVED'] } };
  },
  payoutHoldPlace: async (world) => {
    const { place, partner } = await aDuePartner(world);
    return { by: place.finance, input: { partnerId: partner, reason: 'A question is open.' } };
  },
  payoutHoldLift: async (world) => {
    const { place, partner } = await aDuePartner(world);
    const hold = { partnerId: partner, reason: 'A question is open.' };
    const { id } = await place.send(place.finance, 'payoutHoldPlace', hold, 'id');
    return { by: place.finance, input: { id } };
  },
  payoutMinimumSet: async ({ staff }) => ({
    by: staff,
    input: { amount: { amount: '25', currency: 'USD' } },
  }),
  reportingThresholdSet: async ({ staff }) => ({
    by: staff,
    input: { countryCode: 'US', year: 2026, amount: { amount: '600', currency: 'USD' } },
  }),
  recoverableWriteOffPropose: async (world) => {
    const { place, partner, partnerId } = await aDuePartner(world);
    await owes(place, partnerId);
    const amount = { amount: '40', currency: 'USD' };
    return { by: place.finance, input: { partnerId: partner, amount, reason: 'Insolvent.' } };
  },
  recoverableWriteOffApprove: async (world) => {
    const { place, which: input } = await aProposal(world);
    return { by: place.finance, input };
  },
  recoverableWriteOffReject: async (world) => {
    const { place, which: input } = await aProposal(world);
    return { by: place.finance, input };
  },
};
