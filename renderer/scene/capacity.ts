/**
 * Places kept in a task's tray. A box never grows once it stands, so its width is settled when it appears: by the program's name where
 * it is known to hold many names, else by what most programs need.
 */

const USUAL = 5;
const KNOWN: Readonly<Record<string, number>> = {
  browser: 8,
  launcher: 3,
};

export function placesFor(name: string): number {
  return KNOWN[name.toLowerCase()] ?? USUAL;
}

/** A service that people see and use stands with the programs, in the upper row. */
export function isForPeople(name: string): boolean {
  return name.toLowerCase() === 'browser';
}
