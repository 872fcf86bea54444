"""A team's own lane, the step that helps it most, what is tried of it, and what came of a prediction."""

import datetime as dt
import re
import time
from pathlib import Path

import pytest

import assessments
from assessments.evidence.deployments import measure_log
from assessments.evidence.logs import Reading, read_log
from assessments.evidence.records import parse_records
from loop import Observed, Prediction, open_steps, rank, try_steps
from store import Agreed, Keep, OpenAssessment, Seat
from tests.drawn import by_label, press, texts, unfold, views
from ui import cached, live
from ui.assessing import coach_sweep, helps, lane_own
from ui.assessing.predictions import since
from ui.assessing.story import Story, story_html
from ui.simulating.ranking import MINUS

ROOT = Path(__file__).parents[2]
LEAD = "change_lead_time.p50"
SEEN = Observed(hours=1680.0, changes=400, deployments=60, lead=30.0, fails=0.1, recovery=4.0)


@pytest.fixture(autouse=True)
def few(monkeypatch) -> None:
    monkeypatch.setattr(helps, "DRAWS", 20)


def asked() -> assessments.Questionnaire:
    return next(one for one in cached.questionnaires().values if one.id == "delivery-practices")


def seat(number: int = -1) -> Seat:
    return live.store().seats_of("a-visitor")[number]


def sample(open_page):
    return press(open_page("assess"), "Try it with a sample team")


def show(at, view: str):
    return settled(at.button_group(key="show").set_value(view).run())


def settled(at):
    until = time.monotonic() + 90
    while at.get("progress") and time.monotonic() < until:
        time.sleep(0.1)
        at.run()
    assert not at.exception
    return at


def unescaped(at) -> str:
    return re.sub(r"\\([^\w\s])", r"\1", texts(at))


# ---------------------------------------------------------------- our lane


def test_the_lane_says_of_each_number_which_answer_made_it_so(open_page) -> None:
    said = unescaped(show(sample(open_page), "lane"))
    assert "From 29 answers. In this model, with these assumptions" in said
    assert "Work in small changes: “One or two days of work”" in said
    assert "| review | work, mean | 48 min | 35 min to 1.0 h |" in said
    assert "https://" in said, "a source can be opened"
    assert "not calibrated" in said


def test_the_lane_moves_and_one_assumption_can_be_slid(open_page) -> None:
    at = show(sample(open_page), "lane")
    before = views(at)[0]
    assert '"title":"Our lane"' in before
    at.selectbox(key="slide-what").set_value("review.work.mean").run()
    at.slider(key="slide-review.work.mean").set_value(100).run()
    assert "1.0 h, between 35 min and 1.0 h" in unescaped(at)
    assert views(at)[0] != before


def test_a_number_is_set_by_hand_says_so_and_goes_again(open_page) -> None:
    at = unfold(show(sample(open_page), "lane"), "by-hand")
    by_label(at.selectbox, "Number").set_value("review.work.mean")
    at.text_input[0].set_value("20m")
    at.text_input[1].set_value("we counted <b>them</b>")
    press(at, "Set it")
    ((path, row),) = lane_own.kept_by_hand(seat()).items()
    assert (row.value, row.says) == ("20m", "we counted <b>them</b>")
    said = unescaped(at)
    assert "1 number set by hand" in said
    assert "set by hand, not" in said
    assert f"`{path}` is 20 min, set by hand: we counted <b>them</b>" in said
    press(at, "Let the answers speak")
    assert lane_own.kept_by_hand(seat()) == {}


@pytest.mark.parametrize(
    ("value", "says"), [("", "no value"), ("soon", "write a number"), ("-3h", "write a number")]
)
def test_a_number_that_is_none_is_not_set(open_page, value, says) -> None:
    at = unfold(show(sample(open_page), "lane"), "by-hand")
    at.text_input[0].set_value(value)
    press(at, "Set it")
    assert "Not set" in at.error[0].value
    assert says in at.error[0].value.replace("\\", "")
    assert lane_own.kept_by_hand(seat()) == {}


def test_every_number_of_the_lane_can_be_set_those_that_no_answer_speaks_of_too(open_page) -> None:
    at = unfold(show(sample(open_page), "lane"), "by-hand")
    choice = by_label(at.selectbox, "Number")
    wanted = (
        "merge: work, value",
        "review: capacity",
        "arrivals: between, mean",
        "production: rollback, share",
    )
    assert set(wanted) <= set(choice.options)
    assert not any(option.startswith(("approval: as a whole", "deploy: mark")) for option in choice.options)
    choice.set_value("production.rollback.share")
    at.text_input[0].set_value("95 %")
    press(at, "Set it")
    assert lane_own.kept_by_hand(seat())["production.rollback.share"].value == 0.95
    assert "`production.rollback.share` is 95 %, set by hand" in unescaped(at)


def test_what_the_base_road_assumes_can_be_opened_beside_what_answers_made(open_page) -> None:
    said = unescaped(show(sample(open_page), "lane"))
    assert "Four changes a working day, 6 % of them defective" in said
    assert "| merge | work, value | 5 min | an assumption of the base road |" in said
    base = said.partition("an assumption of the base road")[2]
    for made in ("| review | work, mean |", "| decision | departures, every |", "| deploy | steps, count |"):
        assert made not in base, "an answer made that one"


def log(rows: int = 40):
    days = [dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=row) for row in range(rows)]
    text = "id,finished,environment,result,commit,committed\n" + "".join(
        f"{row},{day.isoformat()},production,{'failure' if row % 9 == 5 else 'success'},c{row},"
        f"{(day - dt.timedelta(days=1)).isoformat()}\n"
        for row, day in enumerate(days)
    )
    records = parse_records(text, "deployments.csv")
    found = read_log(records, None, Reading())
    return found, measure_log(found)


def test_what_a_log_measured_is_taken_over_wins_and_is_let_go(open_page) -> None:
    at = show(sample(open_page), "lane")
    at.session_state["visit"].evidence.log = log()
    at.run()
    press(at, "Take over what the log measured")
    settled(at)
    said = unescaped(at)
    assert "a log of deployments" in said
    assert "| measured" in said
    assert "alibrated. median lead time: measured" in said
    press(at, "Let measurements go")
    assert lane_own.kept_measured(seat()) is None


def test_what_is_kept_and_does_not_fit_any_more_is_said_and_left_out(open_page) -> None:
    at = sample(open_page)
    lane_own.set_by_hand(seat(), "nowhere.capacity", 3, "")
    show(at, "lane")
    assert "nowhere.capacity = 3, set by hand, does not fit this lane" in at.warning[0].value.replace(
        "\\", ""
    )
    for body in ("no json", "[]", '{"rows": {"a": 1}}', '{"observed": {"x": 1}}'):
        for name in (lane_own.MEASURED, lane_own.RUNS, lane_own.BY_HAND):
            before = live.store().kept_one(seat(), lane_own.KIND, name)
            live.store().keep(seat(), Keep(lane_own.KIND, name, body, before.version if before else 0))
        assert lane_own.kept_by_hand(seat()) == {}
        assert lane_own.kept_measured(seat()) is None
        assert lane_own.kept_runs(seat()) is None


def test_a_questionnaire_without_a_lane_has_no_such_views(open_page) -> None:
    sample(open_page)
    other = next(one for one in cached.questionnaires().values if one.id == "team-health")
    assert lane_own.own_lane(other, seat()) is None


# ---------------------------------------------------------------- what helps most


def test_the_steps_are_ranked_with_intervals_effort_and_how_often_each_stays_first(open_page) -> None:
    at = show(sample(open_page), "helps")
    said = unescaped(at)
    assert "In this model, with these assumptions, “See how a deployment does” helps most" in said
    assert re.search(r"It is first in \d+ % of draws of the assumptions", said)
    assert "20 draws from the assumed ranges" in said
    assert "not advised: worse hands-on hours" in said
    assert "effort ■■□□□ 2 of 5" in said
    assert "data:image/svg+xml" in said, "each row has its dot and interval"
    assert "| Place | Change | Today |" in said, "and a table twin"
    assert '"title":"With step 1: See how a deployment does"' in views(at)[0]
    assert any(button.key == "helps-learn-deploy-path" for button in at.button), "a lesson teaches it"
    assert "Not open yet, a prerequisite is missing" in said


def test_another_aim_ranks_anew_from_the_same_runs(open_page, monkeypatch) -> None:
    at = show(sample(open_page), "helps")
    monkeypatch.setattr(helps, "try_steps", None)
    at.button_group(key="help-with").set_value("Failed changes").run()
    assert "failed changes per 1,000" in unescaped(settled(at))


def test_two_steps_are_tried_together(open_page) -> None:
    at = settled(unfold(show(sample(open_page), "helps"), "pairs"))
    assert "| Two together | Improves by |" in unescaped(at)
    assert "See how a deployment does + Automate the deployment" in unescaped(at)


def test_a_row_opens_its_arithmetic_and_the_two_lanes_run_beside_each_other(open_page) -> None:
    at = unfold(show(sample(open_page), "helps"), "open-deploy-path")
    said = unescaped(at)
    assert "in each of 25 runs (seed 1)" in said
    assert "Over the assumed ranges:" in said
    at.button(key="helps-watch-deploy-path").click().run()
    assert not at.error
    assert "With\\: Automate the deployment" in texts(at)


def test_a_step_is_taken_with_its_prediction_and_waits_under_next_steps(open_page) -> None:
    at = unfold(show(sample(open_page), "helps"), "open-deploy-path")
    assert "Predicted, in this model: median lead time: from" in unescaped(at)
    press(at, "Choose it")
    made = lane_own.predictions(seat())["deploy-path"]
    assert made.metric == LEAD
    assert made.low < made.today
    assert "You try this already" in unescaped(unfold(at, "open-deploy-path"))
    said = unescaped(show(at, "steps"))
    assert "Automate the deployment. **Not there yet.** Predicted" in said


def test_a_row_says_from_which_option_to_which_and_the_page_that_it_is_the_next_better_one(open_page) -> None:
    said = unescaped(show(sample(open_page), "helps"))
    assert "every practice goes one option further, to the next better one, not to the best" in said
    assert ":small[from: Scripts, run by somebody]  \nto: One press by any of us" in said
    assert "**Review within hours** (to “A few hours”)" in said
    assert "too close to tell from 3" in said


def test_an_opened_step_shows_every_assumption_of_its_own_with_range_and_source(open_page) -> None:
    at = unfold(show(sample(open_page), "helps"), "open-after-deployment")
    said = unescaped(at)
    assert "| production | detect, mean | 1.2 h | 12 min | 5 min to 20 min | an assumption |" in said
    at = unfold(at, "open-deploy-path")
    said = unescaped(at)
    assert re.search(
        r"\| deploy \| mark \| hand \| bolt \| +\| \[dora-deployment-automation\]\(https://", said
    )
    assert re.search(r"\| deploy \| steps \| count 4.* \| taken away \|", said)


def test_an_opened_step_shows_at_which_stages_the_lane_waits_less(open_page) -> None:
    at = unfold(show(sample(open_page), "helps"), "open-trunk-daily")
    said = unescaped(at)
    less = f"{MINUS}26 h ({MINUS}27 h to {MINUS}26 h)"
    assert re.search(rf"\| merge \| mean wait \| 26 h \| \d+ s \| {re.escape(less)} \|", said)
    assert re.search(r"\| staging \| changes at a time \| 3\.4 \| 2\.3 \|", said), "why it costs more hands"


def test_all_assumptions_of_all_steps_stand_in_one_place(open_page) -> None:
    said = unescaped(show(sample(open_page), "helps"))
    assert "| See how a deployment does | production | detect, mean | 1.2 h | 12 min |" in said
    assert "| Know within ten minutes | test | work, mean | 30 min | 5 min | 2 min to 8 min |" in said
    assert "| merge | work, value | 5 min | an assumption of the base road |" in said


def test_the_first_step_is_taken_from_the_top_of_the_page(open_page) -> None:
    at = unfold(show(sample(open_page), "helps"), "take-first")
    assert "Predicted, in this model: median lead time: from" in unescaped(at)
    press(at, "Choose it")
    assert list(live.store().experiments(seat())) == ["after-deployment"]
    assert "You try this already" in unescaped(at)


def test_what_is_not_advised_is_no_experiment(open_page) -> None:
    at = unfold(show(sample(open_page), "helps"), "open-trunk-daily")
    assert "Not offered as an experiment" in unescaped(at)


def test_where_nothing_is_answered_there_is_nothing_to_rank(open_page) -> None:
    at = sample(open_page)
    store = live.store()
    for practice in store.agreed(seat()):
        store.disagree(seat(), practice)
    assert "Nothing is answered yet" in unescaped(show(at, "helps"))


def test_draws_can_be_stopped_and_the_ranking_stays(open_page, monkeypatch) -> None:
    monkeypatch.setattr(helps, "DRAWS", 4000)
    at = sample(open_page)
    at.button_group(key="show").set_value("helps").run()
    until = time.monotonic() + 60
    while not any("Sampling" in bar.proto.text for bar in at.get("progress")) and time.monotonic() < until:
        time.sleep(0.1)
        at.run()
    press(at, "Stop")
    settled(at)
    said = unescaped(at)
    assert "Sampling the assumptions: stopped." in said
    assert "how often a step stays first is not known" in said
    assert "1 · See how a deployment does" in said


# ---------------------------------------------------------------- predicted and observed


def prediction(practice: str = "deploy-path", **over) -> Prediction:
    usual = {
        "practice": practice, "option": "one-press", "metric": LEAD, "today": 200.0, "low": 20.0,
        "high": 40.0, "measured": None, "made": dt.date(2026, 8, 1), "how": "chance alone",
    }  # fmt: skip
    return Prediction(**usual | over)


def answer(practice: str, option: str) -> None:
    store = live.store()
    before = store.agreed(seat())[practice].version
    assert store.agree(seat(), Agreed(practice, "value", option, version=before)).done


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [
        (20.0, 40.0, "**It held.** Measured since: 30 h, predicted 20 h to 40 h"),
        (1.0, 4.0, "**We were wrong.**"),
    ],
)
def test_a_prediction_is_held_against_what_was_measured_and_a_wrong_one_stands_first(
    open_page, low, high, says
) -> None:
    at = sample(open_page)
    at = unfold(show(at, "helps"), "open-deploy-path")
    press(at, "Choose it")
    answer("deploy-path", "one-press")
    before = live.store().kept_one(seat(), lane_own.PREDICTION, "deploy-path")
    made = prediction(low=low, high=high)
    live.store().keep(seat(), Keep(lane_own.PREDICTION, "deploy-path", made.as_text(), before.version))
    lane_own.keep_prediction(seat(), prediction("undo", option="itself"))
    lane_own.keep_measured(seat(), SEEN)
    said = unescaped(show(at, "steps"))
    assert says in said
    if "wrong" in says:
        assert "We were wrong" in at.error[0].value
    assert "**Not there yet.**" in said


def test_what_no_log_measures_is_counted_by_the_team_and_held_against_the_prediction(open_page) -> None:
    at = sample(open_page)
    answer("deploy-path", "one-press")
    lane_own.keep_prediction(seat(), prediction(metric="hands_on", today=2.0, low=0.5, high=1.0))
    at = show(at, "steps")
    assert "**Done, not measured since.**" in unescaped(at)
    at.number_input(key="counted-deploy-path-value").set_value(150.0)
    press(at, "Hold it against the prediction")
    assert lane_own.counted(seat(), "deploy-path") == 1.5
    assert "We were wrong" in at.error[0].value
    assert "Measured since: 150 h, predicted 50 h to 100 h" in unescaped(at)


def test_what_a_prediction_began_with_is_no_news() -> None:
    assert since(prediction(measured=30.0), {LEAD: 30.0}) is None
    assert since(prediction(measured=30.0), {LEAD: 31.0}) == 31
    assert since(prediction(), {}) is None


def test_predictions_of_an_earlier_assessment_of_the_team_are_found(open_page, monkeypatch) -> None:
    monkeypatch.setattr(lane_own, "visitor", lambda: "a-visitor")
    sample(open_page)
    first, store = seat(), live.store()
    store.keep(first, Keep(lane_own.PREDICTION, "undo", "no prediction", 0))
    lane_own.keep_prediction(first, prediction())
    kept = store.remember_questionnaire(asked())
    opening = OpenAssessment(first.questionnaire, first.version, first.team, "alone", 5, kept, first)
    second = store.open_assessment(opening, "a-visitor").seat
    assert lane_own.predictions(second) == {"deploy-path": prediction()}
    stranger = store.open_assessment(
        OpenAssessment(first.questionnaire, first.version, "Pier", "alone", 5, kept, None), "a-visitor"
    ).seat
    assert lane_own.predictions(stranger) == {}


# ---------------------------------------------------------------- the story


def told(open_page, step: str = "deploy-path") -> str:
    sample(open_page)
    made = lane_own.own_lane(asked(), seat())
    steps = open_steps(asked(), made.answers).steps
    ranked = rank(try_steps(made.lane, steps), steps, LEAD)
    tried = next(one for one in ranked.every if one.turn.path == step)
    return story_html(
        Story(asked(), "Quay <b>", made, ranked, tried, None, dt.date(2026, 11, 23), prediction())
    )


def test_the_story_is_one_page_with_intervals_assumptions_and_what_is_asked_for(open_page) -> None:
    page = told(open_page)
    assert "Quay &lt;b&gt;, 23 November 2026, one page" in page
    for part in ("Automate the deployment", "What we ask for", "How sure we are", "How we shall know",
                 "Today: 11.5 days median lead time", "With the step: 11.1 days median lead time",
                 "18 waiting", "Assumed of the step: deploy mark from hand to bolt",
                 "(5 min to 20 min)",
                 "read it with the failed changes above", "Not calibrated", "Seed 1, 25 runs"):  # fmt: skip
        assert part in page
    assert "Expected: median lead time between 20 h and 40 h, from our log of deployments" in page
    assert "in this model, with these assumptions" in page
    assert not re.search(r"(src|href)=\"(?!#|data:)", page), "needs no network"


# ---------------------------------------------------------------- the coach, and words


def test_a_coach_sees_what_helps_each_team_and_what_was_done_is_not_done_again(open_page) -> None:
    at = sample(open_page)
    at.query_params["team"] = "teams"
    at.run()
    at.toggle(key="coach-helps").set_value(True).run()
    settled(at)
    said = unescaped(at)
    assert "helps most" in said
    assert "The numbers of two teams do not compare" in said
    kept = live.store().kept("a-visitor", coach_sweep.KIND)
    assert len(kept) == 1
    work = coach_sweep.sweeping(live.store(), "a-visitor", [], None)
    assert work(lambda *_: None, None) == {}


def test_no_page_of_the_loop_says_will() -> None:
    names = ("lane*", "helps*", "story*", "predictions*", "coach_sweep*")
    files = [file for name in names for file in (ROOT / "ui/assessing").glob(f"{name}.py")]
    files += [*(ROOT / "loop").glob("*.py"), ROOT / "ui/look/assess/story.html"]
    assert len(files) > 15
    for file in files:
        assert not re.search(r"\b[Ww]ill\b", file.read_text(encoding="utf-8")), file
