// A shared device: say two minutes before that the session ends, and let the reader stay.
const bar = document.querySelector("[data-idle]");
const form = bar.querySelector("form");
const said = bar.querySelector("[role=status]");
const stay = form.querySelector("button");
const SOON = 120;
let timers = [];

function say(text, canStay) {
  said.textContent = text;
  stay.hidden = !canStay;
}

function wait() {
  const { idle, soon, over } = bar.dataset;
  timers.forEach(clearTimeout);
  say("", false);
  timers = [
    setTimeout(say, (idle - SOON) * 1000, soon, true),
    setTimeout(say, idle * 1000, over, false),
  ];
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const sent = { method: "POST", body: new FormData(form) };
  const answer = await fetch(form.action, sent).catch(() => null);
  if (!answer?.ok || answer.redirected) return say(bar.dataset.over, false);
  form.querySelector("time").textContent = await answer.text();
  wait();
});

wait();
