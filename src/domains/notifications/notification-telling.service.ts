import { isUuid } from '../../kernel/ids.ts';
import type { Tx } from '../../platform/database/client.ts';
import { followEvents, type LogEvent } from '../../platform/events/reader.ts';
import * as repo from './notification.repo.ts';
import type { Template } from './notification-template.rules.ts';
import { argumentsOf, TOLD_EVENTS, templatesFor } from './notification-templates.rules.ts';
import { channelsWanted } from './notification-topics.rules.ts';

const CONSUMER = 'notification-delivery';
const PAGE = { pageSize: 500, pagesMax: 20, types: TOLD_EVENTS } as const;

/** What is older than a week when it is told is history, which a mail would only make noise about. */
const MAIL_AGE_MAX_MS = 7 * 24 * 60 * 60_000;

/**
 * Tells people of what happened since the last time: reads the event log from where it was left, and stores a
 * notification for everybody concerned, with a mail on its way out where one is wanted. Each once, whatever is repeated:
 * by the cursor, which moves with what is stored, and by a unique key besides. Answers how many it stored.
 */
export async function tellOfEvents(tx: Tx, asOf: Date, log: (line: string) => void): Promise<number> {
  let stored = 0;
  await followEvents(tx, CONSUMER, PAGE, async (events) => {
    stored += await storeNotifications(tx, events, asOf);
    log(`  ${stored} notifications, of events up to ${events.at(-1)?.bookedAt.toISOString()}`);
  });
  return stored;
}

async function storeNotifications(tx: Tx, events: readonly LogEvent[], asOf: Date): Promise<number> {
  const tellings = events.flatMap((event) =>
    templatesFor(event.type).map((template) => tellingOf(event, template)),
  );
  const found = await repo.recipientsOf(tx, tellings, asOf);
  const recipientsByTelling = Map.groupBy(found, ({ eventId, template }) => `${eventId} ${template}`);
  const said = Map.groupBy(
    await repo.preferencesSaid(tx, [...new Set(found.map(({ personId }) => personId))]),
    ({ personId, topic }) => `${personId} ${topic}`,
  );
  const rows = events.flatMap((event) =>
    templatesFor(event.type).flatMap((template) => {
      const recipients = recipientsByTelling.get(`${event.id} ${template.code}`) ?? [];
      return peopleTold(template, recipients).flatMap((personId) => {
        const { portal, mail } = channelsWanted(
          template.topic,
          said.get(`${personId} ${template.topic}`)?.[0],
        );
        const isMailed = mail && asOf.getTime() - event.occurredAt.getTime() <= MAIL_AGE_MAX_MS;
        return portal || isMailed ? [notificationOf(event, template, personId, portal, isMailed)] : [];
      });
    }),
  );
  return await repo.insertNotifications(tx, rows);
}

const referralOf = ({ subjectType, subjectId, data, partnerId }: LogEvent): string | null => {
  if (partnerId === null) return null;
  if (subjectType === 'Referral') return subjectId;
  // A clock's event is about what waits.
  return data.subjectType === 'Referral' && typeof data.subjectId === 'string' ? data.subjectId : null;
};

const tellingOf = (event: LogEvent, template: Template): repo.Telling => {
  const named = event.data.escalatedToIds;
  return {
    eventId: event.id,
    template: template.code,
    partnerId: event.partnerId,
    referralId: referralOf(event),
    awardId: event.subjectType === 'CertificationAward' ? event.subjectId : null,
    actorId: event.actorId,
    personIds: Array.isArray(named)
      ? (named.filter((id) => typeof id === 'string' && isUuid(id)) as string[])
      : [],
    recipients: [...template.to, ...template.otherwise],
  };
};

/** Those that it goes to, or else those who stand in for them. */
function peopleTold(template: Template, found: readonly repo.FoundRecipient[]): string[] {
  const among = (kinds: readonly string[]) =>
    found.filter(({ recipient }) => kinds.includes(recipient)).map(({ personId }) => personId);
  const people = among(template.to);
  return [...new Set(people.length > 0 ? people : among(template.otherwise))];
}

const notificationOf = (
  event: LogEvent,
  template: Template,
  personId: string,
  inPortal: boolean,
  isMailed: boolean,
): repo.NewNotification => ({
  personId,
  partnerId: event.partnerId,
  referralId: referralOf(event),
  eventId: event.id,
  template: template.code,
  templateVersion: template.version,
  arguments: argumentsOf(template, event.data),
  inPortal,
  occurredAt: event.occurredAt,
  isMailed,
});
