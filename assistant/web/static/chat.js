/* The web chat with JavaScript: the same forms, sent without leaving the page. */
"use strict";

(() => {
  const chat = document.querySelector("[data-chat]");
  if (!chat) return;

  const words = chat.dataset;
  const log = document.getElementById("log");
  const alerts = document.getElementById("alerts");
  const status = document.getElementById("status");
  const composer = document.getElementById("composer");
  const box = document.getElementById("text");
  const files = document.getElementById("files");
  const chosen = document.getElementById("chosen");
  const TRIES = 6;
  const SOON = 2000;
  const LATER = 15000;

  let last = Number(words.last); // how far this page has read: replies,
  let heard = words.heard; // and the member's own messages
  let token = composer.elements.csrf_token.value;
  let misses = 0;
  let timer = 0;
  let line = Promise.resolve(); // messages leave one after the other, in the order of writing

  document.documentElement.classList.add("with-script");

  const pause = (time) => new Promise((done) => setTimeout(done, time));

  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /* --- showing --- */

  function atBottom() {
    const page = document.documentElement;
    return page.scrollHeight - page.clientHeight - window.scrollY < 160;
  }

  function toBottom() {
    window.scrollTo(0, document.documentElement.scrollHeight);
  }

  function localTimes(where) {
    const habits = document.documentElement.lang === "fr" ? "fr-FR" : "en-GB";
    for (const time of where.querySelectorAll("time")) {
      const at = new Date(time.dateTime);
      time.textContent = at.toLocaleTimeString(habits, { hour: "2-digit", minute: "2-digit" });
      time.title = at.toLocaleString(habits);
    }
  }

  function show(news, own) {
    if (news.language !== document.documentElement.lang) return reopen();
    token = news.token;
    const follow = own || atBottom();
    const fresh = document.createElement("template");
    fresh.innerHTML = news.html; // our own server's markup, every text in it escaped
    for (const item of [...fresh.content.children]) place(item);
    last = Math.max(last, news.last);
    heard = news.heard;
    words.mode = news.mode;
    tell(news.mode === "person" ? words.person : news.mode === "waiting" ? words.waiting : "");
    if (follow) toBottom();
  }

  function place(item) {
    const known = document.getElementById(item.id);
    if (known) return settle(known, item);
    localTimes(item);
    if (item.querySelector(".choices")) for (const old of log.querySelectorAll(".choices")) retire(old);
    if (!item.classList.contains("member")) alerts.replaceChildren(); // answered: no more to be said
    log.insertBefore(item, log.querySelector(".pending"));
  }

  /* What was shown at once is now on record: nothing is announced twice. */
  function settle(known, item) {
    if (!known.classList.contains("pending")) return;
    known.classList.remove("pending", "failed");
    known.querySelector(".bubble").innerHTML = item.querySelector(".bubble").innerHTML;
    known.querySelector(".meta").replaceWith(item.querySelector(".meta"));
    localTimes(known);
  }

  function retire(choices) {
    choices.classList.add("done");
    for (const button of choices.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  }

  function notice(text) {
    const shown = document.createElement("p");
    shown.className = "notice warn";
    shown.textContent = text;
    return shown;
  }

  function tell(text) {
    if (status.textContent !== text) status.textContent = text;
  }

  function reopen() {
    sessionStorage.setItem("chat-focus", "1");
    location.reload();
  }

  function filesLabel(number) {
    return number === 1 ? words.oneFile : words.manyFiles.replace("{number}", number);
  }

  function draft(id, text, number) {
    const own = document.getElementById("own-line").content.cloneNode(true).firstElementChild;
    own.id = `own-${id}`;
    const bubble = own.querySelector(".bubble");
    if (number) {
      const label = document.createElement("span");
      label.className = "files";
      label.textContent = filesLabel(number);
      bubble.append(label);
    }
    if (text) {
      const said = document.createElement("p");
      said.textContent = text;
      bubble.append(said);
    }
    own.querySelector(".meta").textContent = words.sending;
    log.append(own);
    toBottom();
    return own;
  }

  /* --- sending --- */

  function send(text, choice, uploads, shown) {
    const id = newId();
    const body = new FormData();
    body.append("message_id", id);
    body.append("text", text);
    if (choice) body.append("choice", choice);
    for (const file of uploads) body.append("files", file);
    const own = draft(id, shown, uploads.length);
    queue(own, id, body);
  }

  function queue(own, id, body) {
    line = line.then(() => deliver(own, id, body));
  }

  async function deliver(own, id, body) {
    let renewed = false;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      if (attempt) await pause(Math.min(1000 * 2 ** (attempt - 1), 15000));
      const answer = await post(body);
      if (answer && answer.ok) return arrived(own, await answer.json());
      if (answer && answer.status === 409) return reopen();
      if (answer && answer.status === 413) return refused(own, words.tooBig);
      if (answer && answer.status === 400) {
        if (renewed) break;
        renewed = true; // the form's token was too old: listening brings a new one
        await poll();
      }
      own.querySelector(".meta").textContent = words.retrying;
    }
    failed(own, id, body);
  }

  async function post(body) {
    body.set("after", last);
    body.set("heard", heard);
    try {
      const headers = { "X-CSRFToken": token, Accept: "application/json" };
      return await fetch(words.messages, { method: "POST", body, headers });
    } catch {
      return null;
    }
  }

  function arrived(own, news) {
    show(news, true);
    alerts.replaceChildren(...news.notices.map(notice));
    if (!news.kept) return own.remove(); // every file was refused, and the notices say why
    own.classList.remove("pending");
    const meta = own.querySelector(".meta");
    if (meta && !meta.querySelector("time")) meta.textContent = "";
  }

  function refused(own, why) {
    own.classList.add("failed");
    own.querySelector(".meta").textContent = words.failed;
    alerts.replaceChildren(notice(why));
  }

  function failed(own, id, body) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.again;
    button.addEventListener("click", () => {
      own.classList.remove("failed");
      own.querySelector(".meta").textContent = words.sending;
      box.focus();
      queue(own, id, body);
    });
    own.classList.add("failed");
    own.querySelector(".meta").replaceChildren(words.failed, " ", button);
  }

  /* --- listening --- */

  async function poll() {
    try {
      const query = new URLSearchParams({ after: last, heard });
      const answer = await fetch(`${words.messages}?${query}`, { headers: { Accept: "application/json" } });
      if (answer.status === 409) return reopen();
      if (!answer.ok) throw new Error(answer.status);
      misses = 0;
      show(await answer.json(), false);
    } catch {
      misses += 1;
      if (misses > 1) tell(words.offline);
    }
  }

  /* Where the server can tell us, it does; we ask by ourselves all the same, but seldom. */
  const live = window.listenTo ? window.listenTo(words.events, hear) : { on: false };

  function hear(mark) {
    if (mark.last > last || mark.heard > heard || mark.mode !== words.mode) listen();
  }

  async function listen() {
    clearTimeout(timer);
    await poll();
    const calm = document.hidden || live.on ? LATER : SOON;
    clearTimeout(timer);
    timer = setTimeout(listen, Math.min(calm * 2 ** Math.min(misses, 4), 30000));
  }

  /* --- the member's hands --- */

  function grow() {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 2}px`;
  }

  function showChosen() {
    const names = [...files.files].map((file) => file.name).join(", ");
    if (!names) return chosen.replaceChildren();
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "✕";
    remove.setAttribute("aria-label", chosen.dataset.remove);
    remove.addEventListener("click", () => {
      files.value = "";
      showChosen();
      box.focus();
    });
    chosen.replaceChildren(`${filesLabel(files.files.length)} : ${names}`, remove);
  }

  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box.value.trim();
    const uploads = [...files.files];
    if (!text && !uploads.length) return box.focus();
    send(text, "", uploads, text);
    composer.reset();
    showChosen();
    grow();
    box.focus();
  });

  log.addEventListener("submit", (event) => {
    event.preventDefault();
    const pressed = event.submitter;
    if (!pressed || pressed.getAttribute("aria-disabled")) return;
    retire(event.target);
    send("", pressed.value, [], pressed.textContent.trim());
  });

  for (const form of document.querySelectorAll("form[data-say]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = form.elements.text.value;
      send(text, "", [], text);
    });
  }

  box.addEventListener("input", grow);
  files.addEventListener("change", showChosen);
  box.addEventListener("keydown", (event) => {
    const alone = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (!alone || !matchMedia("(hover: hover) and (pointer: fine)").matches) return;
    event.preventDefault();
    composer.requestSubmit();
  });
  document.addEventListener("visibilitychange", () => document.hidden || listen());
  window.addEventListener("online", listen);

  if (sessionStorage.getItem("chat-focus")) {
    sessionStorage.removeItem("chat-focus");
    box.focus();
  }
  localTimes(document);
  toBottom();
  timer = setTimeout(listen, 200);
})();
