import { parseArgs } from 'node:util';
import { rolesSql } from '../../platform/database/roles.ts';
import { type Command, UsageError } from './command.ts';

export const printRolesSql: Command = {
  name: 'roles-sql',
  usage: 'APP_PASSWORD=... OWNER_PASSWORD=... npm run roles-sql -- --database <name>',
  summary:
    "prints the SQL that makes the portal's roles in a database of yours; it holds no password as such",
  async run(args, { out }) {
    const { values } = parseArgs({ args: [...args], options: { database: { type: 'string' } } });
    const { database } = values;
    if (!database) throw new UsageError('Name the database that the portal is to live in.');
    const { APP_PASSWORD: appPassword, OWNER_PASSWORD: ownerPassword } = process.env;
    out(rolesSql({ database, ...(appPassword && { appPassword }), ...(ownerPassword && { ownerPassword }) }));
    return 0;
  },
};
