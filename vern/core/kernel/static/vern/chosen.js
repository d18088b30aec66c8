// What is chosen in a file field (`data-remove`: the word on a button): each file with its name, a
// little picture where the browser can draw it, and a way to leave it out. What is chosen once more
// comes in addition. Without this file it is the browser's own field.

const KILO = 1000;

for (const input of document.querySelectorAll('input[type="file"][data-remove]')) show(input);

function show(input) {
  const list = make("ul", { className: "vern-chosen", hidden: true });
  const lines = new Map();
  let files = [];

  function put(next) {
    const chosen = new DataTransfer();
    for (const file of next) chosen.items.add(file);
    input.files = chosen.files;
    draw(next);
  }

  /** Each file keeps its line: a picture is read once. */
  function draw(next) {
    files = next;
    for (const file of lines.keys()) if (!files.includes(file)) lines.delete(file);
    for (const file of files) if (!lines.has(file)) lines.set(file, item(file));
    list.replaceChildren(...files.map((file) => lines.get(file)));
    list.hidden = !files.length;
  }

  function item(file) {
    const one = make("li", {});
    const about = make("span", { className: "vern-chosen-name", textContent: file.name });
    about.append(make("small", { textContent: size(file.size) }));
    const button = make("button", { type: "button", className: "ds-button", textContent: input.dataset.remove });
    button.dataset.variant = "tertiary";
    button.append(make("span", { className: "ds-sr-only", textContent: ` ${file.name}` }));
    button.addEventListener("click", () => remove(file));
    one.append(picture(file), about, button);
    return one;
  }

  function remove(file) {
    const place = files.indexOf(file);
    put(files.filter((each) => each !== file));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    (list.children[Math.min(place, files.length - 1)]?.querySelector("button") ?? input).focus();
  }

  input.addEventListener("change", () => {
    const given = [...input.files];
    const isKnown = (file) => files.some((each) => isSame(each, file));
    put([...files, ...given.filter((file) => !isKnown(file))]);
  });
  input.form?.addEventListener("reset", () => setTimeout(() => draw([...input.files])));
  addEventListener("pageshow", () => draw([...input.files]));
  input.after(list);
  draw([...input.files]);
}

const isSame = (one, other) =>
  ["name", "size", "lastModified"].every((each) => one[each] === other[each]);

/** A picture, or an empty place where the browser cannot draw it. */
function picture(file) {
  if (!file.type.startsWith("image/")) return make("span", { className: "vern-chosen-none" });
  const drawn = make("img", { src: URL.createObjectURL(file), alt: "", decoding: "async" });
  drawn.addEventListener("load", () => URL.revokeObjectURL(drawn.src));
  drawn.addEventListener("error", () =>
    drawn.replaceWith(make("span", { className: "vern-chosen-none" })),
  );
  return drawn;
}

function size(bytes) {
  const style = { style: "unit", maximumFractionDigits: 1 };
  const [number, unit] = bytes < KILO * KILO ? [bytes / KILO, "kilobyte"] : [bytes / KILO / KILO, "megabyte"];
  return new Intl.NumberFormat(document.documentElement.lang, { ...style, unit }).format(number);
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
