import { computed, signal } from '@preact/signals';
import { canQuery, canSubscribe } from '../api/capabilities';
import { isAbort, request } from '../api/client';
import {
  AdoptPlanDocument,
  CancelPlanDocument,
  PlanNowDocument,
  PlanningJobChangedDocument,
  PlanningJobStateDocument,
  StartPlanDocument,
} from '../api/generated';
import type {
  JobFieldsFragment,
  PlanFieldsFragment,
  StationPlanInput,
  UserErrorFragment,
} from '../api/generated';
import { isLive, subscribe } from '../api/live';
import { mayPlan } from '../api/session';
import { revision } from './scope';

export type Plan = PlanFieldsFragment;

export const job = signal<JobFieldsFragment | null>(null);
export const plan = signal<Plan | null>(null);
export const planError = signal<unknown>(null);
export const planUserErrors = signal<readonly UserErrorFragment[]>([]);
/** The number of stations that the last plan made, once it is adopted. */
export const adoptedCount = signal<number | null>(null);
/** The service radius that the plan was made for, in metres. */
export const planRadius = signal(0);
const isRunningNow = signal(false);

export const isPlanning = computed(
  () =>
    isRunningNow.value || job.value?.state === 'QUEUED' || job.value?.state === 'RUNNING',
);

const pollMs = 1000;
let stopFollowing: (() => void) | null = null;
let controller: AbortController | null = null;

export function clearPlan(): void {
  stopFollowing?.();
  controller?.abort();
  job.value = null;
  plan.value = null;
  planError.value = null;
  planUserErrors.value = [];
  adoptedCount.value = null;
  isRunningNow.value = false;
}

/** Whether plans run as jobs of the server, which report progress and can be adopted. */
export const runsAsJob = (): boolean => mayPlan('startStationPlan') && canQuery('planningJob');

export async function makePlan(input: StationPlanInput): Promise<void> {
  clearPlan();
  planRadius.value = input.serviceRadius;
  if (runsAsJob()) await startJob(input);
  else await planNow(input);
}

async function planNow(input: StationPlanInput): Promise<void> {
  const own = new AbortController();
  controller = own;
  isRunningNow.value = true;
  try {
    plan.value = (await request(PlanNowDocument, { input }, own.signal)).stationPlan;
  } catch (error) {
    if (!isAbort(error)) planError.value = error;
  }
  if (controller === own) isRunningNow.value = false;
}

async function startJob(input: StationPlanInput): Promise<void> {
  isRunningNow.value = true;
  try {
    const payload = (await request(StartPlanDocument, { input })).startStationPlan;
    planUserErrors.value = payload.userErrors;
    if (payload.job) follow(payload.job);
  } catch (error) {
    planError.value = error;
  }
  isRunningNow.value = false;
}

function follow(started: JobFieldsFragment): void {
  take(started);
  if (!isPlanning.value && !isRunningNow.value) return;
  if (job.value?.state !== 'QUEUED' && job.value?.state !== 'RUNNING') return;
  const { id } = started;
  // Progress by subscription where one is connected; else, and where it was lost, by asking.
  const timer = setInterval(() => {
    if (!isLive.value) void poll(id);
  }, pollMs);
  const stopSubscription = canSubscribe('planningJobChanged')
    ? subscribe(PlanningJobChangedDocument, { id }, (result) => take(result.planningJobChanged))
    : () => undefined;
  stopFollowing = () => {
    clearInterval(timer);
    stopSubscription();
    stopFollowing = null;
  };
}

async function poll(id: string): Promise<void> {
  try {
    const answer = await request(PlanningJobStateDocument, { id, withPlan: false });
    if (answer.planningJob) take(answer.planningJob);
  } catch (error) {
    planError.value = error;
  }
}

function take(change: JobFieldsFragment): void {
  job.value = change;
  if (change.state === 'QUEUED' || change.state === 'RUNNING') return;
  stopFollowing?.();
  if (change.state === 'DONE') void fetchPlan(change.id);
}

async function fetchPlan(id: string): Promise<void> {
  try {
    const answer = await request(PlanningJobStateDocument, { id, withPlan: true });
    plan.value = answer.planningJob?.plan ?? null;
  } catch (error) {
    planError.value = error;
  }
}

export async function cancelPlan(): Promise<void> {
  const current = job.value;
  if (!current) return clearPlan();
  try {
    const payload = (await request(CancelPlanDocument, { id: current.id })).cancelStationPlan;
    planUserErrors.value = payload.userErrors;
    if (payload.job) take(payload.job);
  } catch (error) {
    planError.value = error;
  }
}

export async function adoptPlan(): Promise<void> {
  const current = job.value;
  if (!current) return;
  try {
    const payload = (await request(AdoptPlanDocument, { id: current.id })).adoptStationPlan;
    planUserErrors.value = payload.userErrors;
    if (payload.userErrors.length) return;
    adoptedCount.value = payload.stations.length;
    revision.value += 1;
  } catch (error) {
    planError.value = error;
  }
}
