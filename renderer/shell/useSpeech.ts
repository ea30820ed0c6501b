import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** Words for the live regions from wherever they come. */
export const useSpeech = defineStore('speech', () => {
  const said = shallowRef({ text: '', important: false });
  function say(text: string, important = false): void {
    said.value = { text, important };
  }
  return { said, say };
});
