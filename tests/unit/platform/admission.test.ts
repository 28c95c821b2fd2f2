import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAdmission, type Leave, leavingAfter } from '../../../src/platform/http/admission.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const LIMITS = { inFlightMax: 2, waitingMax: 2, waitMillisecondsMax: 1_000 };
const nobodyLeaves = () => new AbortController().signal;

/** Requests named in the order in which they come; `said` tells what became of each. */
function aDoor(limits = LIMITS) {
  const admission = createAdmission(limits);
  const said: string[] = [];
  const leaves = new Map<string, Leave>();
  const comes = async (name: string, signal = nobodyLeaves()) => {
    void admission.enter(signal).then((leave) => {
      said.push(`${name} ${leave ? 'in' : 'away'}`);
      if (leave) leaves.set(name, leave);
    });
    await vi.advanceTimersByTimeAsync(0);
  };
  const goes = async (name: string) => {
    leaves.get(name)!();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { admission, said, comes, goes };
}

describe('the door', () => {
  it('lets so many in, has so many wait in turn, and turns the rest away at once', async () => {
    const { admission, said, comes, goes } = aDoor();
    for (const name of ['a', 'b', 'c', 'd']) await comes(name);
    expect([said, admission.counts(), admission.isFull()]).toEqual([
      ['a in', 'b in'],
      { inFlight: 2, waiting: 2 },
      true,
    ]);
    await comes('e');
    await goes('b');
    await goes('a');
    expect(said.slice(2)).toEqual(['e away', 'c in', 'd in']);
    await goes('c');
    await goes('d');
    expect(admission.counts()).toEqual({ inFlight: 0, waiting: 0 });
  });

  it('turns away who waited too long, and nobody a moment sooner', async () => {
    const { admission, said, comes } = aDoor({ ...LIMITS, inFlightMax: 1 });
    await comes('a');
    await comes('b');
    await vi.advanceTimersByTimeAsync(999);
    expect(said).toEqual(['a in']);
    await vi.advanceTimersByTimeAsync(1);
    expect([said, admission.counts()]).toEqual([['a in', 'b away'], { inFlight: 1, waiting: 0 }]);
  });

  it('forgets who has gone, and gives a place once however often it is left', async () => {
    const { admission, said, comes, goes } = aDoor({ ...LIMITS, inFlightMax: 1 });
    const gone = new AbortController();
    await comes('a');
    await comes('b', gone.signal);
    await comes('c');
    gone.abort();
    await goes('a');
    await goes('a');
    await comes('d');
    expect([said, admission.counts()]).toEqual([['a in', 'b away', 'c in'], { inFlight: 1, waiting: 1 }]);
    await comes('late', gone.signal);
    expect(said.at(-1)).toBe('late away');
  });

  it('without a place to wait turns away whoever finds it full', async () => {
    const { said, comes } = aDoor({ inFlightMax: 1, waitingMax: 0, waitMillisecondsMax: 1_000 });
    for (const name of ['a', 'b']) await comes(name);
    expect(said).toEqual(['a in', 'b away']);
  });
});

describe('an answer that is streamed', () => {
  const streamed = (pull: UnderlyingDefaultSource<Uint8Array>['pull']) =>
    new Response(new ReadableStream({ pull: pull! }), { status: 201, headers: { 'x-list': 'orders' } });

  it('keeps its place until it was read to its end', async () => {
    const leave = vi.fn();
    let chunks = 0;
    const response = leavingAfter(
      streamed((controller) => {
        chunks += 1;
        if (chunks > 2) controller.close();
        else controller.enqueue(new TextEncoder().encode(`${chunks}`));
      }),
      leave,
    );
    expect(leave).not.toHaveBeenCalled();
    expect([response.status, response.headers.get('x-list'), await response.text()]).toEqual([
      201,
      'orders',
      '12',
    ]);
    expect(leave).toHaveBeenCalled();
  });

  it.each([
    ['fails', (response: Response) => response.text().catch(() => undefined)],
    ['is given up', (response: Response) => response.body!.cancel()],
  ])('gives its place where it %s', async (_case, end) => {
    const leave = vi.fn();
    await end(
      leavingAfter(
        streamed(() => Promise.reject(new Error('planted'))),
        leave,
      ),
    );
    expect(leave).toHaveBeenCalled();
  });

  it('gives its place at once where it has no body', () => {
    const leave = vi.fn();
    leavingAfter(new Response(null, { status: 204 }), leave);
    expect(leave).toHaveBeenCalledOnce();
  });
});
