import { PrismaPg } from '@prisma/adapter-pg';
import { CONNECTION_WAIT_MILLISECONDS, type Database } from './client.ts';
import { PrismaClient } from './generated/client/client.ts';

const clients = new WeakMap<Database, PrismaClient>();

/** The one Prisma client of a database, made when first asked for. It has no connections of its own, and so no end. */
export function prismaOf(database: Database): PrismaClient {
  const made = clients.get(database) ?? clientOver(database);
  clients.set(database, made);
  return made;
}

const clientOver = ({ pool, settings }: Database): PrismaClient =>
  new PrismaClient({
    adapter: new PrismaPg(pool),
    transactionOptions: {
      maxWait: CONNECTION_WAIT_MILLISECONDS,
      timeout: settings.transactionMillisecondsMax,
    },
  });
