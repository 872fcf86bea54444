// The page works without this script. With it, a vote is sent without a reload and again when the network was
// away, and the page follows the host by itself.
"use strict";

const PAUSES = [300, 800, 1500, 3000]; // [ms] between two tries
const SPREAD = 300; // [ms] so that a whole room does not ask in one moment
const UNSENT = "unsent";
let sending = 0;
let clicks = 0;
let ticking = null;

const here = () => location.pathname + location.search;
const rest = (time) => new Promise((done) => setTimeout(done, time));

function show(text) {
  const next = new DOMParser().parseFromString(text, "text/html");
  const focused = document.activeElement && document.activeElement.id;
  for (const part of ["header", "main", "footer"]) {
    const old = document.querySelector(part);
    const fresh = next.querySelector(part);
    if (old && fresh && old.isEqualNode(fresh)) continue; // a tap on a part that is replaced meanwhile is lost
    if (old && fresh) old.replaceWith(fresh);
    else if (old) old.remove();
    else if (fresh) document.body.append(fresh);
  }
  document.title = next.title;
  document.body.dataset.code = next.body.dataset.code || document.body.dataset.code;
  document.body.dataset.moved = next.body.dataset.moved || document.body.dataset.moved;
  if (focused && document.getElementById(focused)) document.getElementById(focused).focus();
  tick();
}

function tick() {
  clearInterval(ticking);
  const clock = document.querySelector("[data-left]");
  if (!clock) return;
  const end = performance.now() + 1000 * Number(clock.dataset.left);
  ticking = setInterval(() => {
    const left = Math.max(0, Math.round((end - performance.now()) / 1000));
    clock.lastElementChild.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  }, 1000);
}

function say(text) {
  const said = document.getElementById("said");
  if (said) said.textContent = text;
}

async function look(path = here()) {
  if (sending) return;
  const moved = document.body.dataset.moved;
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await fetch(path, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (answer.status < 500) {
        if (answer.redirected) history.replaceState(null, "", answer.url);
        if (!sending && document.body.dataset.moved === moved) show(await answer.text());
        return;
      }
    } catch { /* the network is away: try again */ }
    await rest(PAUSES[Math.min(tries, PAUSES.length - 1)]);
  }
}

// A vote that is on its way is kept in the tab until the server has it: a reload cuts its request short.
function keep(vote) {
  try {
    if (vote) sessionStorage.setItem(UNSENT, JSON.stringify(vote));
    else sessionStorage.removeItem(UNSENT);
  } catch { /* the browser keeps nothing: a reload may then lose the last click */ }
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(UNSENT));
  } catch {
    return null;
  }
}

// The number of the click goes with it, so the server counts it once however often it arrives.
function resend() {
  const vote = kept();
  const form = document.querySelector("form[aria-labelledby=ask]");
  keep(null);
  if (!vote || !form || vote.room !== document.body.dataset.code) return;
  if (form.place.value !== vote.place || form.question.value !== vote.question) return;
  const button = [...form.querySelectorAll("[name=option]")].find((one) => one.value === vote.option);
  if (button) send(form, button, vote.click);
}

async function send(form, button, click = 0) {
  const data = new URLSearchParams(new FormData(form));
  clicks = click || Math.max(clicks + 1, Number(data.get("click")));
  data.set("click", clicks);
  data.set("option", button.value);
  const mine = clicks;
  const room = document.body.dataset.code;
  keep({ room, place: data.get("place"), question: data.get("question"), option: button.value, click: mine });
  for (const other of form.querySelectorAll(".answer")) other.setAttribute("aria-pressed", other === button);
  sending += 1;
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, keepalive: true, headers: { Accept: "text/html" } });
      if (answer.status < 500 && answer.status !== 429) {
        sending -= 1;
        if (mine === clicks) {
          keep(null);
          show(await answer.text());
        }
        return;
      }
    } catch { /* the network is away: try again */ }
    if (mine !== clicks) { sending -= 1; return; } // a newer click is on its way
    say("Not sent yet. Trying again by itself …");
    await rest(PAUSES[Math.min(tries, PAUSES.length - 1)]);
  }
}

document.addEventListener("submit", (event) => {
  if (!event.submitter || event.submitter.name !== "option") return;
  event.preventDefault();
  send(event.target, event.submitter);
});

function follow() {
  const events = new EventSource(`/live/${document.body.dataset.code}/events`);
  events.addEventListener("moved", (event) => {
    if (event.data !== document.body.dataset.moved) setTimeout(look, SPREAD * Math.random());
  });
  events.addEventListener("error", () => {
    if (events.readyState === EventSource.CLOSED) setTimeout(() => { look(); follow(); }, 2000);
  });
}

addEventListener("pageshow", (event) => { if (event.persisted) look(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
tick();
follow();
resend();
