import { describe, expect, it } from 'vitest';
import { BOOTSTRAP_BAD_COUNT, BOOTSTRAP_NO_MEMORY, BOOTSTRAP_NOT_PRIVILEGED, BOOTSTRAP_UNKNOWN_SERVICE } from '../../abi/codes.ts';
import { bootstrap } from '../../abi/interfaces/bootstrap.ts';
import { task, TASK_BOOTSTRAP_PORT } from '../../abi/interfaces/task.ts';
import { BOOTSTRAP_NAMES_PER_TASK } from '../../abi/limits.ts';
import { DESCRIPTOR_PORT } from '../../abi/message.ts';
import { COPY_SEND, MAKE_SEND, MOVE_RECEIVE } from '../../abi/rights.ts';
import { Arena, type Program } from '../client/arena.ts';

function context(program: Program): number {
  return program.call(task.task_get_special_port, { which_port: TASK_BOOTSTRAP_PORT }).outs?.special_port.name ?? 0;
}

function scene(): { arena: Arena; attacker: Program; victim: Program; root: number; theirs: number } {
  const arena = new Arena();
  const attacker = arena.spawn('attacker');
  const victim = arena.spawn('victim');
  return { arena, attacker, victim, root: context(attacker), theirs: context(victim) };
}

describe('the name service', () => {
  it('flooded with names ends at the quota of the task, and forgets them with their ports', { timeout: 60_000 }, () => {
    const { arena, attacker, victim, root, theirs } = scene();
    const before = arena.rig.machine.registry.services.size;
    let code = 0;
    let made = 0;
    for (; code === 0; made++) code = attacker.callOn(root, bootstrap.bootstrap_check_in, { service_name: `flood.${made}` }).code;
    expect([code, made - 1]).toEqual([BOOTSTRAP_NO_MEMORY, BOOTSTRAP_NAMES_PER_TASK]);
    expect(victim.callOn(theirs, bootstrap.bootstrap_check_in, { service_name: 'mine' }).code).toBe(0);
    attacker.exit();
    expect(arena.rig.machine.registry.services.size).toBe(before + 1);
    expect(arena.fault()).toBeNull();
  });

  it('flooded with declared names ends at the same quota', { timeout: 60_000 }, () => {
    const { arena, attacker, victim, root, theirs } = scene();
    let code = 0;
    for (let made = 0; code === 0 && made < 100_000; made++)
      code = attacker.callOn(root, bootstrap.bootstrap_create_service, { service_name: `flood.${made}` }).code;
    expect(code).toBe(BOOTSTRAP_NO_MEMORY);
    expect(victim.callOn(theirs, bootstrap.bootstrap_create_service, { service_name: 'mine' }).code).toBe(0);
    expect(arena.fault()).toBeNull();
  });

  it('flooded with contexts ends, and they all go with their requestor', { timeout: 60_000 }, () => {
    const { arena, attacker, root } = scene();
    const requestor = attacker.port();
    const before = arena.rig.machine.registry.contexts.size;
    let code = 0;
    for (let made = 0; code === 0 && made < 100_000; made++)
      code = attacker.callOn(root, bootstrap.bootstrap_subset, { requestor_port: { name: requestor, disposition: COPY_SEND } }).code;
    expect(code).toBe(BOOTSTRAP_NO_MEMORY);
    attacker.destroy(requestor);
    expect(arena.rig.machine.registry.contexts.size).toBe(before);
    expect(arena.fault()).toBeNull();
  });

  it('asked for other tasks’ names refuses', () => {
    const { arena, attacker, victim, root, theirs } = scene();
    const box = victim.port();
    victim.callOn(theirs, bootstrap.bootstrap_register, { service_name: 'mine', service_port: { name: box, disposition: MAKE_SEND } });
    const own = attacker.port();
    for (const name of [own, 0])
      expect(
        attacker.callOn(root, bootstrap.bootstrap_register, { service_name: 'mine', service_port: { name, disposition: COPY_SEND } }).code,
      ).toBe(BOOTSTRAP_NOT_PRIVILEGED);
    expect(attacker.callOn(root, bootstrap.bootstrap_check_in, { service_name: 'mine' }).code).not.toBe(0);
    const found = attacker.callOn(root, bootstrap.bootstrap_look_up, { service_name: 'mine' }).outs?.service_port.name ?? 0;
    attacker.send({ to: { name: found, disposition: COPY_SEND }, id: 1 });
    expect(victim.next(box)).toBe(1);
    expect(arena.fault()).toBeNull();
  });

  it('given names that are too long, empty, or no text', () => {
    const { arena, attacker, root } = scene();
    for (const name of ['', '\0', 'x'.repeat(127), 'ä'.repeat(63), '../../etc/passwd', '\u{1F600}']) {
      expect([0, BOOTSTRAP_UNKNOWN_SERVICE]).toContain(attacker.callOn(root, bootstrap.bootstrap_look_up, { service_name: name }).code);
      attacker.callOn(root, bootstrap.bootstrap_check_in, { service_name: name });
    }
    expect(attacker.callOn(root, bootstrap.bootstrap_look_up, { service_name: 'x'.repeat(5000) }).code).toBeLessThan(0);
    expect(attacker.callOn(root, bootstrap.bootstrap_look_up_array, { service_names: Array.from({ length: 21 }, () => 'a') }).code).toBe(
      BOOTSTRAP_BAD_COUNT,
    );
    expect(arena.fault()).toBeNull();
  });

  it('whose service sends its own receive right to itself, to its clients, and into the name service', () => {
    const { arena, attacker, root } = scene();
    const declared = attacker.callOn(root, bootstrap.bootstrap_create_service, { service_name: 's' }).outs?.service_port.name ?? 0;
    for (let round = 0; round < 20; round++) {
      const receive = attacker.callOn(root, bootstrap.bootstrap_check_in, { service_name: 's' }).outs?.service_port.name ?? 0;
      expect(receive).toBeGreaterThan(0);
      const to = round % 2 === 0 ? receive : root;
      attacker.send({
        to: { name: to, disposition: to === receive ? MAKE_SEND : COPY_SEND },
        id: 402,
        body: [{ type: DESCRIPTOR_PORT, name: receive, disposition: MOVE_RECEIVE }],
      });
      attacker.drop(receive);
      expect(arena.fault()).toBeNull();
    }
    expect(declared).toBeGreaterThan(0);
    expect(attacker.callOn(root, bootstrap.bootstrap_check_in, { service_name: 's' }).code).toBe(0);
  });

  it('whose requestor is its own context, its own service, or a port of the kernel', () => {
    const { arena, attacker, root } = scene();
    const sub = attacker.callOn(root, bootstrap.bootstrap_subset, { requestor_port: { name: root, disposition: COPY_SEND } });
    expect(sub.code).toBe(0);
    const name = sub.outs?.subset_port.name ?? 0;
    expect(attacker.callOn(name, bootstrap.bootstrap_subset, { requestor_port: { name, disposition: COPY_SEND } }).code).toBe(0);
    const service = attacker.callOn(root, bootstrap.bootstrap_check_in, { service_name: 'r' }).outs?.service_port.name ?? 0;
    expect(attacker.callOn(root, bootstrap.bootstrap_subset, { requestor_port: { name: service, disposition: MAKE_SEND } }).code).toBe(0);
    attacker.drop(service);
    attacker.exit();
    expect(arena.fault()).toBeNull();
  });
});
