// Small comforts only: every page works without this file.

const busyWords = "กำลังบันทึก…";
const watched = (form) => form.method === "post" && !("unguarded" in form.dataset);
let unsaved = null;

// A form is sent once, and says that it is on its way.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if ("sent" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  unsaved = null;
  const button = event.submitter ?? form.querySelector("[type=submit]");
  if (!button || form.target === "_blank" || "download" in form.dataset) return;
  // after the browser has read the form: a disabled button would not be sent
  setTimeout(() => {
    button.dataset.words = button.innerHTML;
    button.textContent = button.dataset.busy ?? busyWords;
    button.setAttribute("aria-disabled", "true");
  });
});

// Back from the next page: the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[data-words]")) {
      button.innerHTML = button.dataset.words;
      button.removeAttribute("aria-disabled");
      delete button.dataset.words;
    }
  }
});

// What was typed is not lost by a slip of the finger.
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && watched(form)) unsaved = form;
});
const refused = document.querySelector("form .form-errors")?.closest("form");
if (refused && watched(refused)) unsaved = refused;
window.addEventListener("beforeunload", (event) => {
  if (unsaved?.isConnected) event.preventDefault();
});

// A scored form shows its running total and the class it falls into.
const bandsOf = (text) =>
  text.split(";").map((part) => {
    const [, low, high, words] = part.match(/^\s*(\d+)-(\d+):(.+)$/) ?? [];
    return { low: Number(low), high: Number(high), words };
  });

for (const form of document.querySelectorAll("form[data-scored]")) {
  const bar = form.querySelector("[data-score-bar]");
  if (!bar) continue;
  const bands = bandsOf(form.dataset.bands ?? "");
  const names = new Set([...form.querySelectorAll("input[data-score]")].map((input) => input.name));
  const show = () => {
    const chosen = [...form.querySelectorAll("input[data-score]:checked")];
    const total = chosen.reduce((sum, input) => sum + Number(input.dataset.score), 0);
    const left = names.size - chosen.length;
    const band = bands.find(({ low, high }) => low <= total && total <= high);
    bar.querySelector("[data-total]").textContent = total;
    bar.querySelector("[data-band]").textContent = left === 0 ? (band?.words ?? "") : "";
    bar.querySelector("[data-left]").textContent = left === 0 ? "ตอบครบแล้ว" : `เหลืออีก ${left} ข้อ`;
  };
  form.addEventListener("change", show);
  show();
  bar.hidden = false;
}

// "/" goes to the search box, unless one is typing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const search = document.querySelector("[data-search], input[type=search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
});

// After a refused form the reader starts at the summary.
document.querySelector(".form-errors")?.focus();

// Printing: the button stands there only where a script can press it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
