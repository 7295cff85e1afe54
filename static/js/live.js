// A part of a page that changes while one waits: asks again after 5, 10, 20 and
// 40 seconds, then each minute while the page is seen, for ten minutes at most.
// Without this file the link "Check again now" does the same.
const box = document.querySelector("[data-live-url]");
const pauses = [5, 10, 20, 40];
const END = Date.now() + 10 * 60 * 1000;

async function refresh() {
  if (document.visibilityState === "hidden") return true;
  const answer = await fetch(box.dataset.liveUrl, { headers: { "X-Live": "1" } });
  if (!answer.ok || answer.redirected) return true;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of page.querySelectorAll("[data-live-part]")) {
    const here = document.querySelector(`[data-live-part="${part.dataset.livePart}"]`);
    if (here && here.innerHTML !== part.innerHTML) here.replaceChildren(...document.importNode(part, true).childNodes);
  }
  return page.querySelector("[data-live-url]") !== null;
}

function wait() {
  if (Date.now() > END) return;
  setTimeout(async () => {
    const goOn = await refresh().catch(() => true);
    if (goOn) wait();
  }, (pauses.shift() ?? 60) * 1000);
}

if (box) wait();
