import { connect } from 'node:net';

export type RawAnswer = Readonly<{
  /** Null where the connection was closed without an answer. */
  status: number | null;
  text: string;
}>;

const SILENCE_MILLISECONDS_MAX = 5_000;

/**
 * Sends bytes on a connection of their own, and answers what comes back until the other side ends it. Our side ends first
 * only where no more would come: a server takes that for a client that has gone.
 */
export const sentRaw = (port: number, bytes: Buffer, endsFirst = false): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const chunks: Buffer[] = [];
    const settle = () => resolve(answerOf(Buffer.concat(chunks).toString('latin1')));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.once('end', () => socket.destroy());
    socket.once('close', settle);
    // Whoever is refused half way may find the connection gone; what was answered before counts.
    socket.once('error', () => socket.destroy());
    socket.setTimeout(SILENCE_MILLISECONDS_MAX, () => {
      socket.destroy();
      reject(new Error(`no answer to ${bytes.subarray(0, 200).toString('latin1')}`));
    });
    socket.write(bytes);
    if (endsFirst) socket.end();
  });

function answerOf(text: string): RawAnswer {
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text.replace(/^HTTP\/1\.1 100 .*\r\n\r\n/, ''))?.[1];
  return { status: status ? Number(status) : null, text };
}

/** Of our own inside, which no client has a reason to see. None of it is in what is sent. */
const INTERNALS =
  /node_modules|node:internal|\bat [\w.<>]+ \(|\.[cm]?[jt]s:\d+|file:\/\/|prisma|pothos|yoga|envelop|postgres|\bpg_|portal_(app|owner|job|staff|member|public|partner|portfolio)\b|relation \\?"|violates|SQLSTATE|ECONNREFUSED|TypeError|RangeError|is not a function|x-powered-by/i;

/** What is wrong with an answer to a malformed request; null where nothing is. */
export function faultIn({ status, text }: RawAnswer): string | null {
  if (status !== null && status >= 500) return `status ${status}`;
  const leaked = INTERNALS.exec(text)?.[0];
  if (leaked) return `leaks "${leaked}"`;
  return text.includes('INTERNAL_SERVER_ERROR') ? 'nobody expected it' : null;
}
