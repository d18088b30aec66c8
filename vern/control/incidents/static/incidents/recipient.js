// Who gets a report: said anew whenever an answer changes that decides it. Only those answers are
// sent along. Without coverage the line stays as it was, or empty.

const place = document.querySelector("[data-recipient]");
const form = place.closest("form");
const decides = new Set(place.dataset.decides.split(","));
let latest = 0;

async function ask() {
  const mine = (latest += 1);
  const given = [...new FormData(form)].filter(([name]) => decides.has(name));
  try {
    const answer = await fetch(`${place.dataset.recipient}?${new URLSearchParams(given)}`);
    const line = answer.ok ? await answer.text() : "";
    if (mine === latest) place.innerHTML = line;
  } catch {
    if (mine === latest) place.replaceChildren();
  }
}

form.addEventListener("change", ({ target }) => decides.has(target.name) && ask());
form.addEventListener("reset", () => setTimeout(ask));
if (navigator.onLine && !place.textContent.trim()) ask(); // the page was kept on the device
