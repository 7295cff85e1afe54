// A part of a page that changes while one waits: asks again after 5, 10, 20 and
// 40 seconds, then each minute while the page is seen, for ten minutes at most.
// Without this file the link "Check again now" does the same.
const box = document.querySelector("[data-live-url]");
const pauses = [5, 10, 20, 40];
const END = Date.now() + 10 * 60 * 1000;

// Only what differs is replaced, so that only that is read out; never what holds
// the focus, and what was folded open stays open.
function replace(here, part) {
  if (here.innerHTML === part.innerHTML || here.contains(document.activeElement)) return;
  const open = [...here.querySelectorAll("details[open]")].map((one) => one.id);
  here.replaceChildren(...document.importNode(part, true).childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
}

async function refresh() {
  if (document.visibilityState === "hidden") return true;
  const answer = await fetch(box.dataset.liveUrl, { headers: { "X-Live": "1" } });
  if (!answer.ok || answer.redirected) return true;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of page.querySelectorAll("[data-live-part]")) {
    const here = document.querySelector(`[data-live-part="${part.dataset.livePart}"]`);
    if (here) replace(here, part);
  }
  return page.querySelector("[data-live-url]") !== null;
}

function stop() {
  for (const one of document.querySelectorAll("[data-live-over]")) one.hidden = false;
}

function wait() {
  if (Date.now() > END) return stop();
  setTimeout(async () => {
    const goOn = await refresh().catch(() => true);
    if (goOn) wait();
  }, (pauses.shift() ?? 60) * 1000);
}

if (box) wait();
