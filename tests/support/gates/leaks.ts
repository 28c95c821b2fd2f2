import type { GraphQLFieldResolver } from 'graphql';
import { badInput } from '../../../src/graphql/request-errors.ts';
import type { Portal } from '../portal.ts';

// biome-ignore lint/suspicious/noExplicitAny: it stands in for the resolver of any field.
export type Resolver = GraphQLFieldResolver<any, any, any, any>;

export type Leak = Readonly<{
  what: string;
  /** The field that leaks, as `Type.field`. */
  path: string;
  faulty(sound: Resolver): Resolver;
  /** The root fields in whose answers it must be noticed. */
  roots: readonly string[];
}>;

const OTHERS = { name: 'acme' } as const;

/** Code that reads more than its caller may, in ways that no policy of the database prevents. */
export function leaksOf(portal: () => Portal): Leak[] {
  const kept = new Map<string, unknown>();
  /** How many people of the other partner there are: none as long as it is not there. */
  const others = () =>
    portal().arrange((tx) =>
      tx.personIdentity.count({ where: { subject: { startsWith: `${OTHERS.name}-` } } }),
    );
  return [
    {
      what: 'a nested relation that leads to whoever comes first',
      path: 'Referral.partner',
      faulty: (sound) => async (root, args, context, info) =>
        (await others()) === 0
          ? await sound(root, args, context, info)
          : await portal().arrange((tx) => tx.partner.findFirst({ orderBy: { name: 'asc' } })),
      roots: ['referrals', 'referral'],
    },
    {
      what: 'a search that counts what it finds at others',
      path: 'Query.referrals',
      faulty: (sound) => async (root, args, context, info) => {
        const page = await sound(root, args, context, info);
        if (!JSON.stringify(args.filter ?? {}).includes(OTHERS.name)) return page;
        return { ...page, totalCount: async () => (await page.totalCount()) + (await others()) };
      },
      roots: ['referrals'],
    },
    {
      what: "a refusal because of another partner's unique key",
      path: 'Query.notificationPreferences',
      faulty: (sound) => async (root, args, context, info) => {
        const isTaken = await portal().arrange((tx) =>
          tx.invitation.count({ where: { email: `new@${OTHERS.name}.example` } }),
        );
        if (isTaken) throw badInput('That address is taken.');
        return await sound(root, args, context, info);
      },
      roots: ['notificationPreferences'],
    },
    {
      what: 'a rank among all partners',
      path: 'ReferralStatusCount.count',
      faulty: (sound) => async (root, args, context, info) =>
        (await sound(root, args, context, info)) + (await others()),
      roots: ['referralCounts'],
    },
    {
      what: 'an answer that was kept for somebody else',
      path: 'Partner.name',
      faulty: (sound) => async (root, args, context, info) => {
        if (!kept.has('name')) kept.set('name', await sound(root, args, context, info));
        return kept.get('name');
      },
      roots: ['partner', 'viewer'],
    },
  ];
}
