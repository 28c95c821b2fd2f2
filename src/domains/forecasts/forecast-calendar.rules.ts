/** A fiscal month by its first day and its place in its quarter. */
export type FiscalMonth = Readonly<{ fromDay: number; place: 0 | 1 | 2 }>;

/** Looks up the fiscal month of a day by its number. */
export type ForecastCalendar = Readonly<{
  months: readonly FiscalMonth[];
  firstDay: number;
  untilDay: number;
  monthOf(day: number): number;
  placeOf(day: number): 0 | 1 | 2;
}>;

/** @throws RangeError where there is no month, or they are not in order. */
export function forecastCalendarOf(months: readonly FiscalMonth[], untilDay: number): ForecastCalendar {
  const firstDay = months[0]?.fromDay;
  if (firstDay === undefined) throw new RangeError('A calendar has at least one month.');
  const monthByDay = new Int32Array(untilDay - firstDay);
  months.forEach(({ fromDay }, place) => {
    const until = months[place + 1]?.fromDay ?? untilDay;
    if (until <= fromDay) throw new RangeError('The months of a calendar are in order.');
    monthByDay.fill(place, fromDay - firstDay, until - firstDay);
  });
  const monthOf = (day: number) => {
    const month = monthByDay[day - firstDay];
    if (month === undefined) throw new RangeError(`The day ${day} is outside the calendar.`);
    return month;
  };
  return { months, firstDay, untilDay, monthOf, placeOf: (day) => months[monthOf(day)]!.place };
}
