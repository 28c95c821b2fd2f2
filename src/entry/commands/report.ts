import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { firstDayOf } from '../../domains/kpis/kpi-access.service.ts';
import { KPIS } from '../../domains/kpis/kpi-catalogue.rules.ts';
import { fiscalCalendarFrom } from '../../domains/settings/settings.service.ts';
import { datesOf } from '../../kernel/fiscal-calendar.ts';
import { type DateRange, dayIn, dayOf, plainDateOf } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import { JOB_SCOPE, writeTransaction } from '../../platform/database/session.ts';
import { openFileStore } from '../../platform/files/file-store.ts';
import { isLocale } from '../../workflows/reports/report-format.rules.ts';
import { periodNamed } from '../../workflows/reports/report-periods.rules.ts';
import {
  findPartners,
  LOCALE_DEFAULT,
  type ReportOrder,
  writeAllPages,
  writePartnerPage,
} from '../../workflows/reports/write-reports.ts';
import { openConfiguredDatabase } from '../local-database.ts';
import { type Command, instant, UsageError } from './command.ts';

const OPTIONS = {
  period: { type: 'string' },
  partner: { type: 'string' },
  out: { type: 'string' },
  locale: { type: 'string' },
  'as-of': { type: 'string' },
} as const;

/** @throws UsageError where the period has not begun, or was over before there was anything */
function assertReportable({ from, until }: DateRange, first: ReadonlyMap<string, Date>, today: Date): void {
  if (dayOf(from) > today) throw new UsageError('--period has not begun: there is nothing to report of it.');
  const [earliest] = [...first.values()].sort((a, b) => a.getTime() - b.getTime());
  if (earliest && dayOf(until) <= earliest)
    throw new UsageError(
      `--period is over before there was anything to report: there is no data before ${plainDateOf(earliest)}.`,
    );
}

export const report: Command = {
  name: 'report',
  usage:
    'npm run report -- --period 2026-Q3 [--partner <id or name>] [--out <folder>] [--locale en-GB] [--as-of 2026-07-01T00:00:00Z]',
  summary:
    'writes the leadership report of a fiscal month, quarter or year, and the review of each partner or of one',
  async run(args, { config, out, log }) {
    const { values } = parseArgs({ args: [...args], options: OPTIONS });
    const period = periodNamed(values.period ?? '');
    if (!period.ok)
      throw new UsageError('--period is a fiscal period such as 2026-Q3, FY2026-P07 or FY2026.');
    const locale = values.locale ?? LOCALE_DEFAULT;
    if (!isLocale(locale)) throw new UsageError('--locale is a language tag such as en-GB or de-DE.');
    const today = new Date();
    const now = values['as-of'] === undefined ? today : instant('as-of', values['as-of']);
    if (now > today)
      throw new UsageError('--as-of is an instant that has been: nothing is known of later ones.');
    const store = await openFileStore(
      values.out === undefined ? config : { exportTarget: { kind: 'folder', folder: resolve(values.out) } },
    );
    const opened = await openConfiguredDatabase(config, 'command', log);
    try {
      const snapshot = <T>(work: (tx: Tx) => Promise<T>) =>
        writeTransaction(opened.database, JOB_SCOPE, work, 'RepeatableRead');
      const calendar = await snapshot(fiscalCalendarFrom);
      const first = await snapshot((tx) => firstDayOf(tx, KPIS));
      assertReportable(datesOf(calendar, period.value), first, dayIn(calendar.timeZone, now));
      const order: ReportOrder = { snapshot, store, period: period.value, calendar, locale, now, log };
      if (values.partner === undefined) {
        const count = await writeAllPages(order);
        log(`Done: ${count} pages.`);
        out(store.addressOf(`reports/${values.period!.replace(/^(?=\d)/, 'FY')}/program.html`));
      } else {
        const partners = await findPartners(snapshot, values.partner);
        const [partner] = partners;
        if (!partner || partners.length > 1)
          throw new UsageError(
            partner ? 'Several partners are called so: give an id.' : 'No partner has this id or name.',
          );
        out(store.addressOf((await writePartnerPage(order, partner)).path));
      }
      return 0;
    } finally {
      store.close();
      await opened.stop();
    }
  },
};
