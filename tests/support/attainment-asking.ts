import { evaluatePartners } from '../../src/domains/attainment/attainment.service.ts';
import { aProgram, type VersionData } from './attainment.ts';
import { aPartner } from './builders.ts';
import { type Portal, startPortal } from './portal.ts';

export const JOINED = new Date('2025-01-01T00:00:00Z');
export const IN_MARCH = '2026-03-15T12:00:00Z';

/** A portal whose vendor lives by New York's clocks, and counts in calendar quarters. */
export async function startPortalInNewYork(): Promise<Portal> {
  const portal = await startPortal();
  await portal.arrange((tx) =>
    tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'America/New_York' } }),
  );
  return portal;
}

export const partnerOf = async (portal: Portal, data: object = {}): Promise<string> =>
  (await aPartner(portal, { createdAt: JOINED, ...data })).id;

type Asked = NonNullable<VersionData['tiers'][number]['requirements']>[number];

/** A program in euros with one tier that asks for this alone, and how a partner stands with it as of an instant. */
export async function asking(portal: Portal, requirement: Asked, version: object = {}) {
  const { id } = await aProgram(portal, 'EUR', [
    { validFrom: '2025-01-01', tiers: [{ code: 'TIER', requirements: [requirement] }], ...version },
  ]);
  return async (partnerId: string, asOf: string, period: string | null = null) => {
    const [evaluation] = await portal.arrange((tx) =>
      evaluatePartners(tx, { programId: id, partnerIds: [partnerId], period, asOf: new Date(asOf) }),
    );
    const { explain, ...evaluated } = evaluation!.tiers[0]!.requirements[0]!;
    return { ...evaluated, ...explain() };
  };
}

export const ids = (facts: readonly { id: string }[]) => facts.map(({ id }) => id);

export const reasons = (facts: readonly { id: string; reason: string | null }[]) =>
  Object.fromEntries(facts.map(({ id, reason }) => [id, reason]));
