/* The simulator: asks once a second what is new, and sends forms without leaving the page. */
"use strict";

(() => {
  const table = document.querySelector("[data-feed]");
  const notice = document.getElementById("notice");
  const shown = {};
  const EVERY = 1000;

  /* --- what is new --- */

  async function look() {
    try {
      const answer = await fetch(table.dataset.feed, { headers: { Accept: "application/json" } });
      if (answer.ok) for (const [id, html] of Object.entries(await answer.json())) put(id, html);
    } catch {
      /* the next look will tell */
    }
  }

  async function keepLooking() {
    await look();
    setTimeout(keepLooking, document.hidden ? EVERY * 5 : EVERY);
  }

  function put(id, html) {
    if (withoutToken(shown[id]) === withoutToken(html)) return;
    const place = document.getElementById(id);
    const atEnd = place.scrollHeight - place.clientHeight - place.scrollTop < 80;
    const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
    place.innerHTML = html; // our own server's markup, every text in it escaped
    if (atEnd || !(id in shown)) place.scrollTop = id === "mails" ? 0 : place.scrollHeight;
    if (focused) document.getElementById(focused)?.focus();
    shown[id] = html;
  }

  function withoutToken(html) {
    return html?.replace(/name="csrf_token" value="[^"]*"/g, "");
  }

  /* --- doing --- */

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-act]")) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    if (form.matches(".writer")) {
      if (!body.get("text").trim() && !form.elements.files.files.length) return;
      form.reset();
      attached(form);
      form.elements.text.focus();
    }
    await act(form.action, body);
    await look();
  });

  async function act(address, body) {
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
      const said = (await answer.json()).notice;
      tell(typeof said === "string" ? said : String(answer.status));
    } catch (error) {
      tell(String(error));
    }
  }

  function tell(text) {
    notice.textContent = text;
    notice.hidden = !text;
  }

  function attached(form) {
    const names = [...form.elements.files.files].map((file) => file.name).join(", ");
    const line = form.querySelector(".attached");
    line.textContent = names ? `${line.dataset.one} ${names}` : "";
  }

  document.addEventListener("change", (event) => {
    const choosing = event.target.closest("[data-choose]");
    if (choosing) {
      if (event.target.name === "carrier") choosing.elements.phone?.remove();
      choosing.submit();
    }
    if (event.target.type === "file") attached(event.target.form);
  });

  document.addEventListener("keydown", (event) => {
    if (!event.target.matches(".writer textarea")) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });

  keepLooking();
})();
