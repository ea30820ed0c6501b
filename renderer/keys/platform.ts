/** Command takes Control's place there. */
export const isApple: boolean = /mac|iphone|ipad/i.test(navigator.platform);
