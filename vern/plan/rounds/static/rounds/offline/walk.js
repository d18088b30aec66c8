// The walk on a phone: rooms, points with three big choices, comments and photos. All words stand in
// the page's templates. Without this file the page has a form for each room.

import { onChange } from "../../vern/offline/kept.js";
import { lead, made, say } from "../../vern/offline/notes.js";
import { ownerOf } from "../../vern/offline/owner.js";
import * as taken from "../../vern/offline/taken.js";
import { Answers } from "./answers.js";

const PAUSE = 300; // milliseconds without a key pressed, and what is written is kept

const root = document.querySelector("[data-offline]");
const place = document.querySelector("[data-walk]");
const status = document.querySelector("[data-walk-status]");
const round = new URLSearchParams(location.search).get("round");

let answers;

async function start() {
  const owner = await ownerOf(root);
  if (!round) return choose(owner);
  answers = new Answers(owner, round);
  answers.kind = place.dataset.kind;
  place.dataset.offlineGroup = answers.group;
  if (!(await answers.open(place.dataset.data.replace("/0/", `/${round}/`)))) {
    return say(place, "walk-nothing");
  }
  document.querySelector("[data-walk-plain]")?.remove();
  const called = `${answers.data.unit}, ${answers.data.day}`;
  document.querySelector("h1").textContent = called;
  document.title = `${called} – Vern`;
  onChange(sayStatus);
  for (const event of ["online", "offline"]) addEventListener(event, sayStatus);
  addEventListener("hashchange", show);
  addEventListener("pagehide", () => flush());
  await sayStatus();
  return show();
}

/** Without a round in the address: those that the device has with it. */
async function choose(owner) {
  const found = (await taken.of(owner)).filter((each) => each.thing.startsWith("round:"));
  if (!found.length) return say(place, "walk-nothing");
  const links = found.map(({ value }) =>
    made("walk-choice", {
      text: { title: `${value.unit}, ${value.day}` },
      href: { round: `${location.pathname}?round=${value.round}` },
    }),
  );
  return place.replaceChildren(...links);
}

function show() {
  flush();
  const key = location.hash.slice(1);
  const area = answers.areas().find((each) => each.key === key);
  if (area) showRoom(area);
  else showRooms();
}

async function sayStatus() {
  const waiting = await answers.waiting();
  const noted = answers.own.size ? "walk-sent" : null;
  const name = !answers.data.open ? "walk-over" : waiting ? "walk-waiting" : noted;
  const text = { count: waiting, offline: !navigator.onLine };
  say(status, navigator.onLine || waiting ? name : "walk-offline", {
    text,
    href: { page: answers.data.page },
  });
}

// The rooms

function showRooms() {
  const list = made("walk-rooms", { text: { notes: answers.data.notes } });
  const rows = answers.areas().map((area) => {
    const noted = answers.noted(area);
    const improve = noted.filter((mark) => mark.verdict === "improve").length;
    return made("walk-room-link", {
      text: { name: area.name, noted: noted.length || "", improve: improve || "" },
      href: { room: `#${area.key}` },
    });
  });
  list.querySelector("[data-rooms]").replaceChildren(...rows);
  const wishes = answers.data.wishes.map((wish) =>
    made("walk-wish", { text: { text: wish.text, place: wish.place } }),
  );
  list.querySelector("[data-wishes]").replaceChildren(...wishes);
  list.querySelector("[data-has-wishes]").hidden = !wishes.length;
  list.querySelector("form").addEventListener("submit", addRoom);
  list.querySelector("a[data-page]").href = answers.data.page;
  place.replaceChildren(list);
}

function addRoom(event) {
  event.preventDefault();
  event.stopPropagation();
  const name = new FormData(event.target).get("name").trim().slice(0, 100);
  if (name) location.hash = answers.addArea(name).key;
}

// A room

function showRoom(area) {
  const areas = answers.areas();
  const next = areas[areas.findIndex((each) => each.key === area.key) + 1];
  const page = made("walk-room", {
    text: { name: area.name, next: next?.name ?? "" },
    href: { rooms: "#", next: `#${next?.key ?? ""}` },
  });
  const themes = answers.data.themes.map((theme) => themeOf(area, theme));
  page.querySelector("[data-themes]").replaceChildren(...themes);
  const remarks = page.querySelector("[data-remarks]");
  for (const [key] of answers.remarks(area.key)) remarks.append(remarkOf(area, key));
  for (const other of answers.others(area.key, null)) remarks.append(otherOf(other));
  page.querySelector("[data-add-remark]").addEventListener("click", () => {
    const item = remarkOf(area, crypto.randomUUID());
    remarks.append(item);
    item.querySelector("textarea").focus();
  });
  place.replaceChildren(page);
  lead(page.querySelector("h2"));
  scrollTo(0, 0);
}

function themeOf(area, theme) {
  const group = made("walk-theme", { text: { name: theme.name } });
  group.querySelector("[data-points]").replaceChildren(
    ...theme.points.map((point) => pointOf(area, point)),
  );
  return group;
}

function pointOf(area, point) {
  const item = made("walk-point", { text: { name: point.name, help: point.help } });
  const mark = answers.at(area.key, point.id);
  for (const choice of item.querySelectorAll("input[type=radio]")) {
    choice.name = `v-${area.key}-${point.id}`;
    choice.checked = mark?.verdict === choice.value;
    choice.addEventListener("change", async () => {
      await answers.save(area, point.id, { verdict: choice.value });
      unfold(item, choice.value);
    });
  }
  const others = item.querySelector("[data-others]");
  others.replaceChildren(...answers.others(area.key, point.id).map(otherOf));
  wire(item, area, () => answers.at(area.key, point.id), (change) =>
    answers.save(area, point.id, change),
  );
  unfold(item, mark?.verdict);
  return item;
}

function remarkOf(area, key) {
  const item = made("walk-remark");
  wire(item, area, () => answers.own.get(key), (change) => answers.save(area, null, change, key));
  return item;
}

function unfold(item, verdict) {
  item.querySelector("[data-more]").hidden = verdict !== "improve";
}

const writing = new Map(); // what is written and not kept yet, by its field

function flush() {
  for (const [field, { timer, keep }] of writing) {
    clearTimeout(timer);
    writing.delete(field);
    keep();
  }
}

/** Comment, tick and photos of an answer. */
function wire(item, area, now, save) {
  const words = item.querySelector("textarea");
  const fixed = item.querySelector("[data-fixed]");
  const input = item.querySelector("input[type=file]");
  words.value = now()?.comment ?? "";
  fixed.checked = now()?.fixed ?? false;
  fixed.addEventListener("change", () => save({ fixed: fixed.checked }));
  const keep = () => save({ comment: words.value.trim() });
  words.addEventListener("input", () => {
    clearTimeout(writing.get(words)?.timer);
    const timer = setTimeout(() => {
      writing.delete(words);
      keep();
    }, PAUSE);
    writing.set(words, { timer, keep });
  });
  input.addEventListener("change", async () => {
    flush();
    const files = [...input.files];
    const mark = now() ?? (await save({}));
    for (const file of files) await answers.photograph(mark, file);
    input.value = "";
    showPhotos(item, now());
  });
  showPhotos(item, now());
}

/** Those that the server has, those that lie on the device, and of others that they are sent. */
function showPhotos(item, mark) {
  const own = mark ? (answers.photos.get(mark.key) ?? []) : [];
  const here = own.filter((photo) => photo.file);
  const received = navigator.onLine ? (mark?.photos ?? []) : [];
  const sent = Math.max(0, own.length - here.length - received.length);
  item
    .querySelector("[data-photos]")
    .replaceChildren(
      ...received.map((src) => picture(src)),
      ...here.map(ofDevice),
      ...Array.from({ length: sent }, () => made("walk-photo-sent")),
    );
}

function ofDevice({ file }) {
  const address = URL.createObjectURL(file);
  const drawn = picture(address);
  drawn.querySelector("img").addEventListener("load", () => URL.revokeObjectURL(address));
  return drawn;
}

function picture(src) {
  const item = made("walk-photo");
  item.querySelector("img").src = src;
  return item;
}

function otherOf(mark) {
  return made("walk-other", {
    text: { who: mark.who, comment: mark.comment, [mark.verdict]: true },
  });
}

start().catch((error) => {
  console.info("The walk goes on without the script:", error);
});
