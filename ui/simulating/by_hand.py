"""Be the manual step: press the button, or work through the runbook, and see what it costs."""

import time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from simulator import SimulatorError, scenario_text
from store import Keep
from ui import cached, live, words
from ui.choosing import choose_view
from ui.components import draw_view, packed
from ui.ink import on_ink
from ui.simulating import debrief, games, playing, questioning, running_book
from ui.simulating.games import Game, RefusedError
from ui.simulating.heading import draw_heading
from ui.state import visit, visitor

KIND = "game"
SAYS_WIDE = 800
TRIES = 5
FIRST_SEED, LARGEST = 1, games.LARGEST_SEED
LABELS = {"Button": "button", "Runbook": "runbook"}
TITLES = {
    "button": (
        "You are the button",
        "The machine does the work in both lanes. In lane A you choose when; in lane B nobody has to.",
    ),
    "runbook": (
        "You are the runbook",
        "In lane A you carry out every deployment by hand, step by step. Lane B runs by itself.",
    ),
}
ONE_RUN = (
    "One run of a few changes: chance weighs a lot, and one run has no interval. n says how many changes or "
    "deployments a number rests on; a lead time is known of live changes only. Change fail rate is counted "
    "per deployment: putting fewer changes into one lowers it without better code. Read it together with the "
    "failed changes per 1,000."
)


def draw(tools: DeltaGenerator) -> None:
    """Draw the page, and into `tools` the choice of a game."""
    presets = {scenario.id: scenario for scenario in cached.scenarios().values}
    if not presets.keys() >= set(playing.NEEDED):
        st.info(f"This page needs the scenarios {', '.join(playing.NEEDED)}. Mend their files first.")
        return
    with tools:
        mode = _draw_mode()
        game = _current(mode)
        _draw_again(game)
    draw_heading(*TITLES[mode], SAYS_WIDE)
    try:
        playing.road(game, presets)
    except SimulatorError as error:
        st.error(f"The scenarios of this page cannot be played: {error}")
        return
    if game.finished is not None:
        _draw_debrief(game, presets)
    _draw_game(game.name, presets, [True])
    _draw_assumptions(game, presets)
    _draw_earlier(game)


def _draw_mode() -> str:
    return LABELS[choose_view("What you are", "hand", {label: label for label in LABELS})]


def _current(mode: str) -> Game:
    """Return the game that the address names, else one that this learner has not finished, else the first."""
    seed, _, weeks = str(st.query_params.get("game", "")).partition("-")
    wanted = games.named(f"{mode}~{seed}~{weeks}")
    if wanted is None:
        begun = [game for game in _kept_games(mode) if game.finished is None]
        wanted = begun[0] if begun else Game(mode)
    return _stored(wanted.name)[0]


def _kept_games(mode: str) -> list[Game]:
    kept = live.store().kept(visitor(), KIND)
    found = [games.read_game(one.name, one.body) for one in kept]
    return [game for game in found if game is not None and game.mode == mode]


def _stored(name: str) -> tuple[Game, int]:
    """Return a game as it is kept with its version; a new one has none."""
    kept = live.store().kept_one(visitor(), KIND, name)
    fresh = games.named(name) or Game()
    if kept is None:
        return fresh, 0
    return games.read_game(name, kept.body) or fresh, kept.version


def _keep(game: Game, version: int) -> bool:
    """Keep a game, and say whether it is the newest now; somebody else's newer one is left as it is."""
    keeping = live.store().keep(visitor(), Keep(KIND, game.name, game.text, version))
    if keeping.refused is not None:
        raise RefusedError(f"Not kept: {keeping.refused.wrong}; {keeping.refused.mend}.")
    return keeping.done


def _draw_again(game: Game) -> None:
    with st.popover("Start again"):
        st.markdown("What was done in production stays done. But you can play again from Monday.")
        seed = st.number_input(
            "Seed: which changes arrive",
            0,
            LARGEST,
            min(game.seed + 1, LARGEST),
            step=1,
            key=f"seed-{game.name}",
        )
        weeks = st.selectbox(
            "Weeks", games.WEEKS, index=games.WEEKS.index(game.weeks), key=f"weeks-{game.name}"
        )
        if st.button(on_ink("Start"), type="primary", key="game-start"):
            _begin_anew(games.Game(game.mode, int(seed), weeks))


def _begin_anew(wanted: Game) -> None:
    before, version = _stored(wanted.name)
    if version:
        _keep(games.begun_anew(before), version)
    visit().game_answer = ("", "")
    st.query_params["game"] = f"{wanted.seed}-{wanted.weeks}"
    st.rerun()


@st.fragment
def _draw_game(name: str, presets: playing.Presets, page: list[bool]) -> None:
    """Draw the lanes, and do what they report; `page` holds one item while the whole page is being drawn."""
    whole = bool(page) and page.pop()
    game, _version = _stored(name)
    played = playing.play(game, presets)
    answer = visit().game_answer
    heard = draw_view(packed(playing.view(played, answer)), key="game", reports=("act",))["act"]
    if heard is None:
        return
    visit().game_answer = _answer(name, heard, presets)
    after, _version = _stored(name)
    st.rerun(scope="app" if whole or after.finished != game.finished else "fragment")


def _answer(name: str, report: object, presets: playing.Presets) -> tuple[str, str]:
    """Do what a browser reported, and return its id and why it was refused, if it was."""
    said = report.get("id") if isinstance(report, dict) else None
    act = said[:40] if isinstance(said, str) else ""
    try:
        _do(name, report, presets)
    except RefusedError as error:
        return act, str(error)
    return "", ""


def _do(name: str, report: object, presets: playing.Presets) -> None:
    """Take what a browser reported into the game; when another tab was faster, read again and retry."""
    for _ in range(TRIES):
        game, version = _stored(name)
        act = games.read_act(report, game, len(running_book.STEPS))
        after = games.done(game, act, playing.play(game, presets).state(act.time))
        if after == game or _keep(after, version):
            return
        time.sleep(0.01)
    raise RefusedError("Another tab plays the same game at this moment. Press once more.")


def _draw_debrief(game: Game, presets: playing.Presets) -> None:
    played = playing.play(game, presets, game.finished)
    mine, other = debrief.lane(played.mine), debrief.lane(played.automatic)
    stopped = debrief.clock(game.finished or game.horizon)
    st.markdown(f"## What came of it\n{debrief.headline(game, mine, other)}")
    left, right = st.columns([3, 2], gap="large")
    with left:
        rows = "\n".join(
            f"| {what} | {here} | {there} |" for what, here, there in debrief.table(game, mine, other)
        )
        st.markdown(f"| Until {stopped} | A: you | B: automatic |\n|---|---|---|\n{rows}")
        st.caption(f"Seed {game.seed}. {ONE_RUN}")
    with right:
        st.markdown(questioning.as_text(debrief.questions(game, mine, other), 3))
        if game.finished is not None and game.finished < game.horizon and st.button("Go on playing"):
            _keep(games.gone_on(game), _stored(game.name)[1])
            st.rerun()
    with st.expander("What you did, line by line", expanded=False):
        st.markdown("\n".join(f"- {line}" for line in debrief.story(played)))
    st.markdown("## Watch it again")


def _draw_assumptions(game: Game, presets: playing.Presets) -> None:
    with st.expander(f"Assumptions, seed {game.seed}"):
        st.markdown(
            f"Illustrative assumptions, not measurements. Both lanes get the same changes (seed {game.seed}) "
            f"for {game.weeks} weeks. Nights and weekends pass eight times as fast. What happens after a "
            "press is reckoned by the simulator; what was before it never changes."
        )
        if game.mode == "runbook":
            st.markdown(
                "The road is the button's, its last stage is yours. While the runbook is open, a second is "
                f"{running_book.MINUTES_A_SECOND:g} simulated minutes; or, step by step, a step takes "
                f"{running_book.STEP_MINUTES:g} minutes. A step left out or done before an earlier one is a "
                "slip: the deployment fails at its end. How long that goes unnoticed and what mending takes "
                "is drawn as in the scenario of hand-made releases: half are taken back, half are fixed."
            )
        roads = (playing.road(Game(game.mode), presets), presets[playing.AUTOMATIC])
        st.markdown(cached.assumed(tuple(map(scenario_text, roads))))


def _draw_earlier(game: Game) -> None:
    others = [one for one in _kept_games(game.mode) if one.name != game.name and one.presses]
    if not others:
        return
    with st.expander(f"Your other games: {len(others)}"):
        for one in others[:20]:
            how = "not finished" if one.finished is None else f"finished {debrief.clock(one.finished)}"
            label = (
                f"Seed {one.seed}, {one.weeks} weeks, {words.count(len(one.presses), 'deployment')}, {how}"
            )
            if st.button(label, key=f"open-{one.name}"):
                st.query_params["game"] = f"{one.seed}-{one.weeks}"
                st.rerun()
