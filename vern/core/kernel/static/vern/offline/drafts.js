// Which draft this tab writes on. Each tab has its own: a lock says that it is in use.

import * as kept from "./kept.js";

/** A draft named in the address. */
export const ASKED = /^#draft=([\w-]+)$/;

const releases = [];

/** Take a draft for this tab, until the page is left. Gives whether it was free. */
export function take(key) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks.request(`vern-draft-${key}`, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise((release) => releases.push(release)) : undefined;
    });
  });
}

/** A test of whether a draft is being written on, in this tab or another. */
export async function inUse() {
  const held = (await navigator.locks?.query())?.held ?? [];
  const names = new Set(held.map((lock) => lock.name));
  return (row) => names.has(`vern-draft-${row.key}`);
}

export function letGo() {
  for (const release of releases.splice(0)) release();
}

/** The tab's memory of which draft it writes on, and which it is sending. */
export const memory = {
  draftOf: (action) => sessionStorage.getItem(`vern-draft:${action}`),
  writes: (action, key) => sessionStorage.setItem(`vern-draft:${action}`, key),
  isDone: (action) => sessionStorage.removeItem(`vern-draft:${action}`),
  sending: () => sessionStorage.getItem("vern-sending"),
  sends: (key) => sessionStorage.setItem("vern-sending", key),
  hasSent: () => sessionStorage.removeItem("vern-sending"),
};

const usable = (row, owner, action) =>
  row?.state === kept.DRAFT && row.owner === owner && row.action === action;

/** The draft to go on with, taken for this tab: the one asked for, this tab's, or the newest free
 * one that `adopt` (a test, or false) takes. Nothing if there is none. */
export async function toGoOnWith(owner, action, adopt) {
  const asked = location.hash.match(ASKED)?.[1];
  for (const key of [asked, memory.draftOf(action)]) {
    const row = key && (await kept.get(key));
    if (usable(row, owner, action) && (await take(key))) return row;
  }
  if (!adopt) return undefined;
  for (const row of await kept.ofOwner(owner)) {
    if (usable(row, owner, action) && adopt(row) && (await take(row.key))) return row;
  }
  return undefined;
}

/** A key that nothing on this device has been sent under. */
export async function freshKey(proposed) {
  const row = proposed && (await kept.get(proposed));
  return proposed && (!row || row.state === kept.DRAFT) ? proposed : crypto.randomUUID();
}
