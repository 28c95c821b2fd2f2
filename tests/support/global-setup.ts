import { randomUUID } from 'node:crypto';
import { escapeIdentifier } from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../src/platform/database/migrate.ts';
import { bootstrapDatabase } from '../../src/platform/database/roles.ts';
import { removeDataFolder } from '../../src/platform/local/home.ts';
import { startLocalPostgres } from '../../src/platform/local/postgres.ts';
import { asSuperuser, dropDatabase, testPasswords } from './database.ts';
import { temporaryDataFolder } from './temporary-folder.ts';

type Server = Readonly<{ superuserUrl: string; stop: () => Promise<void> }>;

async function startServer(): Promise<Server> {
  const given = process.env.TEST_DATABASE_SUPERUSER_URL;
  if (given) return { superuserUrl: given, stop: async () => {} };
  const dataFolder = temporaryDataFolder();
  const postgres = await startLocalPostgres({ dataFolder, durable: false, log: () => {} });
  const stop = async (): Promise<void> => {
    await postgres.stop();
    removeDataFolder(dataFolder);
  };
  return { superuserUrl: postgres.superuserUrl, stop };
}

/** Migrates one database, which every test file's is a copy of. Nobody may connect to it any more, as copying demands. */
async function makeTemplate(superuserUrl: string, template: string): Promise<void> {
  const { ownerUrl } = await bootstrapDatabase(superuserUrl, { database: template, ...testPasswords });
  await migrate(ownerUrl);
  await asSuperuser(superuserUrl, (client) =>
    client.query(`ALTER DATABASE ${escapeIdentifier(template)} ALLOW_CONNECTIONS false`),
  );
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { superuserUrl, stop } = await startServer();
  const template = `portal_template_${randomUUID().replaceAll('-', '')}`;
  const demoTemplate = template.replace('template', 'demo');
  const drop = async (): Promise<void> => {
    await dropDatabase(superuserUrl, template);
    await dropDatabase(superuserUrl, demoTemplate);
  };
  const teardown = (): Promise<void> => drop().finally(stop);
  try {
    await makeTemplate(superuserUrl, template);
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide('testServer', { superuserUrl, template, demoTemplate });
  return teardown;
}
