// What the device takes along to read without coverage: plain values, each for one person.

import * as store from "./store.js";

const PREFIX = "taken:";
const KEPT_FOR = 30 * 24 * 60 * 60 * 1000; // milliseconds

const nameOf = (owner, thing) => `${PREFIX}${owner}:${thing}`;

export const take = (owner, thing, value) =>
  store.put("facts", { name: nameOf(owner, thing), owner, thing, value, at: Date.now() });

/** What was taken along, if it was. */
export const get = async (owner, thing) =>
  (await store.get("facts", nameOf(owner, thing)))?.value;

/** All that a person has with them, by thing, the newest first. */
export async function of(owner) {
  const rows = (await store.all("facts")).filter((row) => isTaken(row) && row.owner === owner);
  return rows.sort((one, other) => other.at - one.at);
}

const isTaken = (row) => row.name.startsWith(PREFIX);

/** Nothing stays that is old; when someone signs out, nothing stays at all. */
export async function forget({ all = false } = {}) {
  for (const row of (await store.all("facts")).filter(isTaken)) {
    if (all || row.at + KEPT_FOR < Date.now()) await store.remove("facts", row.name);
  }
}
