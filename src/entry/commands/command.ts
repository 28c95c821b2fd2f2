import { parseInstant } from '../../kernel/written-time.ts';
import type { Config } from '../../platform/config.ts';

export type CommandIo = Readonly<{
  config: Config;
  /** What other programs read: stdout. */
  out(line: string): void;
  /** What people read: stderr. */
  log(line: string): void;
}>;

/** One word after `npm run`. Answers the process's exit code. */
export type Command = Readonly<{
  name: string;
  usage: string;
  summary: string;
  run(args: readonly string[], io: CommandIo): Promise<number>;
}>;

/** The command was called in a way that it does not understand; its usage is shown with the message. */
export class UsageError extends Error {}

/** @throws UsageError where the text is not a whole number within the limits. */
export function wholeNumber(
  name: string,
  text: string | undefined,
  minimum: number,
  maximum: number,
): number {
  const value = Number(text);
  if (!text || !/^\d{1,9}$/.test(text) || value < minimum || value > maximum) {
    throw new UsageError(`--${name} is a whole number from ${minimum} to ${maximum}.`);
  }
  return value;
}

/** @throws UsageError where the text is no instant with its offset, or of a day that the calendar lacks. */
export function instant(name: string, text: string): Date {
  const result = parseInstant(text);
  if (!result.ok) throw new UsageError(`--${name} is an instant such as 2026-07-01T00:00:00Z.`);
  return result.value;
}
