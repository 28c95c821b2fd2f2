import { execFile } from 'node:child_process';
import { appendFileSync, chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { migrate } from '../../src/platform/database/migrate.ts';
import { bootstrapDatabase } from '../../src/platform/database/roles.ts';
import { postgresBinaries } from '../../src/platform/local/binaries.ts';
import { existingHome, removeDataFolder } from '../../src/platform/local/home.ts';
import { operatingUser } from '../../src/platform/local/operating-user.ts';
import { choosePort } from '../../src/platform/local/port.ts';
import { startLocalPostgres } from '../../src/platform/local/postgres.ts';
import { startPostmaster } from '../../src/platform/local/postmaster.ts';
import { asSuperuser, testPasswords } from './database.ts';
import { temporaryDataFolder } from './temporary-folder.ts';

export type ReplicatedServers = Readonly<{
  /** The app's login at either. */
  primaryUrl: string;
  replicaUrl: string;
  /** Holds back what the replica shows, as a replica that lags does, and lets it catch up again. */
  pauseReplay(): Promise<void>;
  resumeReplay(): Promise<void>;
  stopReplica(): Promise<void>;
  stop(): Promise<void>;
}>;

const DATABASE = 'portal_replicated';

/** A copy of a running cluster's files between the two calls by which PostgreSQL makes a copy whole. */
async function copyCluster(superuserUrl: string, cluster: string, target: string): Promise<void> {
  await asSuperuser(superuserUrl, async (client) => {
    await client.query("SELECT pg_backup_start('replica', fast => true)");
    await promisify(execFile)('cp', ['-a', cluster, target]);
    const { rows } = await client.query<{ labelfile: string }>(
      'SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)',
    );
    for (const name of ['postmaster.pid', 'postmaster.opts']) rmSync(join(target, name), { force: true });
    writeFileSync(join(target, 'backup_label'), rows[0]!.labelfile);
  });
}

/** Starts a primary of its own with a migrated database, and a replica that streams from it, on the loopback. */
export async function startReplicatedServers(): Promise<ReplicatedServers> {
  const dataFolder = temporaryDataFolder();
  const user = operatingUser();
  const primary = await startLocalPostgres({ dataFolder, durable: false, log: () => {} });
  const { superuserUrl } = primary;
  const { appUrl, ownerUrl } = await bootstrapDatabase(superuserUrl, {
    database: DATABASE,
    ...testPasswords,
  });
  await migrate(ownerUrl);

  const home = existingHome(dataFolder)!;
  const replicaHome = join(home, 'replica');
  mkdirSync(replicaHome, { mode: 0o711 });
  const cluster = join(replicaHome, 'cluster');
  await copyCluster(superuserUrl, join(home, 'cluster'), cluster);
  const { username, password, port: primaryPort } = new URL(superuserUrl);
  const connection = `host=127.0.0.1 port=${primaryPort} user=${username} password=${password}`;
  appendFileSync(join(cluster, 'postgresql.auto.conf'), `\nprimary_conninfo = '${connection}'\n`);
  writeFileSync(join(cluster, 'standby.signal'), '');
  for (const name of ['backup_label', 'standby.signal'])
    if (user) chownSync(join(cluster, name), user.uid, user.gid);
  const port = await choosePort(replicaHome);
  const options = { binaries: postgresBinaries(user), user, cluster, port, durable: false };
  const replica = await startPostmaster(options);

  const at = (url: string) => {
    const there = new URL(url);
    there.port = String(port);
    return there.href;
  };
  const tellReplica = async (call: string) => {
    await asSuperuser(at(superuserUrl), (client) => client.query(`SELECT ${call}`));
  };
  const stop = async () => {
    await replica.stop();
    await primary.stop();
    removeDataFolder(dataFolder);
  };
  return {
    ...{ primaryUrl: appUrl, replicaUrl: at(appUrl), stopReplica: replica.stop, stop },
    pauseReplay: () => tellReplica('pg_wal_replay_pause()'),
    resumeReplay: () => tellReplica('pg_wal_replay_resume()'),
  };
}
