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

/** What a foreign page's form cannot send: the server takes no file without it. */
const preflight = { 'x-quanmap-preflight': '1' };

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
  const body = JSON.stringify({ query: operation.toString(), variables });
  return send<Result>(body, { 'content-type': 'application/json' }, signal);
}

/**
 * Execute an operation that takes a file, whose place among the variables is null.
 *
 * By the GraphQL multipart request specification; throws as `request` does.
 */
export async function upload<Result, Variables>(
  operation: TypedDocumentString<Result, Variables>,
  variables: Variables,
  file: { path: string; content: File },
  signal?: AbortSignal,
): Promise<Result> {
  const form = new FormData();
  form.append('operations', JSON.stringify({ query: operation.toString(), variables }));
  form.append('map', JSON.stringify({ 0: [`variables.${file.path}`] }));
  form.append('0', file.content, file.content.name);
  return send<Result>(form, preflight, signal);
}

async function send<Result>(
  body: BodyInit,
  ownHeaders: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  const headers: Record<string, string> = {
    accept: 'application/graphql-response+json, application/json;q=0.9',
    ...ownHeaders,
  };
  if (currentToken) headers['authorization'] = `Bearer ${currentToken}`;
  let response: Response;
  try {
    response = await fetch(endpoint(), {
      method: 'POST',
      headers,
      credentials: 'same-origin',
      body,
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
