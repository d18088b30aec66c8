// Pages that open without coverage. They hold nobody's name, and go when someone signs out.

export const PAGES = "vern-pages";
const LINKED = /(?:href|src)="(\/static\/[^"]+)"/g;

/** Fetch the pages anew, with the files that they name. One that this reader may not have stays as
 * it was, for a session may have run out; unless it is another reader than before. */
export async function refresh(addresses, { another = false } = {}) {
  const cache = await caches.open(PAGES);
  for (const address of addresses) {
    const page = await fetch(address, { cache: "no-store", redirect: "manual" });
    if (!page.ok) {
      if (another) await cache.delete(address);
      continue;
    }
    const html = await page.clone().text();
    await cacheMissing(cache, new Set([...html.matchAll(LINKED)].map((found) => found[1])));
    await cache.put(address, page);
  }
}

async function cacheMissing(cache, files) {
  for (const file of files) if (!(await find(file))) await cache.add(file);
}

/** What is kept for an address, if anything. Ours do not differ by what the request says. */
export const find = (address) => caches.match(address, { ignoreVary: true });

export const clear = () => caches.delete(PAGES);
