import { CERTIFICATION_TEMPLATES } from './certification-templates.rules.ts';
import type { Arguments, Names, Template, Text } from './notification-template.rules.ts';
import { PARTNER_TEMPLATES } from './partner-templates.rules.ts';
import { PAYOUT_TEMPLATES } from './payout-templates.rules.ts';
import { PROGRAM_TEMPLATES } from './program-templates.rules.ts';
import { REMEDIATION_TEMPLATES } from './remediation-templates.rules.ts';
import { STAFF_TEMPLATES } from './staff-templates.rules.ts';
import { STATEMENT_TEMPLATES } from './statement-templates.rules.ts';

/** Every wording of everything that is told. */
export const TEMPLATES: readonly Template[] = [
  ...PARTNER_TEMPLATES,
  ...PROGRAM_TEMPLATES,
  ...CERTIFICATION_TEMPLATES,
  ...STATEMENT_TEMPLATES,
  ...PAYOUT_TEMPLATES,
  ...REMEDIATION_TEMPLATES,
  ...STAFF_TEMPLATES,
];

const wordingsByCode = Map.groupBy(TEMPLATES, ({ code }) => code);

const newestOf = (wordings: readonly Template[]): Template =>
  wordings.reduce((newest, each) => (each.version > newest.version ? each : newest));

const newestByEvent = Map.groupBy([...wordingsByCode.values()].map(newestOf), ({ event }) => event);

/** What is told of an event now, to each audience; empty where nobody is told. */
export const templatesFor = (event: string): readonly Template[] => newestByEvent.get(event) ?? [];

export const TOLD_EVENTS: readonly string[] = [...newestByEvent.keys()];

/** The wording under which something was told; null for a code that this release does not know. */
export function templateOf(code: string, version: number): Template | null {
  const wordings = wordingsByCode.get(code);
  if (!wordings) return null;
  // Told by a newer release that was rolled back: the newest wording here comes closest.
  return wordings.find((wording) => wording.version === version) ?? newestOf(wordings);
}

const UNKNOWN: Text = { title: 'There is news for you', body: 'Sign in to the portal to see what it is.' };

/** The text of something that was told, with what whoever reads it may know of whom it is about. */
export const textOf = (
  told: Readonly<{ template: string; templateVersion: number; arguments: Arguments }>,
  names: Names,
): Text => templateOf(told.template, told.templateVersion)?.text(names, told.arguments) ?? UNKNOWN;

const ARGUMENT_LENGTH_MAX = 100;

/** What a template's text needs of an event's data: codes and numbers, whatever else stands there. */
export const argumentsOf = (template: Template, data: Readonly<Record<string, unknown>>): Arguments =>
  Object.fromEntries(
    template.arguments.flatMap((name) => {
      const value = data[name];
      const isShort = typeof value === 'string' && value.length <= ARGUMENT_LENGTH_MAX;
      return isShort || typeof value === 'number' ? [[name, value]] : [];
    }),
  );
