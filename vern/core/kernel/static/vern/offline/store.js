// A small door to IndexedDB, where the device keeps what is written. Every function gives a promise;
// it is broken where the browser keeps nothing (some private windows).

const NAME = "vern";
const VERSION = 1;
const TABLES = { forms: "key", files: ["key", "field"], facts: "name" };

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const [table, keyPath] of Object.entries(TABLES)) {
        request.result.createObjectStore(table, { keyPath });
      }
    };
    request.onsuccess = () => {
      // A newer page in another tab wants to change the tables: let it.
      request.result.onversionchange = () => {
        request.result.close();
        opened = undefined;
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  }).catch((error) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

/** Do something with a table; what `work` asks for last is the answer, once all is on disk. */
async function using(table, mode, work) {
  const transaction = (await open()).transaction(table, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  const request = work(transaction.objectStore(table));
  await done;
  return request.result;
}

export const get = (table, key) => using(table, "readonly", (rows) => rows.get(key));
export const all = (table) => using(table, "readonly", (rows) => rows.getAll());
export const within = (table, range) =>
  using(table, "readonly", (rows) => rows.getAll(range));
export const put = (table, row) => using(table, "readwrite", (rows) => rows.put(row));
export const remove = (table, key) => using(table, "readwrite", (rows) => rows.delete(key));

/** Change a row in one go. `change` gives the new row, or nothing to leave it; gives what it gave. */
export async function change(table, key, change) {
  let changed;
  await using(table, "readwrite", (rows) => {
    const found = rows.get(key);
    found.onsuccess = () => {
      changed = change(found.result);
      if (changed) rows.put(changed);
    };
    return found;
  });
  return changed;
}
