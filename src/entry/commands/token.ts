import { createLocalIssuer } from '../../platform/auth/local-issuer.ts';
import { DEMO_USERS } from '../../workflows/demo-data/demo-data.ts';
import { type Command, UsageError } from './command.ts';

export const token: Command = {
  name: 'token',
  usage: 'npm run token -- <email>',
  summary: 'prints a bearer token of the local issuer, and nothing else, to stdout',
  async run([email, ...rest], { config, out, log }) {
    if (!email || rest.length > 0 || !/^[^\s@]+@[^\s@]+$/.test(email))
      throw new UsageError('Name one mail address.');
    const known = DEMO_USERS.some((user) => user.email === email.toLowerCase());
    if (!known) log(`${email} is no demo user; the portal knows it only once it was invited or created.`);
    out(await createLocalIssuer(config).sign({ subject: email.toLowerCase(), email: email.toLowerCase() }));
    return 0;
  },
};
