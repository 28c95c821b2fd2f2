import { createServer, type Socket } from 'node:net';

export type Received = Readonly<{ from: string; to: string; message: string }>;

/** A relay on the loopback that takes mail and keeps it. It refuses whom `refused` names, as a relay would. */
export async function startSmtpSink(refused = 'nobody@refused.test') {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    converse(socket, refused, (mail) => received.push(mail));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    received,
    url: `smtp://127.0.0.1:${port}`,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** As much of RFC 5321 as a client needs to hand over a message. */
function converse(socket: Socket, refused: string, keep: (mail: Received) => void) {
  const say = (line: string) => socket.write(`${line}\r\n`);
  let [input, from, to, message] = ['', '', '', null as string | null];
  const hear = (line: string) => {
    if (message !== null && line !== '.') message += `${line.replace(/^\./, '')}\n`;
    else if (message !== null) {
      keep({ from, to, message });
      message = null;
      say('250 taken');
    } else if (/^EHLO/i.test(line)) say('250 sink.test');
    else if (/^MAIL FROM/i.test(line)) {
      from = /<(.*?)>/.exec(line)?.[1] ?? '';
      say('250 ok');
    } else if (/^RCPT TO/i.test(line)) {
      to = /<(.*?)>/.exec(line)?.[1] ?? '';
      say(to === refused ? '550 5.1.1 no such mailbox' : '250 ok');
    } else if (/^DATA/i.test(line)) {
      message = '';
      say('354 go on');
    } else if (/^STARTTLS/i.test(line)) say('502 no such command');
    else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
    else say('250 ok');
  };
  say('220 sink.test');
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (input + chunk).split('\r\n');
    input = lines.pop() ?? '';
    for (const line of lines) hear(line);
  });
}
