import { formatsOf, lastDayOf } from './report-format.rules.ts';
import { type Html, html } from './report-html.rules.ts';
import type { Report } from './report-model.rules.ts';
import { idOf, sectionOf } from './report-parts.ts';
import { funnelSection, scorecardSection, trendsSection } from './report-performance.ts';
import {
  certificationsSection,
  commissionsSection,
  forecastSection,
  remediationSection,
  tiersSection,
} from './report-standing.ts';
import { STYLE } from './report-style.ts';

/** Whatever a name may hold, the page asks for nothing and runs nothing. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

const SECTIONS = [
  ['scorecard', 'Scorecard'],
  ['trends', 'Trends'],
  ['funnel', 'Referral funnel'],
  ['tiers', 'Tiers and attainment'],
  ['certifications', 'Certifications'],
  ['forecast', 'Forecast'],
  ['remediation', 'Remediation'],
  ['commissions', 'Commissions'],
  ['definitions', 'Definitions'],
] as const;

/** The report as one file that needs no other. Equal reports are equal bytes. */
export function pageOf(report: Report): string {
  const formats = formatsOf(report.locale);
  const { period, partner, vendor } = report;
  const title = partner === null ? 'Partner program report' : 'Partner business review';
  const subject = partner ?? vendor;
  const days = `${formats.day(period.from)} – ${formats.day(lastDayOf(period.until))}`;
  const page = html`<!doctype html>
<html lang="${report.locale.split('-')[0]!}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="robots" content="noindex"><link rel="icon" href="data:,">
<title>${subject}: ${title}, ${period.label}</title><style>${STYLE}</style></head>
<body><a class="skip" href="#scorecard">Skip to the scorecard</a>
<header><p class="eyebrow">${title} · ${period.label}</p><h1>${subject}</h1>
<p class="about">${days}. ${aboutOf(report, formats.instant(report.asOf, report.timeZone))}</p>
${report.notes.map((note) => html`<p class="note">${note}</p>`)}
<nav aria-label="Sections"><ul>${SECTIONS.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav></header>
<main>
${[
  scorecardSection(report, formats),
  trendsSection(report, formats),
  funnelSection(report, formats),
  tiersSection(report, formats),
  certificationsSection(report, formats),
  forecastSection(report, formats),
  remediationSection(report, formats),
  commissionsSection(report, formats),
  definitionsSection(report),
]}</main>
<footer><p>${vendor} · ${title} · ${period.label} · confidential</p></footer></body></html>
`;
  return page.html;
}

const aboutOf = ({ isComplete, currency, timeZone }: Report, asOf: string): string =>
  [
    isComplete ? `As known at ${asOf}.` : `The period is not over: as known at ${asOf}.`,
    `Days are those of ${timeZone}; amounts are in ${currency} unless another currency is named.`,
  ].join(' ');

const definitionsSection = ({ definitions }: Report): Html =>
  sectionOf(
    'definitions',
    'Definitions',
    'What each number counts, and over what. A range ends with its last day.',
    [
      html`<dl class="terms">${definitions.map(
        ({ code, name, text }) => html`<div id="${idOf(code)}"><dt>${name}</dt><dd>${text}</dd></div>\n`,
      )}</dl>`,
    ],
    true,
  );
