import { parseArgs } from 'node:util';
import { JOB_SCOPE, writeTransaction } from '../../platform/database/session.ts';
import { beginEpoch, countAppSessions } from '../../platform/events/epoch.ts';
import { openConfiguredDatabase } from '../local-database.ts';
import { type Command, UsageError } from './command.ts';

export const newEpoch: Command = {
  name: 'new-epoch',
  usage: 'npm run new-epoch -- [--force]',
  summary:
    'begins a new epoch of the event log, once after a restore and before the portal starts; --force although the portal runs',
  async run(args, { config, out, log }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { force: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    if (positionals.length > 0) throw new UsageError('It takes no arguments but --force.');
    const opened = await openConfiguredDatabase(config, 'command', log);
    try {
      const begun = await writeTransaction(opened.database, JOB_SCOPE, async (tx) => {
        const sessions = await countAppSessions(tx);
        return sessions > 0 && !values.force ? { sessions } : { epoch: await beginEpoch(tx) };
      });
      if ('sessions' in begun) {
        log(
          `The portal has ${begun.sessions} sessions in this database. What they are writing would be lost to those who follow ` +
            'the log: stop the portal and its jobs first, then repeat. Nothing was changed.',
        );
        return 1;
      }
      log('A new epoch of the event log has begun. Now start the portal and its jobs.');
      out(String(begun.epoch));
      return 0;
    } finally {
      await opened.stop();
    }
  },
};
