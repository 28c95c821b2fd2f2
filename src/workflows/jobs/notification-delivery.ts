import { sendMails } from '../../domains/notifications/notification-mail.service.ts';
import { tellOfEvents } from '../../domains/notifications/notification-telling.service.ts';
import { everyMinutes } from '../../kernel/schedule.ts';
import type { ScheduledJob } from '../../platform/jobs/jobs.ts';

export const notificationDelivery: ScheduledJob = {
  name: 'notification-delivery',
  summary: 'tells people what happened, in the portal and by mail, each once',
  schedule: everyMinutes(1),
  run: ({ tx, asOf, log }) => tellOfEvents(tx, asOf, log),
  reachOut: async (work) => {
    await sendMails(work);
  },
};
