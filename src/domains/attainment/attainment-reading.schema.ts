import type { RequestContext } from '../../graphql/context.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { InvalidInputError } from '../../kernel/errors.ts';
import { standingsOf } from './attainment.service.ts';
import type { PartnerStanding } from './attainment-evaluation.rules.ts';

export type Asked = Readonly<{
  partnerId: string;
  programId: string;
  period: string | null;
  asOf: Date | null;
}>;

/** How a partner stands, with what of it the caller may be told one by one. */
export type Seen = PartnerStanding &
  Readonly<{
    /** Ids of partners, referrals, deals and awards that the caller sees. */
    visible: ReadonlySet<string>;
  }>;

const read = new WeakMap<RequestContext, Map<string, Promise<Seen | null>>>();

/** Read once in a request, however many fields ask for it. @throws GraphQLError for a period or instant that cannot be */
export function standingSeen(context: RequestContext, asked: Asked): Promise<Seen | null> {
  const known = read.get(context) ?? new Map<string, Promise<Seen | null>>();
  read.set(context, known);
  const key = JSON.stringify(asked);
  const standing = known.get(key) ?? readStanding(context, asked);
  known.set(key, standing);
  return standing;
}

async function readStanding(context: RequestContext, asked: Asked): Promise<Seen | null> {
  const { partnerId, programId, period } = asked;
  const asOf = asked.asOf ?? context.now;
  if (asOf > context.now) throw badInput('asOf is not in the future: ask for what is known by now.');
  // Found as the caller first: a partner or program that it does not see answers like one that is not there.
  const partner = await context.db.partner.findUnique({ where: { id: partnerId }, select: { id: true } });
  const program = await context.db.partnerProgram.findUnique({
    where: { id: programId },
    select: { id: true },
  });
  if (!partner || !program) return null;
  const [standing] = await asBadInput(
    context.readAsVendor((tx) => standingsOf(tx, { programId, partnerIds: [partnerId], period, asOf })),
  );
  return standing ? { ...standing, visible: await visibleOf(context, standing) } : null;
}

async function asBadInput<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof InvalidInputError) throw badInput(error.message);
    throw error;
  }
}

/** Which of the facts' partners and rows the caller sees, by one statement under its own rights. */
async function visibleOf({ db }: RequestContext, { evaluation }: PartnerStanding): Promise<Set<string>> {
  const facts = evaluation.tiers
    .flatMap(({ requirements }) => requirements)
    .map(({ explain }) => explain())
    .flatMap(({ counted, excluded }) => [...counted, ...excluded]);
  const partnerIds = [...new Set(facts.map(({ partnerId }) => partnerId))];
  const ids = [...new Set(facts.map(({ id }) => id))];
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM partner WHERE id = ANY (${partnerIds}::uuid[])
    UNION ALL SELECT id::text FROM referral WHERE id = ANY (${ids}::uuid[])
    UNION ALL SELECT id::text FROM opportunity WHERE id = ANY (${ids}::uuid[])
    UNION ALL SELECT id::text FROM certification_award WHERE id = ANY (${ids}::uuid[])`;
  return new Set(rows.map(({ id }) => id));
}

const CHECKED_TYPES = ['Referral', 'Opportunity', 'CertificationAward'];

/** Whether the caller may be told of a fact by its id: it sees whose it is, and the row where colleagues do not see all. */
export const isTold = (
  fact: Readonly<{ type: string; id: string; partnerId: string }>,
  visible: ReadonlySet<string>,
): boolean => visible.has(fact.partnerId) && (!CHECKED_TYPES.includes(fact.type) || visible.has(fact.id));
