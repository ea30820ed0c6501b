/** The fuzzer: random traps of several tasks with every invariant checked after each, and failing stories made short. */
import type { ProfileName } from '../abi/profile.ts';
import { FORMAT } from './conformance/case.ts';
import type { Json } from './conformance/json.ts';
import { playEpisode } from './fuzz/episode.ts';
import type { Fault } from './fuzz/player.ts';
import { Random } from './fuzz/random.ts';
import { shorten } from './fuzz/shorten.ts';

/** Steps of one machine's life. */
export const EPISODE_STEPS = 1000;

export interface FuzzOptions {
  readonly steps: number;
  readonly seed: number;
  /** Unless given, each machine takes one of the profiles, mostly `recommended`. */
  readonly profile?: ProfileName;
  /** What is found is not made short, which takes a while. */
  readonly long?: boolean;
  /** Told after every machine's life how many steps there were. */
  readonly progress?: (steps: number) => void;
}

export interface FuzzResult {
  readonly steps: number;
  readonly episodes: number;
  /** What was found, as a case that shows it; null: nothing. */
  readonly failure: { readonly fault: Fault; readonly profile: ProfileName; readonly file: Json } | null;
}

const PROFILES: readonly ProfileName[] = ['recommended', 'recommended', 'classic', 'xnu'];

/** Purpose: play random steps until there were `steps` of them or something is found wrong, which is made short then. */
export function fuzz({ steps, seed, profile: fixed, long = false, progress = () => {} }: FuzzOptions): FuzzResult {
  const seeds = new Random(seed);
  let played = 0;
  let episodes = 0;
  while (played < steps) {
    const episodeSeed = seeds.next();
    const profile = fixed ?? (PROFILES[episodeSeed & 3] as ProfileName);
    const episode = playEpisode(episodeSeed, Math.min(EPISODE_STEPS, steps - played), profile);
    episodes++;
    played += Math.max(1, episode.steps.length);
    progress(played);
    if (episode.fault === null) continue;
    const short = long ? { steps: episode.steps, fault: episode.fault } : shorten(episode.steps, episode.fault, profile);
    const file = caseFile(`fuzz/seed-${seed}/episode-${episodes}`, profile, short.fault, short.steps);
    return { steps: played, episodes, failure: { fault: short.fault, profile, file } };
  }
  return { steps: played, episodes, failure: null };
}

/** For whom the case is, in the words of case files. */
const CASE_PROFILES = {
  recommended: { profile: 'any', recommended: 'pass' },
  classic: { profile: 'gnumach', recommended: 'profile-only' },
  xnu: { profile: 'xnu', recommended: 'profile-only' },
} as const;

function caseFile(id: string, profile: ProfileName, { detail }: Fault, steps: readonly Json[]): Json {
  const title = detail.split('\n', 1)[0] ?? '';
  return { format: FORMAT, cases: [{ id, source: 'the fuzzer', title, kind: 'source', ...CASE_PROFILES[profile], steps }] };
}
