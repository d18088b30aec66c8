// Before someone signs out: is there something on this device that they have not sent?

import * as kept from "./kept.js";
import { clear } from "./cached.js";
import { made } from "./notes.js";
import { remember } from "./owner.js";
import * as taken from "./taken.js";

const isUnsent = (row) => row.state !== kept.SENT;

export function watch(owner) {
  // Before other listeners, which would count the first press as sent.
  document.addEventListener("submit", (event) => pressed(event, owner), { capture: true });
}

async function pressed(event, owner) {
  const form = event.target;
  if (!form.matches("[data-sign-out]") || form.dataset.asked) return;
  event.preventDefault();
  event.stopPropagation();
  const rows = await kept.ofOwner(owner).catch(() => []);
  const unsent = rows.filter(isUnsent);
  if (unsent.length) ask(form, rows, unsent.length);
  else await leave(form, rows);
}

function ask(form, rows, count) {
  const dialog = made("signing-out", {
    text: { count },
    press: {
      stay: () => dialog.close(),
      keep: () => leave(form, rows.filter((row) => !isUnsent(row))),
      remove: () => leave(form, rows),
    },
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** Take away what is not to stay, and go. */
async function leave(form, rows) {
  try {
    for (const row of rows) await kept.forget(row.key);
    await taken.forget({ all: true });
    await clear();
    await remember("");
  } catch {
    // What the browser does not keep is gone already.
  }
  form.dataset.asked = "yes";
  form.requestSubmit();
}
