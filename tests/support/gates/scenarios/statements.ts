import { booked, statementsOf } from '../../statements.ts';
import type { Scenarios, World } from './world.ts';

/** A statement of the first partner as the close drafts it, of a month that nothing was closed after. */
export async function drafted(world: World): Promise<{ id: string; version: number; period: string }> {
  const { portal, place, staff } = world;
  const { partnerId } = place.first;
  const [entryId] = await booked(portal, partnerId, '2020-01-15', [{ amountMinor: 500_00n }]);
  const entry = await portal.arrange((tx) => tx.ledgerEntry.findUniqueOrThrow({ where: { id: entryId! } }));
  const open = await portal.arrange((tx) =>
    tx.commissionPeriod.findMany({
      where: { label: { lte: entry.period }, status: { not: 'CLOSED' }, entries: { some: {} } },
      orderBy: { label: 'asc' },
    }),
  );
  for (const { label } of open) await world.change(staff, 'commissionPeriodClose', { label }, 'label');
  const statements = await statementsOf(portal, partnerId);
  const statement = statements.find(({ period, currency }) => period === entry.period && currency === 'EUR');
  return { id: `Statement_${statement!.id}`, version: statement!.version, period: entry.period };
}

const approved = async (world: World) => {
  const { id, version, period } = await drafted(world);
  return { ...(await world.change(world.staff, 'statementApprove', { id, version })), period };
};

/** One that its partner reads. */
export const issuedStatement = async (world: World) => {
  const { id, version, period } = await approved(world);
  return { ...(await world.change(world.staff, 'statementIssue', { id, version })), period };
};

const which = ({ id, version }: { id: string; version: number }) => ({ id, version });

export const statements: Scenarios = {
  commissionPeriodClose: async (world) => ({
    by: world.staff,
    input: { label: (await drafted(world)).period },
  }),
  commissionSettingsUpdate: async ({ portal, staff }) => {
    const settings = await portal.arrange((tx) =>
      tx.commissionSettings.findUniqueOrThrow({ where: { id: 1 } }),
    );
    return { by: staff, input: { version: settings.version, acceptanceDays: 15 } };
  },
  statementApprove: async (world) => ({ by: world.staff, input: which(await drafted(world)) }),
  statementsApprove: async (world) => ({
    by: world.staff,
    input: { period: (await drafted(world)).period },
  }),
  statementIssue: async (world) => ({ by: world.staff, input: which(await approved(world)) }),
  statementsIssue: async (world) => ({
    by: world.staff,
    input: { period: (await approved(world)).period },
  }),
  statementAccept: async (world) => ({
    by: world.place.first,
    input: which(await issuedStatement(world)),
  }),
};
