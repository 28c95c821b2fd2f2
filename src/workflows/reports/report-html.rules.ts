/** Text that is HTML already; everything else is escaped where it is put in. */
export type Html = Readonly<{ html: string }>;

type Part = Html | string | number | null | false | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What a control character would do to a page is nothing that a name needs. */
const CONTROLS = /[^\P{Cc}\t\n\r]/gu;

export const escaped = (text: string): string =>
  text.replace(CONTROLS, '').replace(/[&<>"']/g, (character) => ESCAPES[character]!);

export const raw = (html: string): Html => ({ html });

function textOf(part: Part): string {
  if (part === null || part === false) return '';
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return 'html' in part ? part.html : part.map(textOf).join('');
}

/** A template whose values are escaped unless they are HTML themselves, so that a forgotten one stays text. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  raw(texts.reduce((said, text, place) => `${said}${textOf(parts[place - 1] ?? null)}${text}`));
