import { afterAll, beforeAll, expect, it } from 'vitest';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { type DemoPortal, startDemoPortal } from '../support/demo-portal.ts';
import { recorded, sentOverHttp } from '../support/gateway-events.ts';
import { type ServerlessOffline, startServerlessOffline } from '../support/serverless-offline.ts';

let portal: DemoPortal;
let offline: ServerlessOffline;

beforeAll(async () => {
  portal = await startDemoPortal();
  offline = await startServerlessOffline(portal.environment);
});
afterAll(async () => {
  await offline?.stop();
  await portal?.stop();
});

it.each(['post-query', 'get-query', 'post-persisted', 'post-bad-json', 'post-anonymous'])(
  'answers %s through serverless-offline as the local server does',
  async (name) => {
    const request = await portal.filledIn(recorded(name));
    const [local, served] = [
      await sentOverHttp(portal.url, request),
      await sentOverHttp(offline.url, request),
    ];
    expect(local.body.length).toBeGreaterThan(10);
    expect({ status: served.status, body: served.body }).toEqual({ status: local.status, body: local.body });
    expect(served.headers).toMatchObject(local.headers);
  },
);

it('runs the scheduled job for an event of EventBridge, as of its time', async () => {
  const invoke = async (event: object) => {
    const path = '/2015-03-31/functions/partner-portal-local-referral-reminders/invocations';
    const response = await fetch(`${offline.lambdaUrl}${path}`, {
      method: 'POST',
      body: JSON.stringify(event),
    });
    return await response.json();
  };
  const event = { ...recorded<{ time: string }>('scheduled'), time: new Date().toISOString() };
  const written = () =>
    writeTransaction(portal.database, JOB_SCOPE, (tx) =>
      tx.event.count({ where: { type: { startsWith: 'referral.decision_' } } }),
    );
  const before = await written();
  const first = (await invoke(event)) as { rowCount: number };
  expect(first).toMatchObject({ status: 'SUCCEEDED' });
  expect(first.rowCount).toBeGreaterThan(0);
  expect(await written()).toBe(before + first.rowCount);
  expect(await invoke(event)).toEqual({ status: 'SUCCEEDED', rowCount: 0 });
});
