// <time data-until="1773000000" data-day="天" data-hour="时" …>: the rest of a span, told anew each second of its last
// day and each minute before. The server has written the day and hour already; this adds how long that is from now.

const part = (count, unit) => (count > 0 ? `${count} ${unit}` : "");

const rest = (element, seconds) => {
  const { day, hour, minute, second } = element.dataset;
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (days > 0) return [part(days, day), part(hours, hour)].filter(Boolean).join(" ");
  if (hours > 0) return [part(hours, hour), part(minutes, minute)].filter(Boolean).join(" ");
  return [part(minutes, minute), `${seconds % 60} ${second}`].filter(Boolean).join(" ");
};

const told = (element, skew) => {
  const seconds = Math.max(0, Math.floor(Number(element.dataset.until) - Date.now() / 1000 - skew));
  element.textContent = seconds === 0 ? element.dataset.over : rest(element, seconds);
  return seconds;
};

let running;

// Counts by the server's clock: the page says what time it was there.
export const countDown = (root) => {
  clearInterval(running);
  const clocks = [...root.querySelectorAll("[data-until]")];
  const now = Number(document.body.dataset.now);
  if (clocks.length === 0 || !now) return;
  const loaded = performance.timing ? performance.timing.responseStart / 1000 : Date.now() / 1000;
  const skew = now - loaded;
  const tick = () => clocks.forEach((clock) => told(clock, skew));
  tick();
  running = setInterval(tick, 1000);
};
