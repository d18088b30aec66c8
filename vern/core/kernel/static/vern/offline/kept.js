// What the device keeps: a row for each form that someone writes, its files beside it.
//
// A row: key (the form's own, which the server takes once), owner, page and action (addresses),
// kind, title, fields ([name, value] pairs), state, saved (when), and what became of it. Rows of a
// `group` are many small forms of one thing (the answers of a round): they are listed as one, and what
// was received stays readable for the page that made them.

import * as store from "./store.js";

const DAY = 24 * 60 * 60 * 1000;

export const DRAFT = "draft"; // being written
export const WAITING = "waiting"; // to be sent when there is coverage
export const SENT = "sent"; // received; the receipt has not been put away yet

/** How long each is kept after it was last touched. What is to be sent may come from a long cruise. */
export const KEPT_FOR = { [DRAFT]: 7 * DAY, [WAITING]: 90 * DAY, [SENT]: 7 * DAY };

const channel = "BroadcastChannel" in self ? new BroadcastChannel("vern-kept") : undefined;
const listeners = new Set();

/** Call when something that is kept changes, here or in another tab. */
export function onChange(listener) {
  listeners.add(listener);
}

if (channel) channel.onmessage = () => listeners.forEach((listener) => listener());

export function tell() {
  channel?.postMessage("changed"); // to the others: a channel does not hear itself
  listeners.forEach((listener) => listener());
}

export const get = (key) => store.get("forms", key);

export async function ofOwner(owner) {
  const rows = (await store.all("forms")).filter((row) => row.owner === owner);
  return rows.sort((one, other) => other.saved - one.saved);
}

export async function inState(state) {
  const rows = (await store.all("forms")).filter((row) => row.state === state);
  return rows.sort((one, other) => one.saved - other.saved);
}

/** Each time it is kept it is another version: what was sent meanwhile is not taken for this one. */
export async function keep(row) {
  await store.put("forms", { ...row, saved: Date.now(), version: crypto.randomUUID() });
  if (row.state !== DRAFT) tell();
}

/** Move a row from one state to another, or leave it if it is no longer in that state, or (with a
 * `version`) has been changed since. */
export async function move(key, from, to, more = {}, version = undefined) {
  const isIt = (row) => row?.state === from && (version === undefined || row.version === version);
  const moved = await store.change("forms", key, (row) =>
    isIt(row) ? { ...row, problem: "", ...more, state: to, saved: Date.now() } : undefined,
  );
  tell();
  return moved;
}

/** Say why something that waits was not sent; it goes on waiting. */
export async function setProblem(key, problem) {
  const changed = await store.change("forms", key, (row) =>
    row?.state === WAITING && row.problem !== problem ? { ...row, problem } : undefined,
  );
  if (changed) tell();
}

export const keepFiles = (key, field, files) =>
  files.length ? store.put("files", { key, field, files }) : store.remove("files", [key, field]);

export const filesOf = (key) => store.within("files", IDBKeyRange.bound([key], [key, []]));

/** The form was received as it was sent: its text and files leave the device, the receipt stays a
 * while. One that has been changed meanwhile goes on waiting. */
export async function received(row, receipt) {
  const emptied = row.group ? {} : { fields: [] };
  const moved = await move(row.key, WAITING, SENT, { ...emptied, ...receipt }, row.version);
  if (moved) await forgetFiles(row.key);
}

/** The rows of a group, oldest first. */
export async function ofGroup(owner, group) {
  return (await ofOwner(owner)).filter((row) => row.group === group).reverse();
}

export async function forget(key) {
  await store.remove("forms", key);
  await forgetFiles(key);
  tell();
}

/** Forget it, and give what brings it back. The caller tells. */
export async function take(row) {
  const files = await filesOf(row.key);
  await store.remove("forms", row.key);
  await forgetFiles(row.key);
  return { row, files };
}

export async function bringBack({ row, files }) {
  for (const each of files) await store.put("files", each);
  await store.put("forms", row);
  tell();
}

async function forgetFiles(key) {
  for (const { field } of await filesOf(key)) await store.remove("files", [key, field]);
}

/** What has been kept for too long goes. */
export async function forgetOld() {
  const now = Date.now();
  for (const row of await store.all("forms")) {
    if (row.saved + KEPT_FOR[row.state] < now) await forget(row.key);
  }
}
