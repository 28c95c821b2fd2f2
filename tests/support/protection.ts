import { randomUUID } from 'node:crypto';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { referralExpiry } from '../../src/workflows/jobs/referral-expiry.ts';
import { aStaffMember, type Member } from './builders.ts';
import { change } from './change.ts';
import { type Answer, setUpEngagement, uuidOf } from './engagement.ts';
import type { Portal } from './portal.ts';

const SYSTEM = 'SALES_CRM';
const REFERRAL = `id version status protectedUntil decisionCode decisionMessage
  extensions { status requestedDays grantedUntil message } protection { from until }`;

type Sent = Readonly<{ subject: string | null }>;

/** The clocks of referrals, as partners, operations, the CRM and the scheduler move them. */
export async function setUpProtection(portal: Portal) {
  const engagement = await setUpEngagement(portal);
  const crm = await aStaffMember(portal, 'SERVICE');
  const at = (instant: string | null) => portal.setNow(instant === null ? null : new Date(instant));
  const send = (by: Sent, name: string, input: object, fields = REFERRAL) =>
    change(portal, by.subject, [name, input], fields);
  const versionOf = async ({ id }: { id: string }) =>
    (await portal.arrange((tx) => tx.referral.findUniqueOrThrow({ where: { id: uuidOf(id) } }))).version;
  return {
    ...engagement,
    at,
    send,
    /** Of the present version. */
    move: async (by: Sent, name: string, of: { id: string }, more: object = {}) =>
      await send(by, name, { id: of.id, version: await versionOf(of), ...more }),
    /** Submitted and accepted at one instant. */
    acceptedAt: async (instant: string, member: Member, details: object): Promise<Answer> => {
      at(instant);
      return await engagement.accepted(member, details);
    },
    /** What the CRM says of a deal; the first time with the referral that it came from. */
    aDealOf: (referral: { id: string }) => {
      const externalId = randomUUID();
      const upsert = async (instant: string, row: object) => {
        at(instant);
        const rows = [{ externalId, referralId: referral.id, ...row }];
        const input = { system: SYSTEM, rows };
        const { results } = await send(
          crm,
          'crmOpportunitiesUpsert',
          input,
          'results { outcome errors { code } }',
        );
        return results[0] as { outcome: string; errors: { code: string }[] };
      };
      return upsert;
    },
    run: (asOf: string) => runJob(portal.database, referralExpiry, new Date(asOf), () => undefined),
    read: async (by: Sent, { id }: { id: string }) =>
      (
        await portal.send(
          by.subject,
          `query ($id: ID!) { referral(id: $id) { ${REFERRAL} lapsesAt attributions { status because kind
            shareNumerator shareDenominator tailEndsOn opportunity { stage } steps { code holds on days } } } }`,
          { id },
        )
      ).data.referral,
    /** All decisions on a referral's deals, in their order, with when each ended. */
    attributionsOf: ({ id }: { id: string }) =>
      portal.arrange(async (tx) => {
        const where = { referralId: uuidOf(id) };
        const rows = await tx.attribution.findMany({ where, orderBy: { id: 'asc' } });
        return rows.map(({ status, because, endedAt }) => [status, because, endedAt?.toISOString() ?? null]);
      }),
    statusesOf: (...referrals: { id: string }[]) => Promise.all(referrals.map(engagement.statusOf)),
    eventsOf: ({ id }: { id: string }) =>
      portal.arrange(async (tx) =>
        (await tx.event.findMany({ where: { subjectId: uuidOf(id) }, orderBy: { id: 'asc' } })).map(
          ({ type }) => type,
        ),
      ),
  };
}

export type Protection = Awaited<ReturnType<typeof setUpProtection>>;
