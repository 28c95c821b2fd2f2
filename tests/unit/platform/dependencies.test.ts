import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditVerdict } from '../../support/gates/audit.ts';
import { type Lock, licenceFaults, licenceMix, productionPackages } from '../../support/gates/licences.ts';

const root = resolve(import.meta.dirname, '../../..');
const lock = JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8')) as Lock;

const planted = (license: string | undefined, more: object = {}): Lock => ({
  packages: {
    ...lock.packages,
    'node_modules/planted': { version: '1.0.0', ...(license && { license }), ...more },
  },
});

describe('licences of what production installs', () => {
  it('let the vendor keep its own source', () => {
    console.info(`Licences of ${productionPackages(lock).length} packages: ${licenceMix(lock)}`);
    expect(productionPackages(lock).length).toBeGreaterThan(50);
    expect(licenceFaults(lock)).toEqual([]);
  });

  it.each([
    ['GPL-3.0-only', 'planted 1.0.0: GPL-3.0-only'],
    ['MIT AND AGPL-3.0-only', 'planted 1.0.0: MIT AND AGPL-3.0-only'],
    [undefined, 'planted 1.0.0: none stated'],
  ])('are refused where one is %s', (license, said) => {
    expect(licenceFaults(planted(license))).toEqual([said]);
  });

  it('are accepted where one may choose, or where it is for development only', () => {
    expect(licenceFaults(planted('(MIT OR GPL-3.0-only)'))).toEqual([]);
    expect(licenceFaults(planted('GPL-3.0-only', { dev: true }))).toEqual([]);
  });
});

const AUDIT_MILLISECONDS_MAX = 10_000;

/** The npm of the machine, which may ask a registry that cannot be reached, or that does not audit. */
const npmAudit = (): Promise<string> =>
  new Promise((settle) => {
    const args = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=5000'];
    const options = { cwd: root, timeout: AUDIT_MILLISECONDS_MAX, maxBuffer: 64 * 1_024 * 1_024 };
    execFile('npm', args, options, (_error, stdout) => settle(stdout));
  });

describe('known weaknesses of what production installs', () => {
  // Only where somebody waits for it: whoever works offline is not to wait for a registry.
  it.runIf(process.env.CI || process.env.FULL)(
    'are none that is severe, as far as the registry answers',
    async (context) => {
      const verdict = auditVerdict(await npmAudit());
      if ('skipped' in verdict) context.skip(`Not audited: ${verdict.skipped}`);
      else expect(verdict.severe).toEqual([]);
    },
    2 * AUDIT_MILLISECONDS_MAX,
  );

  it.each([
    ['', { skipped: 'npm audit answered no JSON' }],
    ['{"error":{"code":"ENOAUDIT","summary":"no"}}', { skipped: 'no' }],
    ['{"message":"getaddrinfo"}', { skipped: 'getaddrinfo' }],
    ['{"vulnerabilities":{"a":{"severity":"low"}}}', { severe: [] }],
    [
      '{"vulnerabilities":{"a":{"severity":"critical"},"b":{"severity":"moderate"}}}',
      { severe: ['a: critical'] },
    ],
  ])('are read from %s', (output, verdict) => {
    expect(auditVerdict(output)).toEqual(verdict);
  });
});
