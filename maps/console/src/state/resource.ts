import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { isAbort } from '../api/client';

/** An answer that is asked for again and again: only the newest question counts. */
export interface Resource<Value> {
  readonly value: ReadonlySignal<Value | null>;
  readonly error: ReadonlySignal<unknown>;
  readonly isLoading: ReadonlySignal<boolean>;
  /** Ask; an earlier question that has no answer yet is aborted. */
  load(task: (signal: AbortSignal) => Promise<Value>, delayMs?: number): void;
  clear(): void;
}

export function resource<Value>(): Resource<Value> {
  const value = signal<Value | null>(null);
  const error = signal<unknown>(null);
  const isLoading = signal(false);
  let controller: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function cancel(): void {
    clearTimeout(timer);
    controller?.abort();
    controller = null;
    isLoading.value = false;
  }

  async function run(task: (signal: AbortSignal) => Promise<Value>): Promise<void> {
    const own = new AbortController();
    controller = own;
    try {
      const answer = await task(own.signal);
      if (controller !== own) return;
      value.value = answer;
      error.value = null;
    } catch (failure) {
      if (controller !== own || isAbort(failure)) return;
      error.value = failure;
    }
    isLoading.value = false;
  }

  return {
    value,
    error,
    isLoading,
    load(task, delayMs = 0) {
      cancel();
      isLoading.value = true;
      if (delayMs > 0) timer = setTimeout(() => void run(task), delayMs);
      else void run(task);
    },
    clear() {
      cancel();
      value.value = null;
      error.value = null;
    },
  };
}
