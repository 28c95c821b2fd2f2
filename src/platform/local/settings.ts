import { resolve } from 'node:path';
import { LocalPostgresError } from './errors.ts';

export type LocalSettings = Readonly<{ dataFolder: string; port: number | undefined }>;

const projectFolder = resolve(import.meta.dirname, '../../..');

/**
 * Where the local database lives (`PORTAL_DATA`, by default `.data` in the project) and listens (`PORTAL_DATABASE_PORT`,
 * by default where it did the last time), so that several can run side by side.
 * @throws LocalPostgresError where the port is none
 */
export function localSettings(environment: NodeJS.ProcessEnv): LocalSettings {
  const { PORTAL_DATA: folder, PORTAL_DATABASE_PORT: port } = environment;
  if (port && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
    throw new LocalPostgresError(`PORTAL_DATABASE_PORT must be a port from 1 to 65535, and is ${port}.`);
  }
  return {
    dataFolder: resolve(folder || resolve(projectFolder, '.data')),
    port: port ? Number(port) : undefined,
  };
}
