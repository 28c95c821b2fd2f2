import { accountsByKey, reencryptPayeeAccounts } from '../../domains/payouts/payee-account.service.ts';
import { JOB_ACTOR } from '../../platform/auth/actor.ts';
import { JOB_SCOPE, writeTransaction } from '../../platform/database/session.ts';
import { openBankKeys } from '../../platform/secrets/bank-keys.ts';
import { openConfiguredDatabase } from '../local-database.ts';
import { type Command, UsageError } from './command.ts';

const ROWS_AT_ONCE = 500;

export const reencrypt: Command = {
  name: 'reencrypt',
  usage: 'node src/entry/cli.ts reencrypt',
  summary:
    'encrypts bank details with the first of PORTAL_BANK_KEYS that older keys encrypted; it may be stopped and run again',
  async run(args, { config, log }) {
    if (args.length > 0) throw new UsageError('It takes no arguments.');
    const keys = openBankKeys(config);
    const opened = await openConfiguredDatabase(config, 'command', log);
    try {
      let total = 0;
      for (;;) {
        const written = await writeTransaction(opened.database, JOB_SCOPE, (tx) =>
          reencryptPayeeAccounts(tx, JOB_ACTOR, keys, ROWS_AT_ONCE),
        );
        if (written === 0) break;
        total += written;
      }
      log(`${total} accounts are encrypted anew.`);
      const byKey = await writeTransaction(opened.database, JOB_SCOPE, (tx) => accountsByKey(tx, JOB_ACTOR));
      for (const { keyId, accounts } of byKey) log(`Key ${keyId}: ${accounts} accounts.`);
      return 0;
    } finally {
      await opened.stop();
    }
  },
};
