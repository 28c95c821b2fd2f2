import type { HttpResponse } from './message.ts';

/** How many requests are served at once, and how many more may wait for how long until they are. */
export type AdmissionLimits = Readonly<{
  inFlightMax: number;
  waitingMax: number;
  waitMillisecondsMax: number;
}>;

/** Makes room for the next request; a second call makes no more. */
export type Leave = () => void;

export type Admission = Readonly<{
  /** Whether a request that came now would be turned away at once, so that nobody need read what it sends. */
  isFull(): boolean;
  /** Waits for room, first come, first served; null where there is none in time, or the signal was aborted meanwhile. */
  enter(signal: AbortSignal): Promise<Leave | null>;
  counts(): Readonly<{ inFlight: number; waiting: number }>;
}>;

/**
 * Bounds what a process takes on. More requests at once than the database has connections for are not served sooner, and
 * what each of them holds meanwhile grows with their number; so a few wait, and the rest is told to come again.
 */
export function createAdmission({
  inFlightMax,
  waitingMax,
  waitMillisecondsMax,
}: AdmissionLimits): Admission {
  let inFlight = 0;
  const waiting = new Set<(leave: Leave | null) => void>();

  const isFull = () => inFlight >= inFlightMax && waiting.size >= waitingMax;

  /** Passes the place on as it is, so that nobody who comes meanwhile overtakes who waits. */
  const leaveOnce = (): Leave => {
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      const [next] = waiting;
      if (next) next(leaveOnce());
      else inFlight -= 1;
    };
  };

  const turn = (signal: AbortSignal) =>
    new Promise<Leave | null>((resolve) => {
      const end = (leave: Leave | null) => {
        waiting.delete(end);
        clearTimeout(patience);
        signal.removeEventListener('abort', giveUp);
        resolve(leave);
      };
      const giveUp = () => end(null);
      const patience = setTimeout(giveUp, waitMillisecondsMax);
      signal.addEventListener('abort', giveUp);
      waiting.add(end);
    });

  const enter = async (signal: AbortSignal): Promise<Leave | null> => {
    if (signal.aborted || isFull()) return null;
    if (inFlight >= inFlightMax) return await turn(signal);
    inFlight += 1;
    return leaveOnce();
  };

  return { isFull, enter, counts: () => ({ inFlight, waiting: waiting.size }) };
}

/** Leaves once the answer was sent to its end or given up, as one that is streamed goes on holding what it reads. */
export function leavingAfter(response: HttpResponse, leave: Leave): HttpResponse {
  const { body } = response;
  if (typeof body !== 'string') return { ...response, body: leavingAtItsEnd(body, leave) };
  leave();
  return response;
}

async function* leavingAtItsEnd(body: AsyncIterable<string>, leave: Leave): AsyncGenerator<string> {
  try {
    yield* body;
  } finally {
    leave();
  }
}
