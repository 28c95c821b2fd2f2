import { raw } from './report-html.rules.ts';

/** All of it stands in the page, which asks for nothing else. */
export const STYLE = raw(`
:root { --ink: #1e293b; --soft: #526071; --line: #dbe2ea; --paper: #fff; --wash: #f5f7fa; --brand: #1f5fa8; --good: #0b6b4f; --bad: #a8231a; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--wash); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
a { color: inherit; text-decoration: underline; text-decoration-color: #b6c3d2; text-decoration-thickness: 1px; text-underline-offset: 3px; }
a:hover, a:focus-visible { text-decoration-color: currentColor; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--brand); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 8px; top: 8px; background: var(--paper); padding: 8px 12px; }
header, main, footer { max-width: 1200px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 36px; }
.eyebrow { margin: 0; color: var(--brand); font-weight: 650; font-size: .8rem; letter-spacing: .06em; text-transform: uppercase; }
h1 { margin: 4px 0 6px; font-size: clamp(1.6rem, 1.1rem + 2.2vw, 2.4rem); line-height: 1.15; letter-spacing: -.015em; text-wrap: balance; }
h2 { margin: 0 0 4px; font-size: 1.3rem; letter-spacing: -.01em; }
h3 { margin: 0 0 8px; font-size: 1rem; line-height: 1.35; }
p.about, .hint { margin: 0; color: var(--soft); max-width: 75ch; }
.hint { font-size: .875rem; margin-bottom: 14px; }
.note { border-left: 4px solid #b45309; background: #fff8ec; padding: 10px 14px; margin: 16px 0 0; border-radius: 0 6px 6px 0; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 14px 0 0; margin: 0; font-size: .9rem; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 22px; margin: 20px 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 220px), 1fr)); gap: 12px; margin: 0 0 20px; padding: 0; list-style: none; }
.cards li { border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; break-inside: avoid; }
.cards .name { color: var(--soft); font-size: .875rem; }
.cards .value { display: block; font-size: 1.65rem; font-weight: 680; line-height: 1.25; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.cards .value a { text-decoration: none; }
.cards .beside { font-size: .8125rem; color: var(--soft); display: block; }
.good { color: var(--good); font-weight: 600; } .bad { color: var(--bad); font-weight: 600; } .even { color: var(--soft); }
.nobreak { white-space: nowrap; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 310px), 1fr)); gap: 22px; }
figure { margin: 0; min-width: 0; break-inside: avoid; }
figure .hint { margin: 6px 0; }
figure svg { display: block; width: 100%; height: auto; max-width: 480px; }
figcaption { font-weight: 620; margin-bottom: 6px; }
details { margin-top: 6px; font-size: .875rem; }
summary { color: var(--soft); cursor: pointer; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 620; padding: 14px 0 6px; }
th, td { text-align: left; padding: 7px 16px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--soft); font-size: .8rem; font-weight: 600; border-bottom-color: #b6c3d2; }
tbody th { font-weight: 500; }
.number { text-align: right; }
tr { break-inside: avoid; }
.none { color: var(--soft); }
.series + .series { margin-left: 12px; } .unit { color: var(--soft); font-weight: 400; margin-left: 6px; } .swatch { display: inline-block; width: .8em; height: .8em; border-radius: 3px; margin-right: .4em; }
.s0 { background: #1f5fa8; } .s1 { background: #0f7b6f; }
.funnel { display: grid; grid-template-columns: minmax(0, 1fr); gap: 14px 32px; align-items: start; }
.hint.after { margin: 16px 0 0; }
td, .number { overflow-wrap: break-word; }
@media (min-width: 641px) { .number { white-space: nowrap; } .even-columns { table-layout: fixed; } .even-columns .number { white-space: normal; } .even-columns th:first-child { width: 30%; } .even-columns th:nth-child(3) { width: 15%; } .funnel { grid-template-columns: minmax(0, 1fr) minmax(0, 2fr); } }
dl.terms { display: grid; gap: 12px 32px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr)); margin: 12px 0 0; font-size: .875rem; }
dl.terms div { break-inside: avoid; scroll-margin-top: 12px; } dl.terms div:target { background: #fff8d6; }
dl.terms dt { font-weight: 640; } dl.terms dd { margin: 0; color: var(--soft); }
footer { color: var(--soft); font-size: .8125rem; padding-bottom: 40px; }
@media (max-width: 640px) {
  header, main, footer { padding-left: 14px; padding-right: 14px; } header { padding-top: 22px; }
  section { padding: 16px 14px; margin: 14px 0; }
  .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; } .cards li { padding: 10px 12px; } .cards .value { font-size: 1.2rem; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, caption { display: block; }
  table.of1 tr { padding: 6px 0; } table.of1 th { grid-column: auto; } table.of1 td { text-align: right; } table.of1 td::before { content: none; }
  table.of3 tr { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  tr { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 2px 12px; padding: 10px 0; border-bottom: 1px solid var(--line); }
  th, td { border: 0; padding: 0; } tbody th { grid-column: 1 / -1; font-weight: 620; }
  td.number { text-align: left; }
  td[data-label]::before { content: attr(data-label); display: block; font-size: .75rem; color: var(--soft); }
}
@page { size: A4; margin: 14mm 12mm 16mm; }
@media print {
  html { font-size: 9.5pt; } body { background: #fff; font-size: 1rem; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  header, main, footer { max-width: none; padding: 0; } nav, .skip, summary { display: none; }
  section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 10pt 0 0; margin: 12pt 0 0; }
  h2, h3, caption, figcaption, .hint { break-after: avoid; }
  .cards { grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 6pt; } .cards li { padding: 6pt 8pt; } .cards .value { font-size: 14pt; }
  .charts { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 12pt; } figure svg { max-width: 86mm; }
  table { font-size: 8.5pt; } th, td { padding-top: 3pt; padding-bottom: 3pt; } details { display: none; }
  .page { break-before: page; } a { text-decoration: none; } dl.terms { font-size: 8pt; gap: 6pt 16pt; grid-template-columns: repeat(2, minmax(0, 1fr)); }
}`);
