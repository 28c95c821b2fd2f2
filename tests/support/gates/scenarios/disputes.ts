import type { Member } from '../../builders.ts';
import { issuedStatement } from './statements.ts';
import type { Scenarios, World } from './world.ts';

/** What the partner's admin contests: the newest line of a statement that was just issued. */
async function contested({ portal, place }: World, period: string, kind = 'LINE') {
  const { partnerId } = place.first;
  const entry = await portal.arrange((tx) =>
    tx.ledgerEntry.findFirstOrThrow({
      where: { partnerId, period, currency: 'EUR', statementMinor: { gt: 0 } },
      orderBy: { id: 'desc' },
    }),
  );
  return {
    ...{ kind, entryId: `StatementLine_${entry.id}`, reason: 'It is wrong.' },
    claimed: { amount: kind === 'LINE' ? '650.00' : '400.00', currency: 'EUR' },
  };
}

const claim = async (world: World) => contested(world, (await issuedStatement(world)).period);

const opened = async (world: World) =>
  await world.change(world.place.first, 'disputeOpen', await claim(world));

const which = ({ id, version }: { id: string; version: number }) => ({ id, version });

const decision = (dispute: { id: string; version: number }) => ({
  ...which(dispute),
  ...{ outcome: 'PARTLY_UPHELD', granted: { amount: '90.00', currency: 'EUR' }, message: 'A part of it.' },
});

const by = (who: Member | World['staff'], input: object) => ({ by: who, input });

export const disputes: Scenarios = {
  disputeOpen: async (world) => by(world.place.first, await claim(world)),
  disputeRequestInfo: async (world) =>
    by(world.staff, { ...which(await opened(world)), text: 'Which offer?' }),
  disputeAnswer: async (world) => {
    const question = { ...which(await opened(world)), text: 'Which offer?' };
    const asked = await world.change(world.staff, 'disputeRequestInfo', question);
    return by(world.place.first, { ...which(asked), text: 'The one of May.' });
  },
  disputeComment: async (world) =>
    by(world.place.first, { id: (await opened(world)).id, text: 'See there.' }),
  disputeNote: async (world) => by(world.staff, { id: (await opened(world)).id, text: 'Look at it.' }),
  disputeWithdraw: async (world) => by(world.place.first, which(await opened(world))),
  disputeDecide: async (world) => by(world.staff, decision(await opened(world))),
  disputeAppeal: async (world) => {
    const decided = await world.change(world.staff, 'disputeDecide', decision(await opened(world)));
    return by(world.place.first, { ...which(decided), reason: 'All of it.' });
  },
};
