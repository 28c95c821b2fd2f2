import type { BusinessCalendar, BusinessHours, OpenHours } from '../../../src/kernel/business-calendar.ts';
import { parseBusinessHours } from '../../../src/kernel/business-calendar.ts';

const NINE_TO_FIVE: OpenHours[] = [{ opens: '09:00', closes: '17:00' }];
export const WEEKDAYS_NINE_TO_FIVE = {
  MONDAY: NINE_TO_FIVE,
  TUESDAY: NINE_TO_FIVE,
  WEDNESDAY: NINE_TO_FIVE,
  THURSDAY: NINE_TO_FIVE,
  FRIDAY: NINE_TO_FIVE,
};

/** Berlin's weekdays from nine to five, unless told otherwise. */
export function aCalendar(hours: Partial<BusinessHours> = {}): BusinessCalendar {
  const result = parseBusinessHours({
    timeZone: 'Europe/Berlin',
    weekly: WEEKDAYS_NINE_TO_FIVE,
    holidays: [],
    ...hours,
  });
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}
