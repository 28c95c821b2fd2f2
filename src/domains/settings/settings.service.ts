import type { BusinessCalendar } from '../../kernel/business-calendar.ts';
import { InvalidInputError, StaleVersionError } from '../../kernel/errors.ts';
import type { FiscalCalendar } from '../../kernel/fiscal-calendar.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './settings.repo.ts';
import {
  changedSettings,
  fiscalCalendarOf,
  type ResponseStandard,
  type ResponseSubject,
  type SettingsChange,
  settingsAfter,
  storedBusinessCalendarOf,
} from './settings.rules.ts';

/** There is one set of settings, so events name it by an id that nothing else has. */
const SETTINGS_SUBJECT_ID = '00000000-0000-0000-0000-000000000000';

export const { readSettings } = repo;
export type { StoredSettings } from './settings.repo.ts';

/** When the vendor works, for clocks that run in business time. */
export const businessCalendarFrom = async (tx: Tx): Promise<BusinessCalendar> =>
  storedBusinessCalendarOf(await repo.readBusinessCalendar(tx));

/** How the vendor counts its years, quarters and months. */
export const fiscalCalendarFrom = async (tx: Tx): Promise<FiscalCalendar> =>
  fiscalCalendarOf(await repo.readFiscalSettings(tx));

/** How soon the vendor answers, in business minutes; null where it has set no standard. */
export const responseStandardFrom = async (
  tx: Tx,
  subject: ResponseSubject,
): Promise<ResponseStandard | null> =>
  (await repo.readSettings(tx)).settings.responseStandards.find((one) => one.subject === subject) ?? null;

export type SettingsUpdate = Readonly<{ version: number; change: SettingsChange }>;

/**
 * Changes the vendor's settings. What already is as asked writes nothing and keeps the version.
 * @throws ForbiddenError, StaleVersionError, InvalidInputError
 */
export async function updateSettings(tx: Tx, actor: Actor, input: SettingsUpdate, now: Date): Promise<void> {
  assertAllowed(actor, 'SETTINGS_WRITE');
  const before = await repo.lockSettings(tx);
  if (before.version !== input.version) throw new StaleVersionError(before.version);
  const after = settingsAfter(before.settings, input.change);
  const changed = changedSettings(before.settings, after);
  if (changed.length === 0) return;
  await assertUnused(
    tx,
    before.settings.currencies.filter((code) => !after.currencies.includes(code)),
  );
  await repo.writeSettings(tx, before, after, changed, now);
  await appendEvents(tx, actor, [
    {
      type: 'settings.updated',
      subjectType: 'VendorSettings',
      subjectId: SETTINGS_SUBJECT_ID,
      partnerId: null,
      occurredAt: now,
      data: { changed, version: before.version + 1 },
    },
  ]);
}

async function assertUnused(tx: Tx, codes: readonly string[]) {
  const used = codes.length > 0 ? await repo.currenciesInUse(tx, codes) : [];
  if (used.length === 0) return;
  const message = `Partners are paid in ${used.join(', ')}: change their currency first.`;
  throw new InvalidInputError([{ field: 'currenciesRemoved', code: 'IN_USE', message }]);
}
