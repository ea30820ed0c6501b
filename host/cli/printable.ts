/** Text of a session for a terminal. A session may come from anyone, and what tasks call themselves must not move the cursor. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- those are what it is about
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}
