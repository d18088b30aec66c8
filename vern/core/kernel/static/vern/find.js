// A long list that one can search: `data-find` on a select, with what the empty field says. Type a
// few letters of a name, or a code (`data-find-words`: more words for each value, in JSON).
// Without this file it is the plain list, and the select is what is sent in any case.

const AT_MOST = 40; // choices shown at once

const plain = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();

for (const select of document.querySelectorAll("select[data-find]")) find(select);

function find(select) {
  const input = make("input", {
    type: "search",
    className: "ds-input",
    id: select.id,
    placeholder: select.dataset.find,
    autocomplete: "off",
  });
  const list = make("ul", { className: "vern-find-list", id: `${select.id}-found`, hidden: true });
  const none = make("p", { className: "vern-find-none", textContent: select.dataset.findNone });
  const choices = read(select);
  let active = -1;

  function chosen() {
    return choices.find((each) => each.value === select.value)?.name ?? "";
  }

  function show(typed) {
    const found = typed ? search(choices, typed) : choices;
    list.replaceChildren(...found.slice(0, typed ? AT_MOST : found.length).map(item));
    list.hidden = !found.length;
    none.hidden = Boolean(found.length);
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(typed && found.length ? 0 : -1);
  }

  function item(each, index) {
    const option = make("li", { id: `${list.id}-${index}` });
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", String(each.value === select.value));
    option.dataset.value = each.value;
    option.append(each.name);
    if (each.group && each.group !== each.name) option.append(make("span", { textContent: each.group }));
    return option;
  }

  function mark(index) {
    list.children[active]?.removeAttribute("data-active");
    active = list.hidden ? -1 : Math.min(index, list.children.length - 1);
    const option = list.children[active];
    option?.setAttribute("data-active", "");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    list.hidden = true;
    none.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
    input.value = chosen();
  }

  function choose(option) {
    select.value = option.dataset.value;
    close();
    for (const name of ["input", "change"]) {
      select.dispatchEvent(new Event(name, { bubbles: true }));
    }
  }

  const keys = {
    ArrowDown: () => (list.hidden ? show("") : mark(active + 1)),
    ArrowUp: () => mark(Math.max(active - 1, 0)),
    Enter: () => list.children[active] && choose(list.children[active]),
    Escape: () => close(),
  };
  input.addEventListener("keydown", (event) => {
    const key = event.key;
    if (!keys[key] || (list.hidden && key !== "ArrowDown")) return;
    event.preventDefault();
    keys[key]();
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => list.hidden && show(""));
  input.addEventListener("input", (event) => {
    event.stopPropagation(); // nothing is chosen yet
    show(input.value.trim());
  });
  input.addEventListener("blur", () => {
    const typed = plain(input.value.trim());
    const same = typed && choices.find((each) => plain(each.name) === typed);
    if (same && same.value !== select.value) choose({ dataset: same });
    else close();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  select.addEventListener("change", () => (input.value = chosen()));
  select.form?.addEventListener("reset", () => setTimeout(close));
  addEventListener("pageshow", () => list.hidden && (input.value = chosen()));

  put(select, input, list, none);
  close();
}

/** The choices, each once: the first place that one stands in is where it is shown. */
function read(select) {
  const words = JSON.parse(select.dataset.findWords ?? "{}");
  const seen = new Map();
  for (const option of select.options) {
    if (!option.value || seen.has(option.value)) continue;
    const group = option.closest("optgroup")?.label ?? "";
    const name = option.textContent.trim();
    const text = plain(`${name} ${words[option.value] ?? ""}`);
    seen.set(option.value, { value: option.value, name, group, text, more: plain(group) });
  }
  return [...seen.values()];
}

/** What has all the words that were typed: those whose name or code begins so first. */
function search(choices, typed) {
  const asked = plain(typed).split(/\s+/);
  const rank = (each) => {
    if (each.text.split(/\s+/).some((word) => word.startsWith(asked[0]))) return 0;
    return each.text.includes(asked[0]) ? 1 : 2;
  };
  return choices
    .filter((each) => asked.every((word) => `${each.text} ${each.more}`.includes(word)))
    .sort((one, other) => rank(one) - rank(other));
}

function put(select, input, list, none) {
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-describedby": select.getAttribute("aria-describedby"),
    "aria-invalid": select.getAttribute("aria-invalid"),
  })) {
    if (value) input.setAttribute(name, value);
  }
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.querySelector(`label[for="${select.id}"]`)?.innerText ?? "");
  none.setAttribute("role", "status");
  const box = make("div", { className: "vern-find" });
  select.before(box);
  select.id = `${select.id}-all`;
  select.hidden = true;
  select.removeAttribute("required"); // a hidden one cannot be pointed at; the server says so
  box.append(input, list, none, select);
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
