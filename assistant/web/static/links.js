/* Link pages work without this: it adds previews, progress, a warning before the page closes. */
"use strict";

const HANDLED = /^image\/(jpeg|png|webp|gif)$/;

function uploads(root) {
  for (const form of root.querySelectorAll("form[data-upload]")) prepare(form);
}

function prepare(form) {
  const inputs = [...form.querySelectorAll("input[type=file]")];
  for (const input of inputs) input.addEventListener("change", () => look(form, inputs));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.dataset.busy || !look(form, inputs)) return;
    send(form);
  });
}

function chosen(inputs) {
  return inputs.flatMap((input) => [...input.files]);
}

/* Shows what was chosen; false when it cannot be sent as it is. */
function look(form, inputs) {
  const files = chosen(inputs);
  preview(form.querySelector(".previews"), files);
  if (files.length > Number(form.dataset.most)) return complain(form, form.dataset.tooMany);
  if (files.some((file) => file.size > Number(form.dataset.largest))) return complain(form, form.dataset.tooHeavy);
  return complain(form, "");
}

function complain(form, sentence) {
  const place = form.querySelector("[data-problem]");
  place.textContent = sentence;
  place.hidden = !sentence;
  return !sentence;
}

function preview(list, files) {
  if (!list) return;
  for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
  list.replaceChildren(...files.map(shown));
  list.hidden = files.length === 0;
}

function shown(file) {
  const item = document.createElement("li");
  if (HANDLED.test(file.type)) {
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = "";
    item.append(image);
  }
  item.append(file.name);
  return item;
}

function send(form) {
  const bar = form.querySelector("progress");
  const button = form.querySelector("button");
  const label = button.textContent;
  const request = new XMLHttpRequest();
  const stop = () => {
    delete form.dataset.busy;
    bar.hidden = true;
    button.disabled = false;
    button.textContent = label;
  };
  form.dataset.busy = "yes";
  bar.hidden = false;
  button.disabled = true;
  button.textContent = button.dataset.sending;
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = Math.round((100 * event.loaded) / event.total);
  });
  request.addEventListener("load", () => {
    if (request.status === 422 && "keepFiles" in form.dataset) stop();
    arrive(request.responseText, form);
  });
  request.addEventListener("error", () => { stop(); complain(form, form.dataset.failed); });
  request.addEventListener("timeout", () => { stop(); complain(form, form.dataset.failed); });
  request.send(new FormData(form));
}

/* The answer is a whole page: its main part takes the place of ours, and the time starts again. */
function arrive(text, form) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.querySelector("main");
  if (!fresh) return complain(form, form.dataset.failed);
  document.querySelector("main").replaceWith(document.adoptNode(fresh));
  const foot = page.querySelector(".link-foot");
  const ours = document.querySelector(".link-foot");
  if (foot && ours) ours.replaceWith(document.adoptNode(foot));
  else if (ours) ours.remove();
  document.title = page.title;
  uploads(document.querySelector("main"));
  watch();
  document.querySelector("main").focus();
  window.scrollTo(0, 0);
}

/* Two minutes before the end: say so. At the end: take what is shown away. */
let timers = [];
function watch() {
  timers.forEach(clearTimeout);
  timers = [];
  const foot = document.querySelector(".link-foot[data-seconds]");
  if (!foot) return;
  const left = Number(foot.dataset.seconds) * 1000;
  const alert = foot.querySelector("[role=alert]");
  timers.push(setTimeout(() => {
    alert.textContent = foot.dataset.warning;
    alert.hidden = false;
  }, Math.max(0, left - 120000)));
  timers.push(setTimeout(() => {
    const gone = document.createElement("p");
    gone.className = "card";
    gone.setAttribute("role", "status");
    gone.textContent = foot.dataset.closed;
    document.querySelector("main").replaceChildren(gone);
    foot.remove();
  }, left));
}

uploads(document);
watch();
if (document.querySelector("[data-reload]")) setTimeout(() => location.reload(), 4000);
/* A page shown again by the Back button asks the server whether it is still open. */
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
