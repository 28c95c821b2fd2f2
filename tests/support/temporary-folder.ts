import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atFileEnd } from './file-end.ts';

/** A new folder, gone once the test file is through, such as for a local database. Where root runs the tests, the user of PostgreSQL must be able to pass through. */
export function temporaryDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'portal-tests-'));
  chmodSync(folder, 0o711);
  atFileEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
