import { fileURLToPath } from 'node:url';
import VueI18n from '@intlify/unplugin-vue-i18n/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The window as static files. They run under a policy that allows scripts and styles from files only, so nothing is made into
 * inline code or `data:` styles, and the words are compiled here: the page never turns text into code.
 */
export default defineConfig({
  root: here('.'),
  base: './',
  publicDir: false,
  plugins: [
    vue({ features: { optionsAPI: false } }),
    VueI18n({
      include: here('./words/*.json'),
      runtimeOnly: true,
      compositionOnly: true,
      fullInstall: false,
      dropMessageCompiler: true,
      strictMessage: true,
    }),
  ],
  build: {
    outDir: here('../dist/renderer'),
    emptyOutDir: true,
    target: ['chrome130', 'firefox130', 'safari18'],
    assetsInlineLimit: 0,
    sourcemap: true,
    manifest: 'manifest.json',
    chunkSizeWarningLimit: 700,
  },
  worker: { format: 'es' },
});
