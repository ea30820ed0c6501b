/** The table of calls and codes, from playing cases and running programs into the kernel's limits. */
import { PROFILES, type ProfileName } from '../abi/profile.ts';
import { CodesSeen } from './codesSeen.ts';
import { type CaseFile, playFiles } from './conformance.ts';
import { scarcity } from './scarcity.ts';

/** Returns: every code that was given on the way, under all profiles. */
export function everyCode(files: readonly CaseFile[]): CodesSeen {
  const seen = new CodesSeen();
  for (const profile of Object.keys(PROFILES) as ProfileName[]) playFiles(files, profile, (events) => seen.read(events));
  scarcity((events) => seen.read(events));
  return seen;
}
