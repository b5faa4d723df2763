// One click to copy a field; without this file the text is marked and copied by hand.

for (const button of document.querySelectorAll("[data-copy]")) {
  const words = button.closest("section").querySelector("[data-copy-from]");
  const label = button.firstChild;
  const before = label.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(words.textContent);
      label.textContent = "คัดลอกแล้ว";
    } catch {
      getSelection().selectAllChildren(words);
      label.textContent = "เลือกไว้ให้แล้ว กด Ctrl+C";
    }
    setTimeout(() => { label.textContent = before; }, 2500);
  });
}
