// A form that is kept while it is written, and sent later where there is no coverage.

import * as kept from "./kept.js";
import { ASKED, freshKey, letGo, memory, take, toGoOnWith } from "./drafts.js";
import { fewWordsOf, fill, fillFiles, fillFromAddress, isBlank, read, readFiles } from "./fields.js";
import { lead, say, twice, when } from "./notes.js";
import { sendWaiting } from "./outbox.js";
import { personOf } from "./owner.js";
import { ask } from "./server.js";

const PAUSE = 300; // milliseconds without a key pressed, and the draft is saved
const here = () => location.pathname + location.search;
const A_CLICK = 10_000; // milliseconds in which a second click on Send is the same one

export class KeptForm {
  constructor(form, hook, root, owner) {
    Object.assign(this, { form, hook, root, owner });
    this.action = new URL(form.action, location.href).pathname;
    this.keyField = form.elements[hook.dataset.offlineForm];
    this.status = form.querySelector("[data-offline-status]");
    this.notice = hook.querySelector("[data-offline-notice]");
    this.coverage = hook.querySelector("[data-offline-coverage]");
    this.onDevice = "kept" in root.dataset;
    this.page = this.onDevice && location.search ? here() : hook.dataset.offlinePage;
    this.begun = Date.now();
  }

  async start() {
    await this.open();
    this.form.addEventListener("input", () => this.saveSoon());
    this.form.addEventListener("change", (event) => this.changed(event));
    this.form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("pagehide", () => {
      this.saveNow();
      letGo();
    });
    addEventListener("pageshow", (event) => {
      this.busy = false;
      if (event.persisted) this.backAgain();
    });
    addEventListener("hashchange", () => ASKED.test(location.hash) && location.reload());
    for (const event of ["online", "offline"]) addEventListener(event, () => this.sayCoverage());
    this.sayCoverage();
  }

  /** Go on with a draft, or begin a new one. */
  async open() {
    const lost = memory.sending(); // sent from this tab, and no receipt came
    memory.hasSent();
    if ("returned" in this.hook.dataset) return this.goOnAfterErrors(lost);
    const [arrival] = performance.getEntriesByType("navigation");
    if (this.onDevice) fillFromAddress(this.form);
    const adopt = arrival?.type !== "back_forward" && isBlank(this.form);
    const draft = await toGoOnWith(this.owner, this.action, adopt && this.isAlike());
    if (!draft) return this.begin(await freshKey(this.onDevice ? "" : this.keyField.value));
    await this.begin(draft.key);
    await this.restore(draft);
    if (ASKED.test(location.hash)) history.replaceState(null, "", here());
    if (lost === draft.key && this.onDevice) await this.queue();
    return undefined;
  }

  /** The page is shown again as it was left. What a nameless writer has sent is not for the next
   * one at the keyboard. */
  async backAgain() {
    if (!this.passed || personOf(this.owner) || (await kept.get(this.key))) return take(this.key);
    this.passed = false;
    for (const each of [this.notice, this.status]) say(each, "");
    this.form.reset();
    return this.begin(await freshKey(""));
  }

  /** A draft for another place is not for this form. */
  isAlike() {
    const names = (this.hook.dataset.offlineSame ?? "").split(" ").filter(Boolean);
    const mine = (name) => this.form.elements[name]?.value ?? "";
    const said = (row, name) => row.fields.find(([each]) => each === name)?.[1] ?? "";
    return (row) => names.every((name) => said(row, name) === mine(name));
  }

  /** The server has what was written, files too, and may have given the form another key. */
  async goOnAfterErrors(sent) {
    await this.begin(this.keyField.value);
    if (sent && sent !== this.key) await kept.forget(sent);
    this.saveSoon();
  }

  async begin(key) {
    this.key = key;
    this.keyField.value = key;
    await take(key);
  }

  async restore(draft) {
    fill(this.form, draft.fields);
    fillFiles(this.form, await kept.filesOf(draft.key));
    this.keyField.value = this.key;
    this.begun = draft.begun;
    memory.writes(this.action, this.key);
    const refused = (draft.errors ?? []).join(" ");
    say(this.notice, "restored", {
      text: { when: when(draft.saved), refused },
      press: { over: (button) => this.startOver(this.notice, button) },
    });
  }

  saveSoon() {
    this.noLongerUndoable();
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.saveNow(), PAUSE);
  }

  async changed({ target }) {
    if (target.type === "file" && target.name) {
      this.dirty = true;
      await this.tried(() => kept.keepFiles(this.key, target.name, [...target.files]));
    }
    this.saveSoon();
  }

  /** Save what is written, if anything is new. */
  async saveNow() {
    clearTimeout(this.timer);
    if (!this.dirty) return;
    this.dirty = false;
    await this.tried(() => kept.keep(this.row(kept.DRAFT)));
  }

  row(state) {
    const { key, owner, action, page, begun } = this;
    const [kind, fields] = [this.hook.dataset.offlineKind, read(this.form)];
    // Of what is written without a name, lists of drafts show nothing: others may sit there.
    const title = personOf(owner) ? fewWordsOf(this.form) : "";
    const seconds = Math.round((Date.now() - begun) / 1000);
    return { key, owner, action, page, begun, seconds, kind, title, fields, state };
  }

  /** Write to the device, and say whether it could. Gives whether it could. */
  async tried(writing) {
    try {
      await writing();
    } catch {
      say(this.status, "not-kept");
      return false;
    }
    memory.writes(this.action, this.key);
    if (!this.status.firstElementChild?.matches("[data-is-kept]")) {
      const over = (button) => this.startOver(this.status, button);
      say(this.status, "kept", { press: { over } });
    }
    return true;
  }

  /** Start over: at once, for it can be undone. What the server put in the form cannot be brought
   * back by the page: then it takes a second press. */
  startOver(place, button) {
    if ("returned" in this.hook.dataset) return twice(button, () => this.leaveEmpty());
    return this.empty(place);
  }

  async leaveEmpty() {
    await this.forget();
    this.form.reset();
    location.replace(this.page);
  }

  async forget() {
    this.dirty = false;
    clearTimeout(this.timer);
    memory.isDone(this.action);
    await kept.forget(this.key);
  }

  /** Empty the form where it is. What stood there is in the page's memory only, until something new
   * is written or the page is left. */
  async empty(place) {
    const taken = { fields: read(this.form), files: readFiles(this.form) };
    await this.forget();
    await this.begin(await freshKey(""));
    this.begun = Date.now();
    this.form.reset();
    for (const each of [this.notice, this.status]) say(each, "");
    this.undoable = place;
    say(place, "deleted", { press: { undo: () => this.bringBack(taken) } });
    lead(place);
  }

  async bringBack(taken) {
    this.noLongerUndoable();
    fill(this.form, taken.fields);
    fillFiles(this.form, taken.files);
    this.keyField.value = this.key;
    this.dirty = true;
    await this.saveNow();
    lead(this.form.querySelector("textarea") ?? this.form);
  }

  noLongerUndoable() {
    if (this.undoable) say(this.undoable, "");
    this.undoable = undefined;
  }

  async submitted(event) {
    if (!this.passing && event.submitter?.hasAttribute("data-offline-hands-on")) {
      event.preventDefault();
      return this.handOn(event.submitter);
    }
    // A button with an address of its own asks for something else than sending.
    if (this.passing || event.submitter?.hasAttribute("formaction")) {
      this.passing = false;
      return undefined;
    }
    event.preventDefault();
    if (this.busy) return undefined;
    this.busy = true;
    setTimeout(() => (this.busy = false), A_CLICK);
    this.dirty = true;
    await this.saveNow();
    const now = await ask();
    if (!now || this.onDevice) await this.queue();
    else if (now.person !== personOf(this.owner)) this.refuse(now.person);
    else this.pass(now.token, event.submitter);
    return undefined;
  }

  /** Another page takes over what is written, under another key: this draft goes when it has come.
   * Without coverage nothing is pressed. */
  async handOn(submitter) {
    this.dirty = true;
    await this.saveNow();
    const now = await ask();
    if (now) this.pass(now.token, submitter);
    else say(this.status, "no-way");
    if (!now) lead(this.status);
  }

  /** There is coverage, and the same person is signed in: the browser sends it as any form. */
  pass(token, submitter) {
    this.form.elements.csrfmiddlewaretoken.value = token;
    memory.sends(this.key);
    this.passed = true;
    this.passing = true;
    this.form.requestSubmit(submitter);
  }

  refuse(person) {
    this.busy = false;
    const href = { in: `${this.hook.dataset.offlineSignIn}?next=${encodeURIComponent(this.page)}` };
    say(this.notice, person ? "another" : "signed-out", { href });
    lead(this.notice);
  }

  /** Keep it until there is coverage. */
  async queue() {
    this.busy = false;
    if (!this.form.reportValidity()) return;
    clearTimeout(this.timer);
    this.dirty = false;
    if (!(await this.tried(() => kept.keep(this.row(kept.WAITING))))) {
      lead(this.status);
      return;
    }
    memory.isDone(this.action);
    letGo();
    this.form.reset();
    this.form.hidden = true;
    const place = this.root.querySelector("[data-offline-said]");
    say(place, "queued", { href: { again: this.page } });
    lead(place);
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.sync?.register("vern-outbox").catch(() => undefined);
    await sendWaiting();
    await this.arrive();
  }

  /** There was coverage after all: go where sending leads. */
  async arrive() {
    const row = await kept.get(this.key);
    if (row?.state === kept.SENT && row.url) {
      await kept.forget(row.key);
      location.assign(row.url);
    }
  }

  sayCoverage() {
    say(this.coverage, navigator.onLine ? "" : "no-coverage");
  }
}
