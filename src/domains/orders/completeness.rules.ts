import { ORDER_TYPES, type OrderType } from './order-types.rules.ts';
import {
  type FactLine,
  failed,
  notApplicable,
  passed,
  passedIf,
  type RatificationFacts,
  type RatificationRule,
} from './ratification-facts.rules.ts';
import { SOLD } from './sales-order.states.ts';

const ALL: readonly OrderType[] = ORDER_TYPES;
const ALL_BUT_NEW = ORDER_TYPES.filter((type) => type !== 'NEW');
/** What begins, or begins anew, a time for which the customer is bound. */
const WITH_TERM: readonly OrderType[] = ['NEW', 'ADD', 'CHANGE', 'RENEWAL'];
/** What is put somewhere. */
const WITH_SITE: readonly OrderType[] = ['NEW', 'ADD', 'MOVE'];

const positionsOf = (lines: readonly FactLine[]) => lines.map(({ position }) => position);

/** Each line of those that a rule concerns has what it asks for; nothing to ask where it concerns none. */
function eachLine(
  { lines }: RatificationFacts,
  concerned: (line: FactLine) => boolean,
  has: (line: FactLine) => boolean,
) {
  const asked = lines.filter(concerned);
  if (asked.length === 0) return notApplicable('NO_SUCH_LINES');
  const missing = asked.filter((line) => !has(line));
  return missing.length === 0
    ? passed({ lines: asked.length })
    : failed({ missingLines: positionsOf(missing) });
}

/** Whether an order says all that fulfilling, billing and crediting it needs. */
export const COMPLETENESS_RULES: readonly RatificationRule[] = [
  {
    code: 'CUSTOMER_KNOWN',
    area: 'COMPLETENESS',
    title: 'The customer is one that the vendor knows.',
    types: ALL,
    check: ({ order }) => passedIf(order.customerId !== null),
  },
  {
    code: 'ACCOUNT_GIVEN',
    area: 'COMPLETENESS',
    title: "The customer's account is named.",
    types: ALL_BUT_NEW,
    check: ({ order }) => passedIf(order.accountNumber !== null),
  },
  {
    code: 'SIGNED_ORDER_FORM',
    area: 'COMPLETENESS',
    title: 'The customer signed the order; of a disconnect, a notice does.',
    types: ALL,
    check: ({ order, documents }) =>
      passedIf(
        documents.includes('SIGNED_ORDER_FORM') ||
          (order.type === 'DISCONNECT' && documents.includes('TERMINATION_NOTICE')),
        { documents: [...new Set(documents)].sort() },
      ),
  },
  {
    code: 'TERM_GIVEN',
    area: 'COMPLETENESS',
    title: 'Each line with a monthly charge says for how many months.',
    types: WITH_TERM,
    check: (facts) =>
      eachLine(
        facts,
        ({ monthlyMinor }) => monthlyMinor > 0n,
        ({ termMonths }) => termMonths !== null,
      ),
  },
  {
    code: 'SITE_GIVEN',
    area: 'COMPLETENESS',
    title: 'The order, or each of its lines, says where.',
    types: WITH_SITE,
    check: (facts) =>
      facts.order.siteAddress !== null
        ? passed({ lines: facts.lines.length })
        : facts.lines.length === 0
          ? failed()
          : eachLine(
              facts,
              () => true,
              ({ site }) => site !== null,
            ),
  },
  {
    code: 'LINES_PRESENT',
    area: 'COMPLETENESS',
    title: 'Something is ordered.',
    types: ALL,
    check: ({ lines }) => passedIf(lines.length > 0, { lines: lines.length }),
  },
  {
    code: 'PREVIOUS_ORDER_NAMED',
    area: 'COMPLETENESS',
    title: 'The order that this one continues is named; it was ratified, and the customer has not left it.',
    types: ALL_BUT_NEW,
    check: ({ previous }) => {
      if (!previous) return failed({ because: 'MISSING' });
      const isSold = SOLD.some((status) => status === previous.status);
      if (!isSold) return failed({ because: 'NOT_SOLD', previousStatus: previous.status });
      return passedIf(!previous.isDisconnected, previous.isDisconnected ? { because: 'DISCONNECTED' } : {});
    },
  },
  {
    code: 'ORDERED_ON_GIVEN',
    area: 'COMPLETENESS',
    title: 'The day of the order is given, and is no day to come.',
    types: ALL,
    check: ({ order: { orderedOn }, today }) => {
      if (orderedOn === null) return failed({ because: 'MISSING' });
      return passedIf(orderedOn <= today, { orderedOn: orderedOn.toISOString().slice(0, 10) });
    },
  },
];
