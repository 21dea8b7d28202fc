import type { TypedDocumentString } from './generated';

export interface GraphQLErrorBody {
  message: string;
  path?: (string | number)[];
  extensions?: { code?: string; requestId?: string } & Record<string, unknown>;
}

/** What went wrong with a request, in the terms the page has texts for. */
export type FailureKind = 'network' | 'refused' | 'unauthenticated' | 'forbidden' | 'server';

export class RequestFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly requestId: string | null = null,
  ) {
    super(message);
    this.name = 'RequestFailure';
  }
}

interface Answer<Result> {
  data?: Result | null;
  errors?: GraphQLErrorBody[];
}

const codeKinds: Record<string, FailureKind> = {
  UNAUTHENTICATED: 'unauthenticated',
  FORBIDDEN: 'forbidden',
};

let currentToken: string | null = null;

export function useToken(token: string | null): void {
  currentToken = token;
}

export function token(): string | null {
  return currentToken;
}

/** The page may be served below a prefix, so the address follows the document. */
export function endpoint(): URL {
  return new URL('graphql', document.baseURI);
}

function failureOf(status: number, errors: GraphQLErrorBody[] | undefined): RequestFailure {
  const first = errors?.[0];
  const code = first?.extensions?.code;
  const byStatus = { 401: 'unauthenticated', 403: 'forbidden' } as const;
  const kind =
    (code && codeKinds[code]) ||
    byStatus[status as 401 | 403] ||
    (status >= 500 ? 'server' : 'refused');
  const message = errors?.map((error) => error.message).join(' ') || `HTTP ${status}`;
  return new RequestFailure(kind, message, first?.extensions?.requestId ?? null);
}

async function answerOf<Result>(response: Response): Promise<Answer<Result>> {
  try {
    return (await response.json()) as Answer<Result>;
  } catch (error) {
    if (error instanceof DOMException) throw error;
    throw failureOf(response.status, undefined);
  }
}

/**
 * Execute one operation.
 *
 * Throws a RequestFailure where the server refuses or cannot be reached, and the AbortError of
 * `signal` where the caller lost interest. An answer with errors is refused whole: no operation
 * of this page can use half of its data.
 */
export async function request<Result, Variables>(
  operation: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const headers: Record<string, string> = {
    accept: 'application/graphql-response+json, application/json;q=0.9',
    'content-type': 'application/json',
  };
  if (currentToken) headers['authorization'] = `Bearer ${currentToken}`;
  let response: Response;
  try {
    response = await fetch(endpoint(), {
      method: 'POST',
      headers,
      credentials: 'same-origin',
      body: JSON.stringify({ query: operation.toString(), variables }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new RequestFailure('network', String(error));
  }
  const answer = await answerOf<Result>(response);
  if (!response.ok || answer.errors?.length || !answer.data) {
    throw failureOf(response.status, answer.errors);
  }
  return answer.data;
}

/** Fetch a file of the server, such as a map document, by its address below the page's. */
export async function fetchFile(address: string): Promise<Blob> {
  const headers: Record<string, string> = {};
  if (currentToken) headers['authorization'] = `Bearer ${currentToken}`;
  let response: Response;
  try {
    const url = new URL(address, document.baseURI);
    response = await fetch(url, { headers, credentials: 'same-origin' });
  } catch (error) {
    throw new RequestFailure('network', String(error));
  }
  if (response.ok) return response.blob();
  const text = (await response.text()).slice(0, 300);
  throw failureOf(response.status, text ? [{ message: text }] : undefined);
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
