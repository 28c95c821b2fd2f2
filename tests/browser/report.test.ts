import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageOf } from '../../src/workflows/reports/report-page.ts';
import { aReport } from '../support/reports.ts';

const executable = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const WIDTHS = [320, 375, 390, 1280];

describe.runIf(existsSync(executable))('a report in a browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executable, args: FLAGS });
  });

  afterAll(async () => {
    await browser?.close();
  });

  it('fits phones and desks, asks for nothing, and draws every chart whole', async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    const said: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => said.push(message.text()));
    await page.setContent(pageOf(aReport()), { waitUntil: 'load' });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      // Text without a DOM to ask: the test is compiled without the browser's types.
      const beyond = await page.evaluate(`
        [...document.querySelectorAll('body *')].filter((element) => !element.closest('.skip, thead, details') &&
          element.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5).map((element) => element.outerHTML.slice(0, 90))`);
      expect(beyond, `at ${width} px`).toEqual([]);
      expect(
        await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'),
      ).toBe(true);
    }
    const cut = await page.evaluate(`
      [...document.querySelectorAll('figure svg')].flatMap((svg) => { const box = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('text')].filter((text) => { const one = text.getBoundingClientRect();
          return one.left < box.left - 1 || one.right > box.right + 1 || one.top < box.top - 1 || one.bottom > box.bottom + 1; })
          .map((text) => text.textContent); })`);
    expect(cut).toEqual([]);
    expect(await page.evaluate(`document.querySelectorAll('figure svg').length`)).toBe(4);
    expect(asked.filter((url) => !url.startsWith('about:') && url !== 'data:,')).toEqual([]);
    expect(said).toEqual([]);
  });

  it('prints to pages of A4, as wide as the paper', async () => {
    const page = await browser.newPage();
    await page.setContent(pageOf(aReport()), { waitUntil: 'load' });
    const printed = await page.pdf({ format: 'A4', printBackground: true });
    const text = printed.toString('latin1');
    expect(text.slice(0, 5)).toBe('%PDF-');
    const pages = text.match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
    expect(pages.length).toBeGreaterThanOrEqual(2);
    expect(pages.length).toBeLessThanOrEqual(20);
    // As wide as the paper between its margins: what is wider would be shrunk or cut.
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 718, height: 1_000 });
    expect(
      await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'),
    ).toBe(true);
  });
});
