import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder for a local database. Where root runs the tests, the user of PostgreSQL must be able to pass through. */
export function temporaryDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'portal-tests-'));
  chmodSync(folder, 0o711);
  return folder;
}
