// A form's answers as plain values, and back. Knows nothing of what is asked.

const NOT_KEPT = "csrfmiddlewaretoken";

const isFile = (value) => value instanceof File;

/** All answers but files, as [name, value] pairs in the form's order. */
export function read(form) {
  return [...new FormData(form)].filter(([name, value]) => name !== NOT_KEPT && !isFile(value));
}

/** Put answers back. What the form has and the answers lack becomes empty. */
export function fill(form, answers) {
  const left = new Map();
  for (const [name, value] of answers) left.set(name, [...(left.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!control.name || control.name === NOT_KEPT || control.type === "file") continue;
    if (fillOne(control, left.get(control.name) ?? [])) {
      control.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
  unfold(form);
}

/** Fill one control from the values of its name. Gives whether it changed. */
function fillOne(control, values) {
  if (["button", "submit", "reset", "fieldset", "output"].includes(control.type)) return false;
  if (["checkbox", "radio"].includes(control.type)) {
    const before = control.checked;
    control.checked = values.includes(control.value);
    return control.checked !== before;
  }
  if (control.type === "select-multiple") {
    for (const option of control.options) option.selected = values.includes(option.value);
    return true;
  }
  if (control.type === "hidden" && !values.length) return false;
  const before = control.value;
  control.value = values.shift() ?? "";
  return control.value !== before;
}

/** The files that are chosen, by field. */
export const readFiles = (form) =>
  [...form.querySelectorAll('input[type="file"]')].map((input) => ({
    field: input.name,
    files: [...input.files],
  }));

/** Choose files again that the device kept. */
export function fillFiles(form, kept) {
  for (const { field, files } of kept) {
    const input = form.querySelector(`input[type="file"][name="${CSS.escape(field)}"]`);
    if (!input) continue;
    const chosen = new DataTransfer();
    for (const file of files) chosen.items.add(file);
    input.files = chosen.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  unfold(form);
}

/** Fill hidden fields that the address names: a page kept on the device does not know it. */
export function fillFromAddress(form) {
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (form.elements[name]?.type === "hidden" && name !== NOT_KEPT) {
      form.elements[name].value = value;
    }
  }
}

/** Open what is folded around an answer. */
function unfold(form) {
  for (const folded of form.querySelectorAll("details:not([open])")) {
    folded.open = [...folded.querySelectorAll("input, select, textarea")].some(isAnswered);
  }
}

function isAnswered(control) {
  if (["checkbox", "radio"].includes(control.type)) return control.checked && control.value !== "";
  return control.type !== "hidden" && control.value !== "";
}

/** Whether nobody has written anything beside what the page came with: the browser may have put
 * answers back by itself. */
export const isBlank = (form) =>
  ![...form.querySelectorAll("textarea, input[type='text']")].some(
    (control) => control.value !== control.defaultValue,
  );

const FEW = 4;

/** The first few words of the first long answer: what one knows it by. */
export function fewWordsOf(form) {
  const words = form.querySelector("textarea")?.value.trim().split(/\s+/) ?? [];
  return words.slice(0, FEW).join(" ") + (words.length > FEW ? " …" : "");
}
