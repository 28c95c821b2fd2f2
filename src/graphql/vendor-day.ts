import { dayIn } from '../kernel/time.ts';
import type { RequestContext } from './context.ts';

const days = new WeakMap<RequestContext, Promise<Date>>();

/** The vendor's calendar day of a request, read once for all rows that ask for it: midnight in UTC. */
export function vendorDay(context: RequestContext): Promise<Date> {
  const known = days.get(context);
  if (known) return known;
  const settings = context.db.vendorSettings.findUniqueOrThrow({
    where: { id: 1 },
    select: { timeZone: true },
  });
  const day = settings.then(({ timeZone }) => dayIn(timeZone, context.now));
  days.set(context, day);
  return day;
}
