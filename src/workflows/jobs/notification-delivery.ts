import { sendMails } from '../../domains/notifications/notification-mail.service.ts';
import { tellOfEvents } from '../../domains/notifications/notification-telling.service.ts';
import type { Job } from '../../platform/jobs/jobs.ts';

export const notificationDelivery: Job = {
  name: 'notification-delivery',
  summary: 'tells people what happened, in the portal and by mail, each once',
  run: ({ tx, asOf, log }) => tellOfEvents(tx, asOf, log),
  reachOut: async (work) => {
    await sendMails(work);
  },
};
