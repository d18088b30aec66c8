// Arrows between the field of a search and what is found, Escape back to the field. What stands in
// `data-search-closes` goes when one leaves. Without this file Tab does the same.

for (const search of document.querySelectorAll("[data-search]")) {
  const field = search.querySelector("input[type=search]");
  const closes = search.querySelector("[data-search-closes]");

  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      closes?.replaceChildren();
      field.focus();
    } else if (["ArrowDown", "ArrowUp"].includes(event.key) && event.target.matches("input[type=search], a")) {
      const stops = [field, ...search.querySelectorAll("li a")];
      const next = stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
      if (!stops[next]) return;
      event.preventDefault();
      stops[next].focus();
    }
  });

  function left(target) {
    if (target instanceof Node && !search.contains(target)) closes?.replaceChildren();
  }
  search.addEventListener("focusout", (event) => left(event.relatedTarget));
  document.addEventListener("pointerdown", (event) => left(event.target));
}
