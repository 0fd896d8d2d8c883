/* Refreshes lists and transcripts, checks a reply while it is written. All of it works without. */
"use strict";
(() => {
  const IDLE_WARNING = 27 * 60 * 1000;
  let touched = Date.now();
  let touchedSincePoll = true;
  const announce = document.querySelector("[data-announce]");
  const soon = document.querySelector('[data-session="soon"]');
  const over = document.querySelector('[data-session="over"]');

  for (const kind of ["keydown", "pointerdown", "pointermove"]) {
    addEventListener(kind, () => { touched = Date.now(); touchedSincePoll = true; }, { passive: true });
  }

  /* --- what refreshes itself --- */

  const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  const toEnd = (box) => { box.scrollTop = box.scrollHeight; };

  function keepFresh(box) {
    const follow = box.hasAttribute("data-follow");
    let tag = "";
    if (follow) toEnd(box);
    const started = box.querySelector("[data-version]")?.dataset.version;

    async function poll() {
      if (document.hidden) return true;
      const url = new URL(box.dataset.live, location.href);
      url.searchParams.set("idle", touchedSincePoll ? "0" : "1");
      touchedSincePoll = false;
      const answer = await fetch(url, { headers: tag ? { "If-None-Match": tag } : {}, redirect: "manual" });
      if (answer.status === 304) return true;
      if (!answer.ok) { over.hidden = false; return false; }
      const first = tag === "";
      tag = answer.headers.get("ETag") || "";
      show(await answer.text(), first);
      return true;
    }

    function show(html, first) {
      const before = box.querySelector("[data-newest]")?.dataset.newest;
      if (first && !follow) { box.innerHTML = html; return; }
      const focused = box.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
      const stay = !atEnd(box);
      box.innerHTML = html;
      if (follow && !stay) toEnd(box);
      if (focused) box.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
      const now = box.querySelector("[data-version]");
      if (now && now.dataset.version !== started) document.querySelector("[data-moved]").hidden = false;
      const news = now ? now.dataset.newest !== before : !first;
      if (news && announce) announce.textContent = box.dataset.news;
    }

    let going = true;
    let timer = 0;
    if (window.listenTo) window.listenTo(box.dataset.events, () => going && round());

    function later() {
      clearTimeout(timer);
      timer = setTimeout(round, Number(box.dataset.every) * 1000);
    }

    async function round() {
      clearTimeout(timer);
      if (soon) soon.hidden = Date.now() - touched < IDLE_WARNING;
      try { going = await poll(); } catch { /* the network: tried again */ }
      if (going) later();
      else if (soon) soon.hidden = true;
    }
    later();
  }

  for (const box of document.querySelectorAll("[data-live]")) keepFresh(box);

  /* --- the check of a reply --- */

  function paragraph(words, kind) {
    const element = document.createElement("p");
    element.className = kind;
    element.textContent = words;
    return element;
  }

  for (const form of document.querySelectorAll("form[data-check]")) {
    const shown = form.querySelector("[data-checked]");
    let waiting = 0;
    let asked = 0;
    form.elements.text.addEventListener("input", () => {
      form.elements.seen.value = "";
      clearTimeout(waiting);
      waiting = setTimeout(check, 500);
    });
    async function check() {
      const turn = ++asked;
      const body = new URLSearchParams({ text: form.elements.text.value, csrf_token: form.elements.csrf_token.value });
      try {
        const answer = await fetch(form.dataset.check, { method: "POST", body, redirect: "manual" });
        if (!answer.ok || turn !== asked) return;
        const found = await answer.json();
        shown.setAttribute("role", "status");
        shown.replaceChildren();
        if (found.price) shown.append(paragraph(found.price, "hint number"));
        for (const remark of found.remarks) shown.append(paragraph(remark, "notice warn"));
        if (found.record.length) shown.append(paragraph(`${form.dataset.record} ${found.record.join(", ")}.`, "notice bad"));
        form.elements.seen.value = found.seal;
      } catch { /* the server checks again when it is sent */ }
    }
  }

  document.querySelector("#trouble, [data-checked][role=alert]")?.scrollIntoView({ block: "center" });
})();
