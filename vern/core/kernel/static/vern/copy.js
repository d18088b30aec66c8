// A button that copies the text of an element (`data-copy`: its id). Hidden without this file: the
// text can be selected with one touch in any case.

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText);
    button.textContent = button.dataset.copied;
    button.setAttribute("aria-live", "polite");
  });
}
