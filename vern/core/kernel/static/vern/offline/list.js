// What waits on this device, what was sent while nobody looked, and what must be put right.

import { inUse } from "./drafts.js";
import * as kept from "./kept.js";
import { lead, made, when } from "./notes.js";
import { sendWaiting, takeBack } from "./outbox.js";

// Drafts are shown where one writes. One that must be put right is shown everywhere.
const SHOWS_DRAFTS = "[data-offline-form], [data-offline-drafts]";

// What was deleted here, to be brought back until the page is left; and the row to lead the reader to.
const removed = new Map();
let next;

/** Show the owner's rows, and for others only that something waits. */
export async function show(root, owner, strangers) {
  const place = root.querySelector("[data-offline-list]");
  const rows = await kept.ofOwner(owner);
  const busy = await inUse();
  const drafts = Boolean(document.querySelector(SHOWS_DRAFTS));
  const isShown = (row) => row.state !== kept.DRAFT || (!busy(row) && (drafts || row.errors));
  const shown = rows.filter((row) => isShown(row) && !inGroup(row)).map((row) => [row.key, item(row)]);
  shown.push(...groups(rows).map((group) => [group[0].group, waitingMany(group)]));
  shown.push(...[...removed.keys()].map((key) => [key, undoable(key)]));
  const items = shown.map(([, each]) => each);
  if (strangers) {
    const others = (await kept.inState(kept.WAITING)).filter((row) => row.owner !== owner).length;
    if (others) items.push(made("of-others", { text: { count: others } }));
  }
  place.replaceChildren(...items);
  root.querySelector("[data-offline-box]").hidden = !items.length;
  const reached = shown.find(([key]) => key === next);
  if (reached) lead(reached[1]);
  next = undefined;
}

/** What is one of many is listed with the others; what must be put right, by itself. */
const inGroup = (row) => row.group && row.state !== kept.DRAFT;

/** A page that tells of a group itself says so (`data-offline-group`). */
function groups(rows) {
  const found = new Map();
  const told = document.querySelector("[data-offline-group]")?.dataset.offlineGroup;
  for (const row of rows) {
    if (!row.group || row.state !== kept.WAITING || row.group === told) continue;
    found.set(row.group, [...(found.get(row.group) ?? []), row]);
  }
  return [...found.values()];
}

function waitingMany(rows) {
  const problem = rows.find((row) => row.problem)?.problem;
  return made("waiting-many", {
    text: { ...known(rows[0]), count: rows.length, ...(problem && { [problem]: true }) },
    press: { retry: (button) => retry(button, rows[0]), open: () => location.assign(rows[0].page) },
  });
}

/** Deleting is done at once, for it can be undone. */
async function remove(row) {
  next = row.key;
  removed.set(row.key, await kept.take(row));
  kept.tell();
}

const undoable = (key) =>
  made("removed", {
    press: {
      undo: async () => {
        next = key;
        const taken = removed.get(key);
        removed.delete(key);
        await kept.bringBack(taken);
      },
    },
  });

const known = ({ kind, title }) => ({ kind, title });

function item(row) {
  if (row.state === kept.WAITING) return waiting(row);
  if (row.state === kept.SENT) return sent(row);
  return row.errors ? refused(row) : draft(row);
}

function waiting(row) {
  const problem = row.problem && { [row.problem]: true };
  return made("waiting", {
    text: { ...known(row), when: when(row.saved), ...problem },
    press: {
      retry: (button) => retry(button, row),
      change: () => change(row),
      remove: () => remove(row),
    },
  });
}

async function retry(button, row) {
  button.setAttribute("aria-busy", "true");
  const tried = await sendWaiting();
  if (!tried) await kept.setProblem(row.key, "no-coverage");
  button.removeAttribute("aria-busy");
}

async function change(row) {
  if (await takeBack(row.key)) open(row);
}

function open(row) {
  location.assign(`${row.page}#draft=${row.key}`);
}

function draft(row) {
  return made("draft", {
    text: { ...known(row), when: when(row.saved) },
    press: {
      open: () => open(row),
      remove: () => remove(row),
    },
  });
}

function sent(row) {
  return made("sent", {
    text: { ...known(row), number: row.number, code: row.code },
    href: { receipt: row.url },
    press: { away: () => kept.forget(row.key) },
  });
}

function refused(row) {
  return made("refused", {
    text: { ...known(row), errors: row.errors.join(" ") },
    press: { open: () => open(row) },
  });
}
