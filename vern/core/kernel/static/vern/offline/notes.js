// What the page says about what the device keeps. The words stand in the page's own templates.

/** A copy of a template, its slots filled, its links led and its buttons given something to do. */
export function made(name, { text = {}, href = {}, press = {} } = {}) {
  const template = document.querySelector(`template[data-offline-text="${name}"]`);
  const copy = template.content.firstElementChild.cloneNode(true);
  for (const part of copy.querySelectorAll("[data-slot]")) {
    part.textContent = text[part.dataset.slot] ?? "";
  }
  for (const part of copy.querySelectorAll("[data-if]")) {
    if (!text[part.dataset.if]) part.remove();
  }
  for (const link of copy.querySelectorAll("a[data-to]")) link.href = href[link.dataset.to];
  for (const button of copy.querySelectorAll("button[data-do]")) {
    button.addEventListener("click", () => press[button.dataset.do](button));
  }
  return copy;
}

/** Say one thing in a place, instead of what stood there. */
export function say(place, name, how) {
  place.replaceChildren(...(name ? [made(name, how)] : []));
}

/** Move the reader there: what they pressed is gone, or something needs them. */
export function lead(place) {
  place.tabIndex = -1;
  place.focus();
  place.scrollIntoView({ block: "center" });
}

/** What cannot be undone takes two presses; the first one changes the button's words. */
export function twice(button, work) {
  if (button.dataset.sure) return work();
  button.dataset.sure = "yes";
  button.textContent = button.dataset.question;
  return undefined;
}

export function when(moment) {
  const language = document.documentElement.lang;
  const style = { dateStyle: "long", timeStyle: "short" };
  return new Intl.DateTimeFormat(language, style).format(moment);
}
