// The answers of one device on one round: kept here first, sent when there is coverage, each once.
// What other devices have noted is shown beside them and never written over.

import * as kept from "../../vern/offline/kept.js";
import { sendWaiting } from "../../vern/offline/outbox.js";
import * as store from "../../vern/offline/store.js";
import * as taken from "../../vern/offline/taken.js";

const SEND_AFTER = 3000; // milliseconds without a change; until then one may still be writing

const placed = (area, point) => `${area}/${point ?? ""}`;

/** What tells this browser from others: it is made once, and goes with the browser's data. */
async function deviceOf() {
  const known = (await store.get("facts", "device"))?.value;
  const value = known ?? crypto.randomUUID();
  if (!known) await store.put("facts", { name: "device", value });
  return value;
}

export class Answers {
  constructor(owner, round) {
    Object.assign(this, { owner, round, group: `round:${round}` });
    this.own = new Map();
    this.photos = new Map();
  }

  /** Read what the server has, or what was taken along. Gives whether there is anything to walk with. */
  async open(address) {
    this.device = await deviceOf();
    this.data = (await this.fetched(address)) ?? (await taken.get(this.owner, this.group));
    if (!this.data) return false;
    await this.readKept();
    return true;
  }

  async fetched(address) {
    if (!navigator.onLine) return undefined;
    try {
      const answer = await fetch(address, { cache: "no-store", redirect: "manual" });
      if (!answer.ok) return undefined;
      const data = await answer.json();
      await taken.take(this.owner, this.group, data);
      return data;
    } catch {
      return undefined;
    }
  }

  /** What the server knows from this device first; what the device keeps itself is newer, or as new. */
  async readKept() {
    for (const mark of this.data.marks) if (mark.device === this.device) this.put(mark);
    const rows = await kept.ofGroup(this.owner, this.group);
    const told = new Map(rows.map((row) => [row, Object.fromEntries(row.fields)]));
    const places = this.placesOf([...told.values()]);
    for (const [row, answer] of told) {
      if (row.action === this.data.photo_url) await this.putPhoto(row, answer);
      else this.putKept({ ...answer, area: places.get(answer.area) ?? answer.area });
    }
  }

  /** Where two phones added the same room, the server has one of them: its key, by ours. */
  placesOf(answers) {
    const known = new Map(this.data.marks.map((mark) => [mark.key, mark.area]));
    const sent = answers.filter((answer) => known.has(answer.key));
    return new Map(sent.map((answer) => [answer.area, known.get(answer.key)]));
  }

  putKept(told) {
    const known = this.own.get(placed(told.area, told.point)) ?? this.remarks().get(told.key);
    const edition = Number(told.edition);
    if (known && known.edition > edition) return;
    this.put({
      key: told.key,
      area: told.area,
      area_name: told.area_name,
      point: told.point ? Number(told.point) : null,
      verdict: told.verdict,
      comment: told.comment,
      fixed: told.fixed === "on",
      edition,
      photos: known?.photos ?? [],
    });
  }

  put(mark) {
    const id = mark.point === null ? mark.key : placed(mark.area, mark.point);
    this.own.set(id, { photos: [], ...mark });
  }

  async putPhoto(row, told) {
    const [files] = await kept.filesOf(row.key);
    const file = files?.files[0];
    const known = this.photos.get(told.mark) ?? [];
    if (!known.some((photo) => photo.key === row.key)) {
      this.photos.set(told.mark, [...known, { key: row.key, file, sent: row.state === kept.SENT }]);
    }
  }

  /** The rooms: those that were planned, and those that someone has added on the way. */
  areas() {
    const found = new Map(this.data.areas.map((area) => [area.key, area]));
    for (const mark of this.own.values()) {
      if (!found.has(mark.area)) found.set(mark.area, { key: mark.area, name: mark.area_name });
    }
    for (const area of this.added ?? []) if (!found.has(area.key)) found.set(area.key, area);
    return [...found.values()];
  }

  addArea(name) {
    const same = this.areas().find((area) => area.name.toLowerCase() === name.toLowerCase());
    const area = same ?? { key: crypto.randomUUID(), name };
    if (!same) this.added = [...(this.added ?? []), area];
    return area;
  }

  at(area, point) {
    return this.own.get(placed(area, point));
  }

  /** Free remarks of this device, by key. */
  remarks(area) {
    const free = [...this.own].filter(([, mark]) => mark.point === null);
    return new Map(free.filter(([, mark]) => !area || mark.area === area));
  }

  /** What others have noted, or this person on another device. */
  others(area, point) {
    return this.data.marks.filter(
      (mark) => mark.device !== this.device && mark.area === area && mark.point === point,
    );
  }

  noted(area) {
    return [...this.own.values()].filter((mark) => mark.area === area.key);
  }

  /** Keep an answer: it waits to be sent from now on. */
  async save(area, point, change, key = undefined) {
    const known = point === null ? this.own.get(key) : this.at(area.key, point);
    const mark = {
      key: known?.key ?? key ?? crypto.randomUUID(),
      photos: known?.photos ?? [],
      comment: "",
      fixed: false,
      verdict: "improve",
      ...known,
      ...change,
      area: area.key,
      area_name: area.name,
      point,
      edition: (known?.edition ?? 0) + 1,
    };
    this.put(mark);
    const fields = ["key", "area", "area_name", "verdict", "edition", "comment"].map((name) => [
      name,
      String(mark[name]),
    ]);
    if (point !== null) fields.push(["point", String(point)]);
    if (mark.fixed) fields.push(["fixed", "on"]);
    fields.push(["device", this.device]);
    await kept.keep(this.row(mark.key, this.data.mark_url, fields));
    this.sendSoon();
    return mark;
  }

  async photograph(mark, file) {
    const key = crypto.randomUUID();
    await kept.keepFiles(key, "photo", [file]);
    const fields = [
      ["key", key],
      ["mark", mark.key],
    ];
    await kept.keep(this.row(key, this.data.photo_url, fields));
    this.photos.set(mark.key, [...(this.photos.get(mark.key) ?? []), { key, file, sent: false }]);
    this.sendSoon();
  }

  row(key, action, fields) {
    const { owner, group, kind } = this;
    const page = `${location.pathname}?round=${this.round}`;
    const title = this.data.number;
    return { key, owner, group, action, page, kind, title, fields, seconds: 0, state: kept.WAITING };
  }

  sendSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), SEND_AFTER);
  }

  async send() {
    clearTimeout(this.timer);
    if (navigator.onLine) return sendWaiting();
    const registration = await navigator.serviceWorker?.getRegistration();
    return registration?.sync?.register("vern-outbox").catch(() => undefined);
  }

  async waiting() {
    const rows = await kept.ofGroup(this.owner, this.group);
    return rows.filter((row) => row.state === kept.WAITING).length;
  }
}
