// Dragging a visit to another day or caregiver. Without this file each visit opens a small form.

const sender = document.querySelector("form[data-move]");
let held = null;

const cellOf = (target) => target.closest?.("td[data-caregiver]");

// The place in the day: before the visit on which the pointer let go, else last (not set).
const placeIn = (cell, target) => {
  const before = target.closest?.(".turn");
  if (!before || before === held || before.parentElement?.parentElement !== cell) return "";
  return String([...cell.querySelectorAll(".turn")].filter((one) => one !== held).indexOf(before) + 1);
};

document.addEventListener("dragstart", (event) => {
  held = event.target.closest?.(".turn[draggable]") ?? null;
  if (!held) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", held.querySelector("b").textContent);
  held.classList.add("held");
});

document.addEventListener("dragover", (event) => {
  const cell = held && cellOf(event.target);
  if (!cell) return;
  event.preventDefault();
  for (const other of document.querySelectorAll("td.over-me")) other.classList.remove("over-me");
  cell.classList.add("over-me");
});

document.addEventListener("dragend", () => {
  held?.classList.remove("held");
  held = null;
  for (const cell of document.querySelectorAll("td.over-me")) cell.classList.remove("over-me");
});

document.addEventListener("drop", (event) => {
  const cell = held && cellOf(event.target);
  if (!cell || !sender) return;
  event.preventDefault();
  sender.action = held.querySelector("a").getAttribute("href");
  sender.elements.caregiver.value = cell.dataset.caregiver;
  sender.elements.day.value = cell.dataset.day;
  sender.elements.position.value = placeIn(cell, event.target);
  sender.elements.version.value = held.dataset.version;
  sender.requestSubmit();
});
