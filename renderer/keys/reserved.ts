/** Keys that browsers keep for themselves, or use for tabs, windows, printing, downloads and going back: `Control+` as tinykeys writes it. */
export const RESERVED: readonly string[] = [
  ...['n', 't', 'w', 'p', 's', 'j', 'o', 'h', 'd', 'r', 'l', 'q', 'u', '+', '-', '0', 'Tab', 'F4', 'F5', 'PageUp', 'PageDown'].map(
    (key) => `$mod+${key}`,
  ),
  ...['n', 't', 'w', 'p', 'b', 'j', 'o', 'i', 'c', 'Delete', 'Tab'].map((key) => `$mod+Shift+${key}`),
  ...Array.from({ length: 9 }, (_, i) => `$mod+${i + 1}`),
  ...Array.from({ length: 9 }, (_, i) => `$mod+Digit${i + 1}`),
  ...Array.from({ length: 9 }, (_, i) => `Alt+${i + 1}`),
  ...['ArrowLeft', 'ArrowRight', 'Home', 'd', 'e', 'f', 'F4'].map((key) => `Alt+${key}`),
  'F1',
  'F3',
  'F5',
  'F7',
  'F11',
  'F12',
];
