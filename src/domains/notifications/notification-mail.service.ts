import type { OutsideWork } from '../../platform/jobs/jobs.ts';
import type { Mail } from '../../platform/mail/mail.ts';
import * as repo from './notification-mail.repo.ts';
import { templateOf, textOf } from './notification-templates.rules.ts';

/** So that a run ends in good time. The next one goes on. */
const MAILS_MAX = 200;
/** A relay that refuses so many in a row is down, or misconfigured; the rest can wait for it. */
const FAILURES_IN_A_ROW_MAX = 3;
const TERMS: repo.ClaimTerms = {
  /** Few at a time, as whoever is killed leaves so many to wait for the end of their lease. */
  limit: 10,
  /** Ten minutes after the first, then twice as long each time: most of a day in all. */
  attemptsMax: 8,
  /** Longer than any function runs that could be sending, so nobody else's attempt is taken for dead. */
  leaseMinutes: 15,
};

const FOOTER =
  'You are told this by the partner portal, which also lets you choose what you are told and how. Nobody reads answers to this address.';

/**
 * Sends the mail that is due, each by one process at a time. What is not accepted is tried again later, at most so
 * many times. Whoever is killed after a mail was accepted and before that is recorded leaves it to be sent
 * once more, as the same message; it is never left unsent. Answers how many were sent.
 */
export async function sendMails(work: OutsideWork): Promise<number> {
  const { transaction, log } = work;
  const counts = { SENT: 0, DROPPED: 0, POSTPONED: 0 };
  for (let claimed = 0, failuresInARow = 0; claimed < MAILS_MAX; ) {
    const mails = await transaction((tx) => repo.claimMails(tx, TERMS));
    if (mails.length === 0) break;
    claimed += mails.length;
    for (const [place, claim] of mails.entries()) {
      if (failuresInARow === FAILURES_IN_A_ROW_MAX) {
        await transaction((tx) => repo.releaseMails(tx, mails.slice(place)));
        break;
      }
      const outcome = await sendOne(work, claim);
      counts[outcome] += 1;
      failuresInARow = outcome === 'POSTPONED' ? failuresInARow + 1 : 0;
    }
    if (failuresInARow === FAILURES_IN_A_ROW_MAX) break;
  }
  log(`  mail: ${counts.SENT} sent, ${counts.POSTPONED} not accepted, ${counts.DROPPED} for nobody any more`);
  return counts.SENT;
}

async function sendOne({ transaction, mailer, log }: OutsideWork, claim: repo.ClaimedMail) {
  const mail = mailOf(claim);
  const outcome = mail ? await mailer.send(mail).then(() => 'SENT' as const, refused) : 'DROPPED';
  await transaction((tx) =>
    outcome === 'POSTPONED'
      ? repo.postponeMail(tx, claim, TERMS.attemptsMax)
      : repo.endMail(tx, claim, outcome),
  );
  return outcome;

  function refused(error: unknown) {
    log(`  mail ${claim.id} was not accepted: ${codeOf(error)}`);
    return 'POSTPONED' as const;
  }
}

/** A relay's own words can repeat the address, so only its codes are logged. */
const codeOf = (error: unknown): string => {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  return [code, responseCode].filter((part) => part !== undefined).join(' ') || 'no code';
};

function mailOf(claim: repo.ClaimedMail): Mail | null {
  const { id, template, templateVersion, customer, partner } = claim;
  const audience = templateOf(template, templateVersion)?.audience;
  const to = audience === 'PARTNER' ? claim.memberEmail : claim.staffEmail;
  if (!to) return null;
  const { title, body } = textOf(claim, { customer, partner });
  return { id, to, subject: title, text: `${body}\n\n-- \n${FOOTER}\n`, writtenAt: claim.createdAt };
}
