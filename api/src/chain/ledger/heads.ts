/** Wait before connecting again, doubled after each failure. */
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

const SUBSCRIBE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'eth_subscribe',
  params: ['newHeads'],
});

/**
 * Calls `changed` for each new head a node tells of over a websocket (`eth_subscribe`), so that
 * nobody waits for the next poll. A convenience only: where there is no websocket, or while it is
 * down, the polling goes on as before. The answer ends it.
 */
export function subscribeHeads(rpcUrl: string, changed: () => void): () => void {
  const url = rpcUrl.replace(/^http/, 'ws');
  let ended = false;
  let retryMs = FIRST_RETRY_MS;
  let timer: NodeJS.Timeout | undefined;
  let socket: WebSocket | undefined;

  const connect = (): void => {
    const one = new WebSocket(url);
    socket = one;
    one.addEventListener('open', () => one.send(SUBSCRIBE));
    one.addEventListener('message', ({ data }) => {
      if (typeof data !== 'string' || !data.includes('eth_subscription')) return;
      retryMs = FIRST_RETRY_MS;
      changed();
    });
    // A failure to connect closes it too.
    one.addEventListener('close', () => {
      if (ended) return;
      timer = setTimeout(connect, retryMs);
      timer.unref();
      retryMs = Math.min(LAST_RETRY_MS, retryMs * 2);
    });
  };
  if (URL.canParse(url)) connect();
  return () => {
    ended = true;
    clearTimeout(timer);
    socket?.close();
  };
}
