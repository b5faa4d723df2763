// Comforts of the assessment pages: a question that is only sometimes asked.

for (const part of document.querySelectorAll("[data-asked-if]")) {
  const form = part.closest("form");
  const none = part.querySelector("input[value='']");
  const show = () => {
    const before = form.querySelector(`input[name="${part.dataset.askedIf}"]:checked`);
    const asked = Number(before?.value ?? -1) >= Number(part.dataset.atLeast);
    part.hidden = !asked;
    none.closest("label").hidden = asked;
    if (!asked) none.checked = true;
    else if (none.checked) none.checked = false;
  };
  form.addEventListener("change", show);
  show();
}
