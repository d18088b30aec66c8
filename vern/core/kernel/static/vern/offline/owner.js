// Whose what is written on this page is. The server gives a person's key; someone who is not signed
// in gets a key that lives as long as the tab, so that the next one at the keyboard meets nothing.

import * as store from "./store.js";

const STRANGER = "stranger:";

/** What the server calls the owner: empty for someone who is not signed in. */
export const personOf = (owner) => (owner.startsWith(STRANGER) ? "" : owner);

function stranger() {
  const id = sessionStorage.getItem("vern-stranger") ?? crypto.randomUUID();
  sessionStorage.setItem("vern-stranger", id);
  return STRANGER + id;
}

/** The owner. A page that is kept for everyone asks who was last signed in here. */
export async function ownerOf(root) {
  const person = root.dataset.person ?? (await lastPerson());
  return person || stranger();
}

const lastPerson = async () => (await store.get("facts", "person"))?.value ?? "";

/** Remember who is signed in here. Gives whether it is someone else than before. */
export async function remember(person) {
  const before = await lastPerson();
  if (before !== person) await store.put("facts", { name: "person", value: person });
  return before !== person;
}
