import { type Html, html } from './report-html.rules.ts';

export type Column = Readonly<{ title: string; isNumber?: boolean }>;
export type Cell = Html | string | number | null;

/**
 * A table that a phone shows as one block for each row. Its roles are said, as browsers forget those of a table that is laid out
 * as something else.
 */
export function tableOf(
  caption: string | null,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  look: 'even-columns' | null = null,
): Html {
  const classOf = (place: number) => (columns[place]?.isNumber ? html` class="number"` : null);
  const head = columns.map(
    ({ title }, place) => html`<th role="columnheader" scope="col"${classOf(place)}>${title}</th>`,
  );
  const cellOf = (cell: Cell, place: number) =>
    place === 0
      ? html`<th role="rowheader" scope="row">${cell}</th>`
      : html`<td role="cell"${classOf(place)} data-label="${columns[place]!.title}">${cell}</td>`;
  return html`<table role="table" class="of${columns.length - 1} ${look}">${caption && html`<caption>${caption}</caption>`}<thead role="rowgroup"><tr role="row">${head}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => html`<tr role="row">${row.map(cellOf)}</tr>\n`)}</tbody></table>`;
}

export const idOf = (code: string): string => `def-${code.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;

/** What a number is, a step away. */
export const linked = (code: string, said: Html | string): Html => html`<a href="#${idOf(code)}">${said}</a>`;

/** A picture, what it shows in words, and the same numbers as a table. */
export const figureOf = (title: Html | string, alternative: string, chart: Html, table: Html): Html =>
  html`<figure><figcaption>${title}</figcaption><div role="img" aria-label="${alternative}">${chart}</div>
<details><summary>The numbers</summary>${table}</details></figure>`;

export const sectionOf = (
  id: string,
  title: string,
  hint: string | null,
  body: readonly Html[],
  isNewPage = false,
): Html =>
  html`<section id="${id}" aria-labelledby="${id}-title"${isNewPage && html` class="page"`}><h2 id="${id}-title">${title}</h2>
${hint !== null && html`<p class="hint">${hint}</p>`}${body}</section>\n`;

export const nothing = (text: string): Html => html`<p class="none">${text}</p>`;
