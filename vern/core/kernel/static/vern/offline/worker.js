// The service worker. `/sw.js` says which version it is, and what to keep.

import { find, refresh } from "./cached.js";
import { sendWaiting } from "./outbox.js";

const PATIENCE = 8000; // milliseconds to wait for a page that the device has, too
const HASHED = /\.[0-9a-f]{12}\.\w+$/; // a name that says what is in the file

export function run(told) {
  const ours = `vern-assets-${told.version}`;

  async function install() {
    const cache = await caches.open(ours);
    await cache.addAll(told.assets.map((url) => new Request(url, { cache: "no-cache" })));
    await refresh([told.nowhere, ...told.pages.map((page) => page.shell)]);
    await self.skipWaiting();
  }

  async function activate() {
    for (const name of await caches.keys()) {
      if (name.startsWith("vern-assets-") && name !== ours) await caches.delete(name);
    }
    await self.clients.claim();
  }

  self.addEventListener("install", (event) => event.waitUntil(install()));
  self.addEventListener("activate", (event) => event.waitUntil(activate()));

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (url.origin !== self.location.origin) return;
    const page = told.pages.find((each) => each.url === url.pathname);
    if (request.mode === "navigate" && (page || request.method === "GET")) {
      event.respondWith(navigate(request, page, told.nowhere));
    } else if (request.method === "GET" && url.pathname.startsWith(told.static)) {
      event.respondWith(file(request, url));
    }
  });

  // The browser wakes us when coverage is back, also with no page open. A broken promise makes it
  // try again later.
  self.addEventListener("sync", (event) => {
    event.waitUntil(
      sendWaiting().then((tried) => {
        if (!tried) throw new Error("no coverage yet");
      }),
    );
  });
}

async function navigate(request, page, nowhere) {
  try {
    if (page && request.method === "GET") return await soon(fetch(request), page.shell);
    return await fetch(request);
  } catch {
    // A form on its way was lost. Its draft is on the device, and the page sends that later.
    if (request.method !== "GET") return Response.redirect(page.url, 303);
    return (page && (await find(page.shell))) ?? (await find(nowhere)) ?? Response.error();
  }
}

/** The answer, or what the device has if the answer is long in coming. */
function soon(answer, kept) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  return Promise.race([answer, late.then(async () => (await find(kept)) ?? answer)]);
}

async function file(request, url) {
  if (HASHED.test(url.pathname)) return (await find(request)) ?? fetch(request);
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await find(request);
    if (!kept) throw error;
    return kept;
  }
}
