// Conferences: new voices appear by themselves, a signature is drawn with a finger, and a voice that
// cannot be sent waits on this device. Without this file the pages work by loading them again.

// 1. What others said. The page asks for what is new; nothing new costs a few bytes.
const live = document.querySelector("[data-live]");

const refresh = async () => {
  if (!live || document.hidden) return;
  try {
    const answer = await fetch(live.dataset.live, {
      headers: { "If-None-Match": live.dataset.tag },
      cache: "no-store",
      redirect: "error",
    });
    if (answer.status !== 200) return;
    const held = document.activeElement?.id;
    const open = new Set([...live.querySelectorAll("details[open]")].map(placeOf));
    live.innerHTML = await answer.text();
    live.dataset.tag = answer.headers.get("ETag");
    for (const part of live.querySelectorAll("details")) if (open.has(placeOf(part))) part.open = true;
    if (held) document.getElementById(held)?.focus();
  } catch {
    // no signal: asked again in a moment
  }
};
const placeOf = (part) => `${part.closest("[id]")?.id} ${part.parentElement.textContent.slice(0, 20)}`;

if (live) {
  setInterval(refresh, Number(live.dataset.every) * 1000);
  document.addEventListener("visibilitychange", refresh);
}

// 2. The signature.
const frame = document.querySelector("canvas[data-signature]");
let isDrawn = false;

const start = () => {
  const pen = frame.getContext("2d");
  const field = frame.closest("form").elements.signature;
  const blank = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, frame.width, frame.height);
    pen.lineWidth = 4;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#152a46";
    isDrawn = false;
    field.value = "";
  };
  const at = (event) => {
    const box = frame.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * frame.width) / box.width,
      ((event.clientY - box.top) * frame.height) / box.height,
    ];
  };
  frame.addEventListener("pointerdown", (event) => {
    frame.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  frame.addEventListener("pointermove", (event) => {
    if (!frame.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(...at(event));
    pen.stroke();
    isDrawn = true;
  });
  frame.addEventListener("pointerup", () => {
    if (isDrawn) field.value = frame.toDataURL("image/png");
  });
  document.querySelector("[data-signature-clear]").addEventListener("click", blank);
  for (const part of document.querySelectorAll("[data-signature]")) part.hidden = false;
  blank();
};
if (frame) start();

// 3. Voices on their way. Each carries its operation: sending it again is harmless.
const KEY = "ltc-voices";
const told = document.querySelector("[data-unsent]");
const waiting = () => JSON.parse(localStorage.getItem(KEY) ?? "[]");
const keep = (list) => {
  if (list.length) localStorage.setItem(KEY, JSON.stringify(list));
  else localStorage.removeItem(KEY);
  tell();
};
const tell = () => {
  if (!told) return;
  const list = waiting();
  const refused = list.filter((one) => one.refused);
  told.textContent = list.length ? `ยังไม่ส่ง ${list.length} เสียง` : "";
  for (const one of refused) {
    const link = document.createElement("a");
    link.href = one.url;
    link.textContent = ` ${one.name} ส่งไม่ผ่าน ฟังใหม่`;
    told.append(link);
  }
};

// "sent", "refused" (with the page that says why), or "later".
const send = async (one) => {
  const body = new URLSearchParams(one.body);
  if (told?.dataset.token) body.set("csrf_token", told.dataset.token);
  try {
    const answer = await fetch(one.url, { method: "POST", body, headers: { "X-Voice-Queue": "1" } });
    if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
      return (await answer.json()).saved === one.operation ? "sent" : "later";
    }
    return answer.status >= 400 && answer.status < 500 ? "refused" : "later";
  } catch {
    return "later";
  }
};

let isSending = false;
const sendAll = async () => {
  if (isSending) return;
  isSending = true;
  for (const one of waiting().filter((each) => !each.refused)) {
    const came = await send(one);
    if (came === "later") break;
    const rest = waiting().filter((each) => each.operation !== one.operation);
    keep(came === "sent" ? rest : [...rest, { ...one, refused: true }]);
    if (came !== "sent") continue;
    refresh();
    const form = [...document.querySelectorAll("form[data-voice]")].find(
      (each) => each.elements.operation_id.value === one.operation,
    );
    if (form) location.assign(form.dataset.next);
  }
  isSending = false;
};

const lackOfWords = (form) =>
  [...form.querySelectorAll("input[type=radio][name^=stance_]:checked")].find(
    (input) => input.value !== "agree" && !form.elements[input.name.replace("stance_", "words_")].value.trim(),
  );

for (const form of document.querySelectorAll("form[data-voice]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if ("going" in form.dataset) return;
    const empty = lackOfWords(form);
    if (empty) {
      const words = form.elements[empty.name.replace("stance_", "words_")];
      words.setCustomValidity("เขียนสั้น ๆ ว่าถ้าอะไร หรือเพราะอะไร");
      words.reportValidity();
      words.addEventListener("input", () => words.setCustomValidity(""), { once: true });
      return;
    }
    form.dataset.going = "";
    const one = {
      url: location.pathname + location.search,
      name: form.dataset.voice,
      operation: form.elements.operation_id.value,
      body: new URLSearchParams(new FormData(form)).toString(),
    };
    const came = await send(one);
    if (came === "refused") {
      form.submit(); // the page that comes back says what is missing
      return;
    }
    const others = waiting().filter((each) => each.url !== one.url || !each.refused);
    keep(came === "sent" ? others : [...others, one]);
    if (came === "sent") location.assign(form.dataset.next);
    else form.querySelector("[type=submit]").textContent = "เก็บไว้ในเครื่องนี้ รอสัญญาณ";
  });
}

tell();
if (told) {
  sendAll();
  setInterval(sendAll, 5000);
  window.addEventListener("online", sendAll);
}
