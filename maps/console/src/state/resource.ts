import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { isAbort } from '../api/client';

type Task<Value> = (signal: AbortSignal) => Promise<Value>;

/** An answer that is asked for again and again: only the newest question counts. */
export interface Resource<Value> {
  readonly value: ReadonlySignal<Value | null>;
  readonly error: ReadonlySignal<unknown>;
  readonly isLoading: ReadonlySignal<boolean>;
  /** Ask; an earlier question that has no answer yet is aborted. */
  load(task: Task<Value>, delayMs?: number): void;
  /**
   * Ask while the question goes on changing, as in a drag: answers keep coming, for a question
   * waits until the one before it is answered, but no longer than its patience.
   */
  track(task: Task<Value>): void;
  clear(): void;
}

// A server goes on with what is aborted: a slow one must not be given a heap of it.
const patienceMs = 1500;

class LoadedResource<Value> implements Resource<Value> {
  readonly value = signal<Value | null>(null);
  readonly error = signal<unknown>(null);
  readonly isLoading = signal(false);
  private controller: AbortController | null = null;
  private startedAt = 0;
  private waiting: Task<Value> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  load(task: Task<Value>, delayMs = 0): void {
    this.cancel();
    this.isLoading.value = true;
    if (delayMs > 0) this.timer = setTimeout(() => void this.run(task), delayMs);
    else void this.run(task);
  }

  track(task: Task<Value>): void {
    const isFresh = performance.now() - this.startedAt < patienceMs;
    if (this.controller && isFresh) this.waiting = task;
    else this.load(task);
  }

  clear(): void {
    this.cancel();
    this.value.value = null;
    this.error.value = null;
  }

  private cancel(): void {
    clearTimeout(this.timer);
    this.controller?.abort();
    this.controller = null;
    this.waiting = null;
    this.isLoading.value = false;
  }

  private async run(task: Task<Value>): Promise<void> {
    const own = new AbortController();
    this.controller = own;
    this.startedAt = performance.now();
    try {
      const answer = await task(own.signal);
      if (this.controller !== own) return;
      this.value.value = answer;
      this.error.value = null;
    } catch (failure) {
      if (this.controller !== own || isAbort(failure)) return;
      this.error.value = failure;
    }
    this.controller = null;
    const next = this.waiting;
    this.waiting = null;
    if (next) void this.run(next);
    else this.isLoading.value = false;
  }
}

export function resource<Value>(): Resource<Value> {
  return new LoadedResource<Value>();
}
