// On every page: look after what this device keeps. Without this file, pages work as ever.

import * as cached from "./cached.js";
import { memory } from "./drafts.js";
import { KeptForm } from "./form.js";
import * as kept from "./kept.js";
import * as list from "./list.js";
import { sendWaiting } from "./outbox.js";
import { ownerOf, personOf, remember } from "./owner.js";
import { ask } from "./server.js";
import { watch } from "./signing_out.js";
import * as store from "./store.js";
import * as taken from "./taken.js";

const FRESH = 60 * 60 * 1000; // milliseconds in which pages on the device are new enough
const AGAIN = 60 * 1000; // milliseconds between attempts while something waits and a page is open

const SOON = 5 * 1000; // milliseconds between looks for coverage on the page that waits for it

const root = document.querySelector("[data-offline]");
const hook = document.querySelector("[data-offline-form]");

async function start() {
  const owner = await ownerOf(root);
  watch(owner);
  forgetReceived();
  const shown = () => list.show(root, owner, !personOf(owner));
  kept.onChange(shown);
  await kept.forgetOld();
  await taken.forget();
  if (hook) await new KeptForm(hook.closest("form"), hook, root, owner).start();
  await shown();
  await tryToSend();
  for (const event of ["online", "visibilitychange"]) {
    (event === "online" ? window : document).addEventListener(event, tryToSend);
  }
  setInterval(tryToSend, AGAIN);
  await keepPages();
}

/** The form that this tab sent has its receipt: its draft goes. */
function forgetReceived() {
  if (!document.querySelector("[data-offline-received]") || !memory.sending()) return;
  const key = memory.sending();
  memory.hasSent();
  memory.isDone(document.querySelector("[data-offline-received]").dataset.offlineReceived);
  kept.forget(key);
}

async function tryToSend() {
  if (navigator.onLine && document.visibilityState === "visible") await sendWaiting();
}

/** Keep the pages that open without coverage, as they are for whoever is signed in now. */
async function keepPages() {
  if ("kept" in root.dataset || !navigator.serviceWorker) return;
  // A session that ran out is no sign-out: whoever had it may come back without coverage.
  const person = root.dataset.person;
  const another = (person || hook) && (await remember(person));
  await navigator.serviceWorker.register("/sw.js", { type: "module", updateViaCache: "none" });
  const [before, lang] = [await store.get("facts", "pages"), document.documentElement.lang];
  const fresh = before?.lang === lang && Date.now() - before.at < FRESH;
  if (fresh && !another && (await cached.find(root.dataset.nowhere))) return;
  const shells = person || hook ? root.dataset.shells.split(" ").filter(Boolean) : [];
  await cached.refresh([root.dataset.nowhere, ...shells], { another });
  await store.put("facts", { name: "pages", lang, at: Date.now() });
}

/** On the page that says there is no coverage: try again, by hand and when the server answers. */
function tryAgain(button) {
  button.addEventListener("click", () => location.reload());
  const look = async () => (await ask()) && location.reload();
  addEventListener("online", look);
  setInterval(look, SOON);
}

document.querySelectorAll("[data-offline-again]").forEach(tryAgain);

// What the browser cannot keep, it does not; the page is there to be used.
if (root) start().catch((error) => console.info("Nothing is kept on this device:", error));
