// Who was not let in: each client once, however often it tries.

/** @param refused entries of /api/refusedLogins; @returns the same with {name, times}, the latest of each, the newest first */
export function refusals(refused) {
  const each = new Map();
  for (const entry of refused) {
    const name = entry.clientId || entry.address;
    const key = `${name}\n${entry.address}\n${entry.reason}`;
    each.set(key, { ...entry, name, times: (each.get(key)?.times ?? 0) + 1 });
  }
  return [...each.values()].sort((a, b) => b.ts - a.ts);
}
