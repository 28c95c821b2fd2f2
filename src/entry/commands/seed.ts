import { parseArgs } from 'node:util';
import { seedDatabase } from '../../workflows/demo-data/demo-data.ts';
import { openConfiguredDatabase } from '../local-database.ts';
import { type Command, instant, UsageError, wholeNumber } from './command.ts';

/** A fixed end, so that the same arguments make the same data on any day. */
const UNTIL_DEFAULT = '2026-07-01T00:00:00Z';

export const seed: Command = {
  name: 'seed',
  usage: 'npm run seed -- --partners N --referrals N --months N --seed S [--until 2026-07-01T00:00:00Z]',
  summary:
    'adds generated data of that size; the same arguments make the same data, and the same seed is loaded once',
  async run(args, { config, log }) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        partners: { type: 'string', default: '100' },
        referrals: { type: 'string', default: '10000' },
        months: { type: 'string', default: '24' },
        seed: { type: 'string', default: '1' },
        until: { type: 'string', default: UNTIL_DEFAULT },
      },
    });
    const until = instant('until', values.until);
    if (!/^[a-z0-9-]{1,40}$/.test(values.seed))
      throw new UsageError('--seed is 1 to 40 lower-case letters, digits and dashes.');
    const options = {
      partners: wholeNumber('partners', values.partners, 1, 100_000),
      referrals: wholeNumber('referrals', values.referrals, 0, 10_000_000),
      months: wholeNumber('months', values.months, 1, 240),
      seed: values.seed,
      until,
    };
    const opened = await openConfiguredDatabase(config, 'command', log);
    try {
      const started = performance.now();
      const isNew = await seedDatabase(opened.database, options, log);
      const seconds = ((performance.now() - started) / 1_000).toFixed(1);
      log(
        isNew
          ? `Loaded ${options.partners} partners and ${options.referrals} referrals in ${seconds} s.`
          : `Seed ${options.seed} was loaded before; nothing changed. Choose another --seed.`,
      );
      log(
        'Next: npm run job -- attainment, npm run job -- commission-accrual until it writes nothing, then npm start, and look at them as ops@vendor.example.',
      );
      return 0;
    } finally {
      await opened.stop();
    }
  },
};
