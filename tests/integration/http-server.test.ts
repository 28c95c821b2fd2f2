import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { HttpResponse } from '../../src/platform/http/message.ts';
import { listen, PortTakenError } from '../../src/platform/http/node.ts';
import { answering, post, startShell } from '../support/http-shell.ts';

describe('the server', () => {
  it('says in a sentence that a port is taken', async () => {
    const { server, shell } = await startShell();
    const second = listen(shell, { port: server.port });
    await expect(second).rejects.toThrow(PortTakenError);
    await expect(second).rejects.toThrow(/^Port \d+ is taken\. [^\n]+$/);
  });

  it('lets requests under way finish when it closes, and takes no more', async () => {
    const reached = Promise.withResolvers<void>();
    const release = Promise.withResolvers<HttpResponse>();
    const graphql = () => {
      reached.resolve();
      return release.promise;
    };
    const { url, server } = await startShell({ graphql });
    const answer = post(url, '{}');
    await reached.promise;
    const closed = server.close();
    await expect(post(url, '{}')).rejects.toThrow();
    release.resolve(answering('late'));
    expect(await (await answer).text()).toBe('late');
    const startedAt = performance.now();
    await closed;
    // The client keeps its connection for longer; a close that waited for that would outlast its ten seconds.
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('gives up a client that takes no more of a long answer, which would keep its place for good', async () => {
    const ended = Promise.withResolvers<void>();
    async function* endless() {
      try {
        for (;;) yield 'x'.repeat(100_000);
      } finally {
        ended.resolve();
      }
    }
    const { shell } = await startShell({ graphql: async () => ({ ...answering(''), body: endless() }) });
    const server = await listen(shell, { port: 0, stalledMillisecondsMax: 200 });
    onTestFinished(server.close);
    const socket = connect(server.port, '127.0.0.1');
    socket.pause();
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}',
    );
    await ended.promise;
    socket.destroy();
  });

  it('tells the work that its client has gone, which is no failure of ours', async () => {
    const gone = Promise.withResolvers<void>();
    const { server, lines } = await startShell({
      graphql: (request) =>
        new Promise((_resolve, reject) => {
          request.signal.addEventListener('abort', () => {
            reject(new Error('aborted'));
            gone.resolve();
          });
        }),
    });
    const socket = connect(server.port, '127.0.0.1');
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}',
    );
    await once(socket, 'connect');
    setTimeout(() => socket.destroy(), 100);
    await gone.promise;
    await expect.poll(() => lines.length).toBe(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'info', status: 499 });
  });
});
