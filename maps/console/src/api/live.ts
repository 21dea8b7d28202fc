import { signal } from '@preact/signals';
import type { Client } from 'graphql-ws';
import { endpoint, token } from './client';
import type { TypedDocumentString } from './generated';

export const isLive = signal(false);
/** Counts connections: whoever subscribes does so anew when it changes. */
export const connection = signal(0);

let client: Promise<Client> | null = null;

function address(): string {
  const url = endpoint();
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

// Loaded on the first subscription: a server without any never costs the bytes.
async function connect(): Promise<Client> {
  const { createClient } = await import('graphql-ws');
  const created = createClient({
    url: address,
    connectionParams: () => (token() ? { authorization: `Bearer ${token()}` } : {}),
    retryAttempts: Infinity,
    shouldRetry: () => true,
  });
  created.on('connected', () => (isLive.value = true));
  created.on('closed', () => (isLive.value = false));
  return created;
}

/** Close the connection, so that the next subscription is made as whom one is now. */
export async function reconnect(): Promise<void> {
  const closing = client;
  client = null;
  await (await closing)?.dispose();
  connection.value += 1;
}

/** Subscribe; the returned function ends it. */
export function subscribe<Result, Variables extends Record<string, unknown>>(
  operation: TypedDocumentString<Result, Variables>,
  variables: Variables,
  onResult: (result: Result) => void,
  onEnd: (error: unknown) => void = () => undefined,
): () => void {
  client ??= connect();
  let stop: (() => void) | null = null;
  let isStopped = false;
  void client.then((connected) => {
    if (isStopped) return;
    stop = connected.subscribe<Result>(
      { query: operation.toString(), variables },
      {
        next: ({ data }) => {
          if (data) onResult(data);
        },
        error: onEnd,
        complete: () => onEnd(null),
      },
    );
  }, onEnd);
  return () => {
    isStopped = true;
    stop?.();
  };
}
