/** Steps that prepare a case and steps that look, read strictly. */
import type { CheckStep, SetupStep } from './case.ts';
import { type Json, list, Malformed, object, string, text, word } from './json.ts';
import { DISPOSITION, I32, LABEL, NAME, TASK, U32 } from './values.ts';

const BOOT_RIGHTS = { HOST_PRIV: 1, DEVICE_PRIV: 1 };

export function readSetup(value: Json, path: string): SetupStep {
  const setup = string(value['setup'], `${path}.setup`);
  const fields = (required: readonly string[], optional: readonly string[] = []): Json =>
    object(value, `${path} (${setup})`, ['setup', ...required], [...optional, 'note']);
  const at = `${path}.bind`;
  switch (setup) {
    case 'give_right':
      fields(['from', 'name', 'disposition', 'to', 'bind']);
      TASK.check(value['from'], `${path}.from`);
      TASK.check(value['to'], `${path}.to`);
      NAME.check(value['name'], `${path}.name`);
      DISPOSITION.check(value['disposition'], `${path}.disposition`);
      LABEL.check(value['bind'], at);
      break;
    case 'thread':
      fields(['bind'], ['task']);
      LABEL.check(value['bind'], at);
      if ('task' in value) TASK.check(value['task'], `${path}.task`);
      break;
    case 'region':
      fields(['bind', 'pages'], ['fill', 'task']);
      LABEL.check(value['bind'], at);
      U32.check(value['pages'], `${path}.pages`);
      if ('fill' in value && value['fill'] !== 'pattern') throw new Malformed(`${path}.fill`, `unknown content ${text(value['fill'])}`);
      if ('task' in value) TASK.check(value['task'], `${path}.task`);
      break;
    case 'boot_right':
      fields(['bind', 'which'], ['task']);
      LABEL.check(value['bind'], at);
      word(value['which'], `${path}.which`, BOOT_RIGHTS, 'right');
      if ('task' in value) TASK.check(value['task'], `${path}.task`);
      break;
    case 'mig_server_step':
      fields(['server', 'ids'], ['task']);
      NAME.check(value['server'], `${path}.server`);
      list(value['ids'], `${path}.ids`).forEach((id, index) => I32.check(id, `${path}.ids[${index}]`));
      if ('task' in value) TASK.check(value['task'], `${path}.task`);
      break;
    default:
      throw new Malformed(path, `unknown setup '${setup}'`);
  }
  return { kind: 'setup', setup, fields: value };
}

export function readCheck(value: Json, path: string): CheckStep {
  const check = string(value['check'], `${path}.check`);
  const fields = (required: readonly string[], optional: readonly string[] = []): Json =>
    object(value, `${path} (${check})`, ['check', ...required], [...optional, 'note']);
  switch (check) {
    case 'equal':
    case 'not_equal':
      fields(['a', 'b']);
      NAME.check(value['a'], `${path}.a`);
      NAME.check(value['b'], `${path}.b`);
      break;
    case 'blocked':
      fields(['handle']);
      LABEL.check(value['handle'], `${path}.handle`);
      break;
    case 'kernel_srights':
      fields(['name', 'equals'], ['task']);
      NAME.check(value['name'], `${path}.name`);
      U32.check(value['equals'], `${path}.equals`);
      if ('task' in value) TASK.check(value['task'], `${path}.task`);
      break;
    case 'region_readable':
    case 'region_unmapped':
      fields(['region']);
      if (!/^\$[A-Za-z_]\w*$/.test(string(value['region'], `${path}.region`))) throw new Malformed(`${path}.region`, 'is no region');
      break;
    default:
      throw new Malformed(path, `unknown check '${check}'`);
  }
  return { kind: 'check', check, fields: value };
}
