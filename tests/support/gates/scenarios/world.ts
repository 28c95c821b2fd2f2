import { STAFF_ROLES } from '../../../../src/kernel/roles.ts';
import { aStaffMember, type Member } from '../../builders.ts';
import { change } from '../../change.ts';
import { type Contests, setUpContests } from '../../contests.ts';
import { setUpEngagement } from '../../engagement.ts';
import { type Portal, startPortal } from '../../portal.ts';
import { type Protection, setUpProtection } from '../../protection.ts';

/** Everybody and everything that a scenario can begin with. */
export type World = Readonly<{
  portal: Portal;
  /** Two partners' admins, partner operations, and what they do with referrals. */
  place: Protection;
  contests: Contests;
  /** Has every role of staff. */
  staff: Readonly<{ subject: string; personId: string }>;
  /** Another one, for what the first may not do twice. */
  colleague: Readonly<{ subject: string; personId: string }>;
  crm: Readonly<{ subject: string }>;
  /** Sends a mutation on the way to the scenario, and answers its object; a refusal fails. */
  // biome-ignore lint/suspicious/noExplicitAny: a scenario reads whatever fields it asked for.
  change(by: Readonly<{ subject: string }>, name: string, input: object, fields?: string): Promise<any>;
}>;

/** How to send a mutation so that it succeeds. */
export type Scenario = (
  world: World,
) => Promise<Readonly<{ by: Readonly<{ subject: string | null }> | Member; input: object; email?: string }>>;

export type Scenarios = Readonly<Record<string, Scenario>>;

export async function startWorld(): Promise<World> {
  const portal = await startPortal();
  const place = await setUpProtection(portal);
  const roles = STAFF_ROLES.filter((role) => role !== 'SERVICE');
  return {
    portal,
    place,
    contests: setUpContests(portal, await setUpEngagement(portal)),
    staff: await aStaffMember(portal, ...roles),
    colleague: await aStaffMember(portal, ...roles),
    crm: await aStaffMember(portal, 'SERVICE'),
    change: async ({ subject }, name, input, fields = 'id version') => {
      const answer = await change(portal, subject, [name, input], fields);
      if (answer.code && answer.message) throw new Error(`${name}: ${answer.message}`);
      return answer;
    },
  };
}
