// <span data-stream="…" data-count="…" data-counted="0">: numbers that the server keeps up to date, each shown where
// data-counted names its place in what is told, by events where the browser and
// the network let them through, else by asking now and then. Only while somebody looks at the page.
const ASKED_EVERY = 30000;

export const keepBadge = (root) => {
  const badge = root.querySelector("[data-stream]");
  if (!badge) return;
  let events;
  let asking;
  const show = (text) => {
    const counts = text.split(" ").map(Number);
    for (const shown of root.querySelectorAll("[data-counted]")) {
      const count = counts[shown.dataset.counted];
      if (!Number.isInteger(count)) continue;
      shown.textContent = String(count);
      shown.hidden = count === 0;
    }
  };
  const ask = async () => {
    try {
      const answer = await fetch(badge.dataset.count, { redirect: "error" });
      if (answer.ok) show(await answer.text());
    } catch {
      // Signed out, or no network: the number stays as it was.
    }
  };
  const stop = () => {
    if (events) events.close();
    events = undefined;
    clearInterval(asking);
    asking = undefined;
  };
  const askNowAndThen = () => {
    stop();
    asking = setInterval(ask, ASKED_EVERY);
  };
  const start = () => {
    if (events || asking) return;
    if (!window.EventSource) return askNowAndThen();
    events = new EventSource(badge.dataset.stream);
    events.addEventListener("open", (event) => {
      if (event.data !== undefined) show(event.data);
    });
    events.addEventListener("over", stop);
    // Refused for good (too many windows, something on the way that holds events back): ask instead.
    events.addEventListener("error", () => {
      if (events && events.readyState === EventSource.CLOSED) askNowAndThen();
    });
  };
  const follow = () => (document.visibilityState === "hidden" ? stop() : start());
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pagehide", stop);
  follow();
};
