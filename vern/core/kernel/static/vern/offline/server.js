// Talking with the server about what the device keeps.

import { personOf } from "./owner.js";

const TOKEN = "/offline/token/";
const PATIENCE = 8000; // milliseconds; after that there is no coverage worth the name

/** A fresh token and the key of whoever is signed in now; nothing where there is no coverage. */
export async function ask() {
  if (!navigator.onLine) return undefined;
  try {
    const answer = await fetch(TOKEN, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Send a form that was kept. Gives what became of it: an object with `outcome`, which is sent,
 * refused, another (person is signed in), signed-out or failed. Throws where coverage is lost.
 */
export async function send(row, files, token) {
  const body = new FormData();
  for (const [name, value] of row.fields) body.append(name, value);
  for (const { field, files: chosen } of files) {
    for (const file of chosen) body.append(field, file, file.name);
  }
  const headers = {
    "X-CSRFToken": token,
    "X-Vern-Written-By": personOf(row.owner),
    "X-Vern-Seconds": String(row.seconds),
  };
  const answer = await fetch(row.action, { method: "POST", body, headers, redirect: "manual" });
  if (answer.type === "opaqueredirect") return { outcome: "signed-out" };
  const json = answer.headers.get("Content-Type")?.startsWith("application/json");
  return json ? answer.json() : { outcome: "failed" };
}
