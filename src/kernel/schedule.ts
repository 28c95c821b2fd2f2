const DAY_MINUTES = 24 * 60;
const MINUTE_MILLISECONDS = 60_000;

/** Runs at every minute of the day, in UTC, that leaves `atMinute` when divided by `everyMinutes`, which divides a day. */
export type Schedule = Readonly<{ everyMinutes: number; atMinute: number }>;

/** Each so many minutes of an hour, from the given one on. */
export const everyMinutes = (minutes: number, atMinute = 0): Schedule => ({
  everyMinutes: minutes,
  atMinute,
});

export const hourly = (atMinute: number): Schedule => ({ everyMinutes: 60, atMinute });

/** Once a day, at a time of UTC. */
export const daily = (hour: number, minute: number): Schedule => ({
  everyMinutes: DAY_MINUTES,
  atMinute: hour * 60 + minute,
});

/** The first instant after the given one at which a schedule runs. */
export function nextRunAfter({ everyMinutes: every, atMinute }: Schedule, instant: Date): Date {
  // Days begin at multiples of a day since the epoch, and a period divides the day, so it divides time itself.
  const period = every * MINUTE_MILLISECONDS;
  const offset = atMinute * MINUTE_MILLISECONDS;
  return new Date(Math.floor((instant.getTime() - offset) / period) * period + period + offset);
}

const twoDigits = (value: number) => String(value).padStart(2, '0');

/** In EventBridge's words, as `serverless.yml` says it. @throws RangeError for a period that cron cannot say */
export function cronOf({ everyMinutes: every, atMinute }: Schedule): string {
  if (every === 1) return 'cron(* * * * ? *)';
  if (every < 60 && 60 % every === 0) return `cron(${atMinute}/${every} * * * ? *)`;
  if (every === 60) return `cron(${atMinute} * * * ? *)`;
  if (every === DAY_MINUTES) return `cron(${atMinute % 60} ${Math.floor(atMinute / 60)} * * ? *)`;
  throw new RangeError(`No cron expression runs every ${every} minutes.`);
}

/** In words, as for a list of jobs. */
export function scheduleText({ everyMinutes: every, atMinute }: Schedule): string {
  if (every === 1) return 'every minute';
  if (every < 60) return `every ${every} minutes`;
  if (every === 60) return `every hour at minute ${atMinute}`;
  return `every day at ${twoDigits(Math.floor(atMinute / 60))}:${twoDigits(atMinute % 60)} UTC`;
}
