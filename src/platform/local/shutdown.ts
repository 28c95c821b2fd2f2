/**
 * Calls the handler once when this process is to end: at SIGINT, SIGTERM or SIGHUP, or when the bootstrap that started
 * it is gone. A terminal's Ctrl-C arrives more than once (from the terminal, from npm), which counts as one.
 */
export function onShutdown(handler: () => void): void {
  let isCalled = false;
  const once = (): void => {
    if (isCalled) return;
    isCalled = true;
    handler();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, once);
  if (process.connected) {
    process.once('disconnect', once);
    // The channel to the bootstrap is there to be noticed when it closes, not to keep this process running.
    process.channel?.unref();
  }
}
