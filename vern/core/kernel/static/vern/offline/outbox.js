// Sending what waits: by the service worker when the browser says so, and by any page that is open.
// The form's key makes it once on the server, however often it is tried; the lock only saves work.

import * as kept from "./kept.js";
import { personOf } from "./owner.js";
import { ask, send } from "./server.js";

const alone = (work, options = {}) =>
  navigator.locks ? navigator.locks.request("vern-outbox", options, work) : work(true);

/** Send all that waits. Gives whether it could be tried: false where there is no coverage. */
export async function sendWaiting() {
  const tried = await alone((lock) => (lock ? sendAll() : true), { ifAvailable: true });
  return tried;
}

/** Make what waits a draft again. Waits for a sending that is under way. */
export const takeBack = (key) => alone(() => kept.move(key, kept.WAITING, kept.DRAFT));

async function sendAll() {
  const rows = await kept.inState(kept.WAITING);
  if (!rows.length) return true;
  const now = await ask();
  if (!now) return false;
  try {
    for (const row of rows) await sendOne(row, now);
  } catch {
    return false; // coverage was lost: the rest is tried next time
  }
  return true;
}

async function sendOne(row, now) {
  if (personOf(row.owner) !== now.person) {
    return kept.setProblem(row.key, now.person ? "another" : "signed-out");
  }
  const answer = await send(row, await kept.filesOf(row.key), now.token);
  const { outcome, ...more } = answer;
  if (outcome === "sent") return kept.received(row, more);
  if (outcome === "refused") {
    return kept.move(row.key, kept.WAITING, kept.DRAFT, more, row.version);
  }
  return kept.setProblem(row.key, outcome);
}
