/* Tells a page that there is something new to fetch. Without it pages ask by themselves. */
"use strict";

/**
 * Calls `news(mark)` when the server has something new at `url`, and once after each gap.
 * Gives an object whose `on` says whether it is listening just now. A page that is not looked at
 * holds no connection: a browser allows few to one server.
 */
window.listenTo = (url, news) => {
  const state = { on: false };
  let source = null;
  let after = "";
  let misses = 0;

  function open() {
    if (source || document.hidden) return;
    if (!window.EventSource) return ask();
    source = new EventSource(after ? `${url}?after=${encodeURIComponent(after)}` : url);
    source.addEventListener("open", () => {
      state.on = true;
      misses = 0;
    });
    source.addEventListener("news", (event) => {
      after = event.lastEventId;
      news(JSON.parse(event.data));
    });
    source.addEventListener("error", () => {
      state.on = false;
      if (source && source.readyState === EventSource.CLOSED) again();
    });
  }

  function close() {
    if (source) source.close();
    source = null;
    state.on = false;
  }

  /* Refused or unknown here: tried again, ever more seldom; meanwhile the page asks by itself. */
  function again() {
    close();
    misses += 1;
    setTimeout(open, Math.min(15000 * 2 ** misses, 300000));
  }

  /* Without EventSource: one question that is answered when there is something. */
  async function ask() {
    try {
      const query = new URLSearchParams({ after });
      const answer = await fetch(`${url}?${query}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.status === 204) return again();
      const mark = await answer.json();
      state.on = true;
      misses = 0;
      if (mark.id !== after) news(mark);
      after = mark.id;
      setTimeout(open, 1000);
    } catch {
      again();
    }
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
  open();
  return state;
};
