/** The scheduler service. Started by bootstrap at the first look-up of its name, and again when it has ended. */
import { checkIn, SCHEDULER_SERVICE, schedulingPort, self, serve } from 'machlab';
import { Scheduler } from './service.ts';

const scheduler = new Scheduler(self(), await schedulingPort(self()));
const port = await checkIn(SCHEDULER_SERVICE);
await scheduler.resume();
await serve(port, [scheduler.service()]);
