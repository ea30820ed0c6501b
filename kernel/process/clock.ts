/** Host time in whole microseconds since 1970. Never goes back, whatever is done to the computer's clock. */
export function hostUs(): number {
  return Math.floor((performance.timeOrigin + performance.now()) * 1000);
}
