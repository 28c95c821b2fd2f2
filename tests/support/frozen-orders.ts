import { randomUUID } from 'node:crypto';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import type { Tx } from '../../src/platform/database/client.ts';
import { decideNow } from '../../src/workflows/decide-eligibility.ts';
import type { Portal } from './portal.ts';

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const at = (text: string) => new Date(`${text}T12:00:00Z`);

type Rule = Readonly<{ code: string; formula: string; arguments: object } & Record<string, unknown>>;

export const percent = (rate: string, more: object = {}): Rule => ({
  ...{ code: 'BASE', title: 'Base', groupCode: 'BASE', formula: 'PERCENT_ONE_OFF', arguments: { rate } },
  conditions: {},
  ...more,
});

export const bands = (period: string, ...given: readonly (readonly [string, string])[]): Rule => ({
  ...{ code: 'VOLUME', title: 'Volume', groupCode: 'BASE', formula: 'MARGINAL_TIERS', conditions: {} },
  currency: 'EUR',
  arguments: { period, bands: given.map(([fromMinor, rate]) => ({ fromMinor, rate })) },
});

/** A published version of a plan of its own, or the next of one. */
export const aPlanVersion = (
  portal: Portal,
  rules: readonly Rule[],
  {
    planId,
    from = '2020-01-01',
    to = null,
    number = 1,
    ...terms
  }: Readonly<
    { planId?: string; from?: string; to?: string | null; number?: number } & Record<string, unknown>
  > = {},
) =>
  portal.arrange(async (tx) => {
    const code = `PLAN_${randomUUID().slice(0, 8).toUpperCase()}`;
    const plan = planId ? { id: planId } : await tx.commissionPlan.create({ data: { code, name: code } });
    const version = await tx.commissionPlanVersion.create({
      data: {
        planId: plan.id,
        number,
        payable: 'ON_ACTIVATION',
        clawback: [],
        usesTierModifier: true,
        ...terms,
      },
    });
    for (const [position, rule] of rules.entries())
      await tx.planRule.create({ data: { versionId: version.id, position: position + 1, ...rule } as never });
    const published = {
      status: 'PUBLISHED',
      validFrom: day(from),
      validTo: to && day(to),
      publishedAt: day(from),
    };
    return await tx.commissionPlanVersion.update({ where: { id: version.id }, data: published });
  });

export const ownPlan = (portal: Portal, partnerId: string, planId: string) =>
  portal.arrange((tx) =>
    tx.planOverride.create({ data: { partnerId, planId, reason: 'Agreed.', validFrom: day('2020-01-01') } }),
  );

export const aReferral = (
  portal: Portal,
  partnerId: string,
  data: Partial<Parameters<Tx['referral']['create']>[0]['data']> = {},
) =>
  portal.arrange((tx) =>
    tx.referral.create({
      data: {
        ...{
          partnerId,
          origin: 'IMPORTED',
          status: 'ACCEPTED',
          statusSince: at('2026-02-01'),
          customerName: 'A Customer',
        },
        ...{
          submittedAt: at('2026-01-31'),
          decidedAt: at('2026-02-01'),
          protectedFrom: at('2026-02-01'),
          protectedUntil: at('2027-02-01'),
        },
        ...data,
      } as never,
    }),
  );

type OrderLine = Partial<Parameters<Tx['orderLine']['create']>[0]['data']>;

/** An order that is ratified, with lines of a product. */
export const anOrder = (
  portal: Portal,
  productId: string,
  {
    lines = [{ oneOffMinor: 100_000n }],
    ...data
  }: Readonly<
    { lines?: readonly OrderLine[] } & Partial<Parameters<Tx['salesOrder']['create']>[0]['data']>
  > = {},
) =>
  portal.arrange(async (tx) => {
    const ordered = data.orderedOn ?? day('2026-04-10');
    const order = await tx.salesOrder.create({
      data: {
        ...{ system: 'CRM', externalId: `O-${randomUUID().slice(0, 8)}`, type: 'NEW', currency: 'EUR' },
        ...{ statusSince: ordered, orderedOn: ordered, decidedAt: ordered, ...data },
        status: 'DRAFT',
      } as never,
    });
    for (const [place, line] of lines.entries())
      await tx.orderLine.create({
        data: {
          ...{
            orderId: order.id,
            productId,
            position: place + 1,
            quantity: 1,
            monthlyMinor: 0n,
            oneOffMinor: 0n,
          },
          ...line,
        } as never,
      });
    return await tx.salesOrder.update({
      where: { id: order.id },
      data: { status: data.status ?? 'RATIFIED' },
    });
  });

/** Decides as the ratification of the order does. */
export const decide = (portal: Portal, orderId: string, now = at('2026-04-20')) =>
  portal.arrange((tx) => decideNow(tx, JOB_ACTOR, orderId, now));

/** What was frozen of an order, by slot and partner, with its latest terms. */
export const frozenOf = (portal: Portal, orderId: string) =>
  portal.arrange(async (tx) => {
    const earnings = await tx.commissionEarning.findMany({
      where: { orderId },
      include: { revisions: { orderBy: { number: 'desc' } } },
      orderBy: [{ orderLineId: 'asc' }, { partnerId: 'asc' }, { slot: 'asc' }],
    });
    return earnings.map(({ revisions, ...earning }) => ({ ...earning, ...revisions[0]!, revisions }));
  });
