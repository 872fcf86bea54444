// A game by hand: in lane A the person decides when, lane B runs by itself. What was done is never undone:
// a press is sent until the answer holds it, and while it is under way the clock stands still.

import { h, mark, still, write } from "./dom.js";
import { Lanes } from "./lanes.js";
import { icon } from "./marks.js";
import { Memory } from "./memory.js";
import { Runbook } from "./runbook.js";
import { count, when, whenLong } from "./words.js";

const PARTS = 1000; // of an hour: what a time on screen is rounded to
const NIGHT = 8; // how many times as fast closed hours pass
const MOST = 150; // [h] a second, below which a week is shown at a time
const AGAIN = 2000; // [ms] until what got no answer is sent again
const SPOKEN = 3000; // [ms] between two spoken counts
const PILE = 30; // how many waiting changes the road has room for, whatever becomes of them

/** The view `game`. */
export class Game extends Lanes {
  constructor(root, data, report) {
    super(root, data);
    this.report = report;
    this.memory = new Memory(this.game.id);
    const known = this.memory.read();
    this.present = this.over ?? Math.min(this.horizon, Math.max(this.start, known.time, this.latest()));
    this.clicks = known.clicks;
    this.pending = this.over === null ? known.pending : null;
    this.time = this.present;
    this.open();
    this.settle(data);
    if (this.pending) this.send();
    this.draw(true);
  }

  read(data) {
    super.read(data);
    this.game = data.game;
    this.over = data.game.finished;
    this.mine = this.lanes[0];
    this.gate = Math.max(0, this.mine.stages.findIndex((stage) => stage.mark === "button"));
    // The road keeps its shape whatever is pressed.
    this.mine.stages[this.gate].peak = Math.min(PILE, this.mine.changes.length);
  }

  above(lane) {
    return lane === 0 && this.data.game.finished === null ? 22 : 0;
  }

  /** Go on with the same game after a press; its past is the same, its clock goes on from here. */
  take(data) {
    if (data.view !== "game" || data.game.id !== this.game.id || (data.game.finished === null) !== (this.over === null)) return false;
    const wasOpen = Boolean(this.run());
    const focused = this.stage.getRootNode().activeElement === this.stage;
    if (!super.take(data)) return false;
    if (focused) this.stage.focus({ preventScroll: true });
    this.present = Math.max(this.present, this.latest());
    this.time = this.over === null ? this.present : Math.min(this.time, this.present);
    this.open();
    this.settle(data);
    this.draw(true);
    if (this.run() && !wasOpen) this.book.begin();
    return true;
  }

  // The time of the last thing that was done.
  latest() {
    return Math.max(0, ...this.game.presses.map(([, time, end]) => end ?? time));
  }

  /** The deployment by hand that is under way, as [id, time, end]. */
  run() {
    const last = this.data.runbook ? this.game.presses.at(-1) : null;
    return last && last[2] === null ? last : null;
  }

  assemble() {
    super.assemble();
    this.deploy = h("button", { type: "button", class: "deploy", "data-key": "deploy", onclick: () => this.deployNow() },
      icon(this.data.runbook ? "hand" : "button", 28), this.deployText = h("span", {}));
    this.pole = h("i", { class: "pole", "aria-hidden": "true" });
    this.says = h("p", { class: "says" });
    this.call = h("p", { class: "sr", role: "status" });
    this.finish = h("button", { type: "button", class: "plain finish", "data-key": "finish", text: "Finish and compare", onclick: () => this.finishNow() });
    this.bar = h("div", { class: "gamebar" });
    this.book = this.data.runbook ? new Runbook(this) : null;
    this.stage.after(this.bar, ...(this.book ? [this.book.node] : []), this.call);
    const names = this.views.map((view) => view.title).join(" and ");
    this.stage.setAttribute("aria-label", `${names}. Space or Enter: deploy what waits. N: next event. P: play and pause. Arrow keys look back.`);
    this.foot.node.prepend(h("p", { class: "keysays soft", text: "Deploy: Space or Enter. Next event: N. Play and pause: P. Nights and weekends pass eight times as fast." }));
    this.playButton.hidden = still();
    this.node.classList.add("game");
    this.node.classList.toggle("live", this.over === null);
    this.deploy.classList.add(this.data.runbook ? "hand" : "button");
  }

  arrange(width) {
    super.arrange(width);
    if (this.over !== null) {
      this.bar.replaceChildren();
      return;
    }
    const view = this.views[0];
    const big = view.node.querySelector(".big");
    const desk = this.node.dataset.mode === "desk" && big;
    this.deploy.classList.toggle("lone", !desk);
    if (!desk) {
      this.bar.prepend(this.deploy, this.says, this.finish);
      return;
    }
    this.node.querySelector(".keys").append(this.says);
    this.node.querySelector(".speeds").append(this.finish);
    big.classList.add("sr");
    const right = parseFloat(big.style.right);
    Object.assign(this.deploy.style, { right: `${Math.max(0, right - 70)}px`, bottom: big.style.bottom });
    Object.assign(this.pole.style, { right: `${right + 1}px`, bottom: `${parseFloat(big.style.bottom) - 12}px` });
    view.area.append(this.pole, this.deploy);
    view.node.firstChild.style.maxWidth = `${Math.max(220, view.width - right - 270)}px`;
  }

  /** How many wait for the person. */
  waiting() {
    const last = this.mine.stages.length - 1;
    return this.mine.waitingCount(this.gate, this.time) + (this.data.runbook ? this.mine.waitingCount(last, this.time) : 0);
  }

  /** Why nothing can be deployed at this moment; empty where it can. */
  blocked() {
    if (this.over !== null) return "This game is finished.";
    if (this.pending) return this.late ? "No answer yet: the connection is lost or slow. The clock stands still, and it is sent again until it arrives." : "Sending … the clock stands still.";
    if (this.run()) return "Your deployment is under way.";
    if (this.time < this.present) return `You look back; what happened stays. Now is ${when(this.present)}.`;
    if (this.time >= this.horizon) return `The ${this.horizon > 400 ? "weeks" : "two weeks"} are over. Finish and compare.`;
    if (this.mine.isFrozen(this.time)) return this.trouble();
    if (!this.waiting()) return this.playing || this.time > this.start ? "Nothing waits for you." : still() ? "Next event starts the day." : "Play starts the clock, an hour a second.";
    return "";
  }

  // The deployment by hand that broke what is being recovered.
  broken() {
    const failed = this.mine.deployments.filter((one) => one.failed && one.end <= this.time).at(-1);
    const place = this.game.presses.findIndex(([, , end]) => end !== null && failed && Math.abs(end - failed.end) < 0.002);
    return this.data.runbook?.runs[place] ?? null;
  }

  unnoticed() {
    const run = this.broken();
    return Boolean(run) && (run.noticed === null || this.time < run.noticed);
  }

  trouble() {
    const run = this.broken();
    if (this.unnoticed()) return "The deployment is done. Something is wrong, and nobody has noticed yet.";
    return `A deployment failed${run ? `: ${run.why}` : ""}. Production is being recovered; until then nothing can be deployed.`;
  }

  deployNow() {
    const why = this.blocked();
    if (why) {
      this.speakNow(why);
      return;
    }
    const time = Math.max(Math.ceil(this.time * PARTS - 1e-6) / PARTS, this.latest() + 1 / PARTS);
    this.act({ what: "press", time, many: this.waiting() });
  }

  finishNow() {
    this.ending = Boolean(this.pending); // what is under way is answered first
    if (this.ending) return;
    this.act({ what: "finish", time: this.present });
  }

  /** Tell Python what was done; the clock stands until it is answered. */
  act({ what, time, id = secret(), clicks = [], many = 0 }) {
    this.present = Math.max(this.present, time);
    this.time = this.present;
    this.pending = { what, id, time: Math.min(time, this.horizon), clicks, many };
    this.refused = "";
    this.save(true);
    this.send();
    this.draw(true);
  }

  send() {
    const { what, id, time, clicks } = this.pending;
    this.report("act", { what, id, time, clicks, game: this.game.id });
    clearTimeout(this.sending);
    this.sending = setTimeout(() => {
      if (!this.pending) return;
      this.late = true;
      this.send();
      this.draw(true);
    }, AGAIN);
  }

  // What was sent is held, or refused, or still on its way.
  settle(data) {
    if (!this.pending) return;
    const { what, id, many, time } = this.pending;
    const mine = data.game.presses.find(([name]) => name === id);
    const held = what === "finish" ? this.over !== null : mine && (what === "press" || mine[2] !== null);
    if (!held && data.answer[0] !== id) return;
    clearTimeout(this.sending);
    [this.pending, this.late] = [null, false];
    this.refused = held ? "" : data.answer[1];
    if (held && what === "done") this.clicks = [];
    this.save(true);
    const went = what === "press" && !this.data.runbook ? `${count(many, "change")} left for production at ${when(time)}.` : "";
    this.speakNow(held ? went : this.refused);
    if (this.playing) this.wake();
    if (this.ending && this.over === null) this.finishNow();
  }

  /** Begin or go on with the runbook of a deployment that is under way. */
  open() {
    this.book?.show(this.run(), this.clicks);
  }

  save(now = false) {
    if (this.over !== null || !this.memory) return;
    if (!now && performance.now() - (this.saved ?? 0) < 500) return;
    this.saved = performance.now();
    this.memory.write({ time: this.present, pending: this.pending, clicks: this.clicks });
  }

  /** Whether the clock stands although it is not paused. */
  held() {
    return Boolean(this.pending) || Boolean(this.run() && this.book.stepwise);
  }

  rate() {
    if (this.run()) return this.data.runbook.rate;
    return this.mine.isClosed(this.time) ? Math.max(this.speed, Math.min(this.speed * NIGHT, MOST)) : this.speed;
  }

  tick(now) {
    if (this.playing && this.held()) {
      [this.frame, this.last] = [null, null];
      this.draw(true);
      return;
    }
    const usual = this.speed;
    if (this.playing) this.speed = this.rate();
    super.tick(now);
    this.speed = usual;
    if (this.playing && this.over !== null && this.time >= this.over) {
      this.time = this.over;
      this.pause();
    }
  }

  play() {
    if (still()) {
      this.step();
      return;
    }
    if (this.over !== null && this.time >= this.over) this.time = this.start;
    if (this.time < this.horizon) super.play();
  }

  /** Look back, as far as the start; ahead nobody sees. */
  seek(hours) {
    super.seek(Math.min(hours, this.stepping ? this.over ?? this.horizon : this.present ?? this.start));
  }

  step() {
    if (this.held() || this.run()) return;
    this.stepping = true;
    super.step();
    this.stepping = false;
  }

  key(event) {
    const plain = !event.target.closest("button, input, summary, a") && !event.ctrlKey && !event.metaKey && !event.altKey;
    const does = { " ": () => this.deployNow(), Enter: () => this.deployNow(), n: () => this.step(), p: () => (this.playing ? this.pause() : this.play()) };
    const act = plain ? does[event.key.length === 1 ? event.key.toLowerCase() : event.key] : null;
    if (!act) {
      super.key(event);
      return;
    }
    event.preventDefault();
    if (!event.repeat) act();
  }

  draw(all = false) {
    super.draw(all);
    if (this.present === undefined || !this.deploy) return;
    this.present = this.over ?? Math.max(this.present, this.time);
    this.save();
    const why = this.blocked();
    const n = this.waiting();
    this.node.classList.toggle("can", !why);
    mark(this.deploy, "aria-disabled", String(Boolean(why)));
    write(this.deployText, this.label(n));
    this.deploy.hidden = Boolean(this.run()) || this.over !== null;
    this.pole.hidden = this.deploy.hidden;
    write(this.says, this.refused || [this.book?.after(), why].filter(Boolean).join(" "));
    this.finish.classList.toggle("strong", this.time >= this.horizon);
    this.book?.draw();
    this.count(n, why);
  }

  // What stands on the button: what it would do, or why it cannot.
  label(n) {
    if (this.pending) return "Sending …";
    if (this.time < this.present) return "You look back";
    if (this.time >= this.horizon) return "The time is over";
    if (this.mine.isFrozen(this.time)) return this.unnoticed() ? "Deployed, it seems" : "Frozen, being recovered";
    if (!n) return "Nothing waits for you";
    return this.data.runbook ? `Deploy ${count(n, "change")} by hand` : `Deploy ${count(n, "waiting change")}`;
  }

  // Spoken when the number changes, but not at every change of a quick clock.
  count(n, why) {
    const now = performance.now();
    if (n === this.counted || this.run() || this.pending || now - (this.spoken ?? -SPOKEN) < SPOKEN) return;
    this.counted = n;
    if (n && this.over === null) this.speakNow(`${count(n, "change")} wait${n === 1 ? "s" : ""} for you.${why && n ? ` ${why}` : ""}`);
  }

  speakNow(text) {
    if (!text) return;
    this.spoken = performance.now();
    write(this.call, text);
  }

  /** The moment in words, with what waits for the person. */
  words() {
    return [`${count(this.waiting(), "change")} wait for you.`, ...super.words()];
  }

  /** Let simulated time pass while the clock stands [h]. */
  pass(hours) {
    this.time = Math.min(this.horizon, this.time + hours);
    this.draw(true);
    this.speakNow(whenLong(this.time));
  }

  destroy() {
    clearTimeout(this.sending);
    super.destroy();
  }
}

// The name of a press: nobody else's, also where the page has no secure context.
function secret() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
