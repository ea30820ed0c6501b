/** Where Electron begins. */
import { app, dialog } from 'electron';
import { Application } from './application.ts';

try {
  const application = new Application();
  if (application.prepare()) application.start(process.argv.slice(1)).catch(giveUp);
} catch (error) {
  giveUp(error);
}

function giveUp(error: unknown): void {
  dialog.showErrorBox('machlab cannot start', error instanceof Error ? error.message : String(error));
  app.exit(1);
}
