"""What a team sees of its answers: profile, targets, next steps, history, report and files, several teams."""

import datetime as dt
import json
from pathlib import Path

import pytest
import yaml

import assessments
from assessments import Dated, Questionnaire, read_record, record_as_json
from assessments.importers import import_path, returned
from store import Agreed, AnswerWrite, Experiment, OpenAssessment, Seat, Target
from tests.drawn import press, texts, views
from ui import cached, live, server
from ui.assessing import exports_import, profile_pictures
from ui.assessing.exports import files_of_tool
from ui.assessing.exports_record import record_now, record_of, snapshot_now
from ui.assessing.history_trend import dated
from ui.assessing.levels import shortened
from ui.assessing.profile_beside import gaps
from ui.assessing.profile_numbers import table
from ui.assessing.report import report_html
from ui.assessing.steps import FORMULA
from ui.assessing.steps_road import road_query
from ui.seats import add_answers, begin, handle, team_answers
from ui.simulating.sharing import unpack

SAMPLES = Path(__file__).parents[1] / "assessments" / "importers" / "samples"
DAY = dt.date(2026, 11, 16)
PEOPLE = 5
SECRET = "what one person wrote"  # noqa: S105 - no password, a note


def asked(name: str = "delivery-practices") -> Questionnaire:
    return next(one for one in cached.questionnaires().values if one.id == name)


def seat(number: int = -1) -> Seat:
    return live.store().seats_of("a-visitor")[number]


def harbor(open_page):
    """Open the sample team as a visitor does."""
    return press(open_page("assess"), "Try it with a sample team")


def sample(open_page):
    """Open what the sample team agreed on as the answers of one person, with its earlier snapshot."""
    at = open_page("assess")
    *before, newest = assessments.sample_history("delivery-practices")
    mine = begun(asked(), newest)
    for answers in before:
        taken = assessments.Round(answers.team, answers.date, answers.answers)
        live.store().add_snapshot(mine, assessments.take_snapshot(asked(), taken))
    at.query_params["team"] = handle(mine)
    return show(at.run(), "profile")


def begun(questionnaire: Questionnaire, answers: assessments.Answers) -> Seat:
    """Begin an assessment of one person with answers."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("ui.seats.visitor", lambda: "a-visitor")
        patched.setattr("ui.seats.take", lambda *_: None)
        mine = begin(questionnaire, answers.team)
    add_answers(mine, answers)
    return mine


def show(at, view: str):
    return at.button_group(key="show").set_value(view).run()


def together(open_page, *, reveal: bool = True) -> Seat:
    """Let five people answer everything, each with a note, and agree on the first practices."""
    open_page("assess")
    store, questionnaire = live.store(), asked()
    hashed = store.remember_questionnaire(questionnaire)
    opening = OpenAssessment(questionnaire.id, questionnaire.version, "Quay", "anonymous", 5, hashed)
    host = store.open_assessment(opening, "a-visitor").seat
    token = store.invite(host).token
    people = [host, *(store.join_by_link(token, f"person {number}").seat for number in range(PEOPLE - 1))]
    for place, person in enumerate(people):
        writes = []
        for practice in questionnaire.practices:
            options = [option.id for option in questionnaire.options(practice.question)]
            writes.append(
                AnswerWrite(practice.id, "value", options[0 if place < 2 else -1], note=SECRET, client_seq=1)
            )
        assert store.save_answers(person, tuple(writes)).refused == ()
    if reveal:
        store.reveal(host)
        for practice in questionnaire.practices[:8]:
            best = questionnaire.options(practice.question)[-1].id
            assert store.agree(host, Agreed(practice.id, "value", best)).done
    return host


def aim(of: Seat, practice: str, option: str, **more) -> None:
    question = asked().practice(practice).question
    answer = assessments.Answer(state="value", option=option)
    worth = assessments.worth_of(asked(), question, answer) or 0.0
    assert live.store().set_target(of, Target(practice, worth, option, **more)).done


# ---------------------------------------------------------------- profile


def test_a_profile_has_bars_a_table_and_what_is_farthest_from_the_best(open_page) -> None:
    at = sample(open_page)

    assert '"profile"' in views(at)[0]
    assert "| Deployment and release | 47 |" in texts(at)
    assert "Farthest from the best option" in texts(at)
    assert "No single level is shown" in texts(at)


def test_a_target_becomes_a_flag_and_orders_what_is_beside_it(open_page) -> None:
    at = sample(open_page)
    aim_best("limit-work")
    at.run()

    rows = json.loads(views(at)[0])["rows"]
    assert [row["target"] is not None for row in rows] == [False, False, False, False, False, True]
    assert "Farthest from the target" in texts(at)


def aim_best(practice: str, **more) -> None:
    aim(seat(), practice, asked().options(asked().practice(practice).question)[-1].id, **more)


@pytest.mark.parametrize(
    ("look", "words"),
    [
        ("heat", "| Integration |"),
        ("radar", "| Testing | 57 |"),
        ("answers", "Each brick is one practice"),
        ("order", "| Comes after |"),
        ("trend", "| Took part |"),
    ],
)
def test_each_way_to_look_at_a_profile_has_its_table(open_page, look: str, words: str) -> None:
    at = sample(open_page)
    at.button_group(key="look").set_value(look).run()

    assert not at.exception
    assert not at.error
    assert words in texts(at)
    assert "data:image/svg+xml" in texts(at)


def test_every_number_opens_its_arithmetic(open_page) -> None:
    at = sample(open_page)

    assert "Score: (2 \N{MULTIPLICATION SIGN} 0.70 + 2 \N{MULTIPLICATION SIGN} 0.40" in texts(at)
    at.selectbox(key="number").set_value("All dimensions together").run()
    assert "/ 6 = 0.52" in texts(at)
    assert "its own parts" in texts(at)


def test_a_level_comes_with_its_rule(open_page) -> None:
    at = sample(open_page)

    assert "| Integration | Mostly in place (67) |" in texts(at)
    assert "Mostly in place from 60 points on" in texts(at)


def test_a_profile_of_several_shows_first_where_they_differ(open_page) -> None:
    together(open_page)
    at = show(open_page("assess", team=handle(seat())), "profile")

    assert "Talk about these first" in texts(at)
    assert "3 steps apart" in texts(at)
    assert SECRET not in texts(at)


def test_before_the_reveal_a_person_sees_the_own_answers_alone(open_page) -> None:
    together(open_page, reveal=False)
    at = show(open_page("assess", team=handle(seat())), "profile")

    assert "Your own answers, until all are revealed" in texts(at)
    assert "Talk about these first" not in texts(at)


def test_without_an_answer_there_is_no_profile(open_page) -> None:
    open_page("assess")
    opening = OpenAssessment("team-health", asked("team-health").version, "Quay")
    live.store().open_assessment(opening, "a-visitor")
    at = show(open_page("assess", team=handle(seat())), "profile")

    assert "No answer counts yet" in texts(at)
    assert "Nothing is answered yet" in texts(show(at, "steps"))


def leveled() -> Questionnaire:
    """Return a questionnaire with levels and eleven dimensions."""
    base = asked()
    dimensions = tuple(
        base.dimensions[0].model_copy(update={"id": f"d{n}", "title": f"Part {n}"}) for n in range(11)
    )
    practices = tuple(
        practice.model_copy(update={"dimension": f"d{n % 11}", "level": 1 + n % 3})
        for n, practice in enumerate(base.practices)
    )
    return base.model_copy(update={"dimensions": dimensions, "practices": practices})


def test_a_questionnaire_with_levels_has_dimension_by_level(open_page) -> None:
    open_page("assess")
    questionnaire = leveled()
    scores = assessments.score(questionnaire, assessments.sample_answers(questionnaire.id))
    grid, says = profile_pictures.heat_grid(questionnaire, scores)

    assert grid.columns == ("Level 1", "Level 2", "Level 3")
    assert "at each level of the model" in says
    cell = grid.rows[0][1][0]
    assert (cell.text, cell.note) == (f"{(cell.depth or 0) * 100:.0f}", "n = 1 of 1")


def test_a_cell_of_an_imported_model_says_how_many_are_answered_and_which_are_open() -> None:
    for name, first, second in (
        ("dsomm", ("50", "n = 1 of 1"), ("open", "")),
        ("samm", ("25", "n = 1 of 2"), ("open", "")),  # the other one is open and counts as No
    ):
        questionnaire = import_path(SAMPLES / name).questionnaire
        practice = questionnaire.practices[0]
        half = next(one for one in questionnaire.options(practice.question) if one.value == 0.5)
        given = {practice.id: assessments.Answer(state="value", option=half.id)}
        answers = assessments.Answers(
            questionnaire=questionnaire.id, version=questionnaire.version, team="A", date=DAY, answers=given
        )
        grid, _ = profile_pictures.heat_grid(questionnaire, assessments.score(questionnaire, answers))
        cells = [cell for _, row in grid.rows for cell in row]
        assert (cells[0].text, cells[0].note) == first
        assert (cells[1].text, cells[1].note) == second


def test_what_was_answered_is_counted_once_by_points_and_by_state(open_page) -> None:
    open_page("assess")
    answers = assessments.sample_answers("delivery-practices")
    scores = assessments.score(asked(), answers)
    for dimension in asked().dimensions:
        counts = profile_pictures.spread_of(asked(), dimension.id, answers, scores)
        assert sum(counts.values()) == sum(one.dimension == dimension.id for one in asked().practices)


def test_gaps_are_ordered_by_gap_times_weight(open_page) -> None:
    open_page("assess")
    rows = gaps(asked(), assessments.sample_answers("delivery-practices"), {})

    assert [row[1] for row in rows] == sorted((row[1] for row in rows), reverse=True)
    assert rows[0][1] == pytest.approx(2.1)


def test_a_table_keeps_what_was_typed_in_its_cell() -> None:
    assert table(["A", "B"], [["a\nb", ""]]).splitlines()[2] == "| a b |   |"


def test_a_very_long_line_of_arithmetic_shows_its_two_ends() -> None:
    assert shortened("1 + 2 = 3") == "1 + 2 = 3"
    assert len(shortened("1 + " * 1000 + "= 9")) < 1300
    assert shortened("1 + " * 1000 + "= 9").endswith("= 9")


def test_the_sample_team_shows_where_it_stands_where_it_disagrees_and_what_it_wants(open_page) -> None:
    at = harbor(open_page)
    rows = json.loads(views(at)[0])["rows"]
    assert all(row["target"] is not None for row in rows)
    assert "| Deployment and release | 47 |" in texts(at)
    assert "Talk about these first" in texts(at)
    assert "steps apart" in texts(at)
    assert "agreed: scripts" in texts(at)
    assert "target: one press" in texts(at)

    assert "**1 of 7 targets reached.**" in texts(show(at, "targets"))
    assert "1 snapshot" in [one.label for one in show(at, "history").expander]
    assert "### Improved" in texts(at)
    assert "| Took part | n = 7 | n = 7 |" in texts(at)
    assert "7 people answered" in texts(show(at, "together"))
    assert "Where we see it differently" in report_html(record_now(asked(), seat()), DAY)


# ---------------------------------------------------------------- targets


def test_a_target_is_set_with_reason_owner_and_day(open_page) -> None:
    at = show(sample(open_page), "targets")
    at.session_state["aim-small-changes"] = True
    at.run()
    key = "aim-small-changes-0"
    at.selectbox(key=f"{key}-option").set_value("hours")
    at.text_area(key=f"{key}-reason").set_value("Reviews *take* days")
    at.text_input(key=f"{key}-owner").set_value("Mira")
    at.date_input(key=f"{key}-due").set_value(dt.date(2020, 1, 1))
    press(at, "Save the target")

    found = live.store().targets(seat())["small-changes"]
    assert (found.option, found.worth, found.owner, found.due) == ("hours", 1.0, "Mira", dt.date(2020, 1, 1))
    at.run()
    assert "**0 of 1 target reached.**" in texts(at)
    assert "Their day is over: Work in small changes" in texts(at)
    assert "Reviews \\*take\\* days" in texts(at)


def test_a_target_that_somebody_changed_meanwhile_is_not_written_over(open_page) -> None:
    at = show(sample(open_page), "targets")
    at.session_state["aim-small-changes"] = True
    at.run()
    aim(seat(), "small-changes", "days", owner="Somebody faster")
    at.text_input(key="aim-small-changes-0-owner").set_value("Mira")
    press(at, "Save the target")

    assert live.store().targets(seat())["small-changes"].owner == "Somebody faster"
    at.session_state["aim-small-changes"] = True
    at.run()
    assert "somebody changed this target meanwhile" in texts(at)
    assert at.text_input(key="aim-small-changes-1-owner").value == "Somebody faster"


def test_a_target_is_removed(open_page) -> None:
    at = sample(open_page)
    aim_best("small-changes")
    show(at, "targets")
    at.session_state["aim-small-changes"] = True
    at.run()
    press(at, "Remove the target")

    assert live.store().targets(seat()) == {}


# ---------------------------------------------------------------- next steps


def test_next_steps_show_the_formula_with_every_factor(open_page) -> None:
    at = show(sample(open_page), "steps")

    assert FORMULA in texts(at)
    assert "(1.00 - 0.30) * 2 * 4 / 1 = 5.60" in texts(at).replace("\N{MULTIPLICATION SIGN}", "*")
    assert "| Do few things at once | 1.00 | 0.30 | 2 | 4 | 1 | 5.60 |" in texts(at)


def test_nothing_with_an_open_prerequisite_can_be_chosen(open_page) -> None:
    at = show(sample(open_page), "steps")
    found = assessments.recommend(asked(), team_answers(asked(), seat()))
    offered = {button.key for button in at.button}

    assert found.waiting
    assert all(f"simulate-{one.practice.id}" not in offered for one in found.waiting)
    assert f"Not yet: {len(found.waiting)} practices with" in " ".join(one.label for one in at.expander)


def test_a_step_is_chosen_with_owner_day_and_measure_and_taken_along(open_page) -> None:
    at = show(sample(open_page), "steps")
    at.session_state["try-limit-work"] = True
    at.run()
    assert at.text_input(key="try-limit-work-0-measure").value
    at.text_input(key="try-limit-work-0-owner").set_value("Lea")
    at.date_input(key="try-limit-work-0-due").set_value(dt.date(2027, 1, 15))
    press(at, "Choose it")

    found = live.store().experiments(seat())["limit-work"]
    assert (found.owner, found.due, found.state) == ("Lea", dt.date(2027, 1, 15), "chosen")
    at.run()
    assert "What you try: 1 experiment" in texts(at)
    whole = record_now(asked(), seat())
    assert "Lea" in assessments.steps_as_markdown(whole)
    assert "DTSTART;VALUE=DATE:20270115" in assessments.steps_as_calendar(whole, DAY)


def test_a_fourth_step_is_refused_in_words(open_page) -> None:
    at = sample(open_page)
    for name in ("small-changes", "trunk-daily", "red-first"):
        assert live.store().choose_experiment(seat(), Experiment(name, "wait")).done
    show(at, "steps")
    at.session_state["try-limit-work"] = True
    at.run()
    press(at, "Choose it")

    assert "there are 3 already" in at.error[0].value


def test_a_step_opens_its_lesson_and_its_lane(open_page) -> None:
    at = show(sample(open_page), "steps")
    assert "learn-limit-work" in {button.key for button in at.button}
    answers = team_answers(asked(), seat())
    ready = assessments.recommend(asked(), answers).ready
    queries = [found for one in ready if (found := road_query(asked(), answers, one))]

    assert queries
    at.button(key="simulate-prompt-review").click().run()
    assert not at.error
    for query in queries:
        before, after = unpack(query["lane_a"]), unpack(query["lane_b"])
        assert before is not None
        assert after is not None
        assert before != after


# ---------------------------------------------------------------- history


def test_a_snapshot_is_taken_once_and_what_moved_is_told_regressions_first(open_page) -> None:
    at = show(sample(open_page), "history")
    press(at, "Take a snapshot")
    press(at, "Take a snapshot")
    kept = dated(asked(), seat())
    assert len(kept) == 2

    store = live.store()
    worst = asked().options(asked().practice("small-changes").question)[0].id
    store.save_answers(
        seat(), (AnswerWrite("small-changes", "value", worst, client_seq=store.next_seq(seat())),)
    )
    at.run()
    at.selectbox(key="from").set_value(kept[1].snapshot.fingerprint).run()
    said = texts(at)
    assert "**1 regressed" in said
    assert "### Regressed: 1" in said
    assert "Work in small changes" in said.split("### Regressed: 1")[1].split("###")[0]


def test_reworded_practices_are_told_apart(open_page) -> None:
    at = show(sample(open_page), "history")
    store, questionnaire = live.store(), asked()
    first, *others = questionnaire.practices
    question = first.question.model_copy(update={"text": "Asked in other words?"})
    other = questionnaire.model_copy(
        update={
            "version": "0.9",
            "practices": (first.model_copy(update={"question": question}), *others[:-1]),
        }
    )
    store.remember_questionnaire(other)
    answers = assessments.sample_answers(questionnaire.id).answers
    kept = {name: answer for name, answer in answers.items() if name in {one.id for one in other.practices}}
    taken = assessments.take_snapshot(other, assessments.Round("Harbor", dt.date(2026, 10, 1), kept))
    store.add_snapshot(seat(), taken)
    at.run()
    at.selectbox(key="from").set_value(taken.fingerprint).run()

    assert "1 practice asked in other words" in texts(at)
    assert "### Newly asked: 1" in texts(at)
    assert "no: asked otherwise" in texts(at)


def test_nothing_of_single_people_is_kept_before_the_reveal(open_page) -> None:
    together(open_page, reveal=False)
    at = show(open_page("assess", team=handle(seat())), "history")

    assert "Reveal the answers under Together" in texts(at)
    assert "take-snapshot" not in {button.key for button in at.button}
    assert "Nothing leaves before the reveal" in texts(show(at, "report"))


def test_a_trend_by_practice_goes_on_to_today(open_page) -> None:
    at = show(sample(open_page), "history")
    at.selectbox(key="trend-of").set_value("integration").run()

    assert "| Work in small changes | 30 | 70 |" in texts(at)
    assert "| Took part | n = 1 | n = 1 |" in texts(at)


# ---------------------------------------------------------------- report and files


def test_a_report_has_all_its_parts_and_names_nobody_with_an_answer(open_page) -> None:
    host = together(open_page)
    aim(host, "small-changes", "hours", reason="<script>alert(1)</script>", owner="Mira", due=DAY)
    live.store().choose_experiment(host, Experiment("deploy-path", "change lead time", "One script"))
    page = report_html(record_now(asked(), host), DAY)

    for head in ("Profile, against", "Where we see it differently", "Evidence", "Next steps", "How it was"):
        assert head in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert SECRET not in page
    assert "5 people, each alone, then revealed together" in page
    assert asked().licence in page


def test_a_report_says_what_moved_since_the_snapshot_before(open_page) -> None:
    sample(open_page)
    before = dated(asked(), seat())[0]
    page = report_html(record_now(asked(), seat()), DAY, before)

    assert "Since 17 August 2026" in page
    assert page.index("Improved (") < page.index("Evidence")


def test_a_report_without_answers_still_stands(open_page) -> None:
    sample(open_page)
    empty = snapshot_now(asked(), seat()).model_copy(update={"answers": {}, "respondents": None})

    assert "too few to be counted" in report_html(record_of(asked(), empty, seat()), DAY)


def test_the_page_offers_every_file_and_the_badge(open_page) -> None:
    at = show(sample(open_page), "report")
    offered = {found.proto.label for found in at.get("download_button")}

    assert {"Report to print (HTML)", "JSON, whole", "YAML, whole", "CSV", "XLSX"} <= offered
    assert "Badge as SVG" in offered


def test_a_badge_of_a_few_answers_is_refused_with_the_reason(open_page) -> None:
    open_page("assess")
    questionnaire = asked("team-health")
    store = live.store()
    opening = OpenAssessment(questionnaire.id, questionnaire.version, "Quay")
    mine = store.open_assessment(opening, "a-visitor").seat
    practice = questionnaire.practices[0]
    option = questionnaire.options(practice.question)[0].id
    store.save_answers(mine, (AnswerWrite(practice.id, "value", option, client_seq=1),))
    at = show(open_page("assess", team=handle(mine)), "report")

    assert "No badge: 1 of 8 practices are answered; a badge needs 80 %" in texts(at)
    taken = store.take_snapshot(mine, questionnaire)
    assert server.draw_badge(taken.fingerprint) == (
        None, "1 of 8 practices are answered; a badge needs 80 %",
    )  # fmt: skip
    assert server.draw_badge("0" * 64) == (None, "no such snapshot")


def test_a_kept_snapshot_has_a_badge_at_an_address(open_page) -> None:
    at = show(sample(open_page), "report")
    taken = live.store().take_snapshot(seat(), asked())
    at.run()
    at.selectbox(key="export-of").set_value(taken.fingerprint).run()

    assert f"/badge/{taken.fingerprint}.svg" in " ".join(code.value for code in at.code)
    svg, _ = server.draw_badge(taken.fingerprint)
    assert svg is not None
    assert "Harbor" not in svg


def test_an_exported_assessment_comes_back_with_the_identical_hash(open_page, monkeypatch) -> None:
    host = together(open_page)
    aim(host, "small-changes", "hours", reason="Why not", owner="Mira", due=DAY)
    live.store().choose_experiment(
        host, Experiment("deploy-path", "change lead time", "One script", "Jon", DAY)
    )
    taken = live.store().take_snapshot(host, asked())
    whole = record_of(asked(), taken, host)
    text = record_as_json(whole)
    at = open_page("assess")
    monkeypatch.setattr("ui.seats.visit", lambda: at.session_state["visit"])
    monkeypatch.setattr("ui.seats.visitor", lambda: "another")
    back = exports_import.restore(read_record(text))

    assert back != host
    again = record_of(asked(), live.store().snapshots(back)[0], back)
    assert again.fingerprint == whole.fingerprint
    assert json.loads(record_as_json(again)) == json.loads(text)
    assert SECRET not in text


def test_a_broken_file_brings_nothing_back_and_names_the_place(open_page, monkeypatch) -> None:
    at = open_page("assess")
    monkeypatch.setattr(exports_import, "visit", lambda: at.session_state["visit"])
    exports_import.bring("mine.json", b'{"format": 1}')
    at.run()

    assert live.store().seats_of("a-visitor") == ()
    assert "mine.json:1" in texts(at)


def test_the_files_of_a_large_questionnaire_are_written_by_a_job(open_page) -> None:
    open_page("assess")
    base = asked()
    practices = tuple(
        base.practices[place % 30].model_copy(update={"id": f"p{place}", "depends_on": ()})
        for place in range(700)
    )
    large = base.model_copy(update={"id": "large", "practices": practices})
    store = live.store()
    hashed = store.remember_questionnaire(large)
    store.open_assessment(OpenAssessment("large", large.version, "Quay", asked=hashed), "a-visitor")
    at = show(open_page("assess", team=handle(seat())), "report")
    assert not at.get("download_button")
    at.button_group(key="export-as").set_value("csv").run()
    for _ in range(100):
        if at.get("download_button"):
            break
        at.run()

    assert [found.proto.label for found in at.get("download_button")] == ["CSV"]


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("dsomm", ["team-progress.yaml", "team-evidence.yaml"]),
        ("devops-maturity", ["devops-maturity.yml"]),
    ],
)
def test_answers_go_back_to_the_tool_of_their_model(open_page, name: str, files) -> None:
    open_page("assess")
    imported = import_path(SAMPLES / name)
    given = imported.answers[0]
    mine = begun(imported.questionnaire, given)
    at = show(open_page("assess", team=handle(mine)), "report")
    assert "## Back to its own tool" in texts(at)
    offered = [found.proto.label for found in at.get("download_button")]
    assert [label for label in offered if label in files] == files

    offers = files_of_tool(imported.questionnaire)
    whole = record_now(imported.questionnaire, mine)
    written = {file: found.make(whole, None).decode() for file, found in offers.items()}
    day = {"date": whole.snapshot.date}
    nameless = {
        practice: assessments.Answer.model_validate(
            answer.model_dump() | {"evidence": [{**one.model_dump(), "by": None} for one in answer.evidence]}
        )
        for practice, answer in given.answers.items()
    }
    wanted = returned(imported.questionnaire, [given.model_copy(update={"answers": nameless, **day})])
    assert [plain(written[file]) for file in files] == [plain(wanted[file]) for file in files]


def plain(text: str) -> object:
    """Read a file with its lists in one order: the store keeps evidence in none."""
    return in_order(yaml.load(text, yaml.BaseLoader))  # noqa: S506 - texts, lists and mappings alone


def in_order(value: object) -> object:
    if isinstance(value, dict):
        return {key: in_order(part) for key, part in value.items()}
    return sorted(map(in_order, value), key=str) if isinstance(value, list) else value


def test_what_no_other_tool_reads_is_offered_to_none(open_page) -> None:
    assert "Back to its own tool" not in texts(show(sample(open_page), "report"))


# ---------------------------------------------------------------- several teams


def test_several_teams_stand_in_the_order_of_their_names_each_with_its_own_trend(open_page) -> None:
    sample(open_page)
    store, questionnaire = live.store(), asked()
    for name in ("Quay", "anchor"):
        opening = OpenAssessment(questionnaire.id, questionnaire.version, name)
        mine = store.open_assessment(opening, "a-visitor").seat
        round_of = assessments.Round(name, DAY, assessments.sample_answers(questionnaire.id).answers, 6)
        store.add_snapshot(mine, assessments.take_snapshot(questionnaire, round_of))
    at = open_page("assess", team="teams")
    heads = [mark.value for mark in at.markdown if mark.value.startswith("## ")]

    assert heads == ["## anchor", "## Harbor", "## Quay"]
    assert "There is no ranking" in texts(at)
    assert "| Integration | 67 |" in texts(at)


def test_a_coach_without_teams_is_told_what_to_do(open_page) -> None:
    assert "may open no assessment yet" in texts(open_page("assess", team="teams"))


def test_a_history_is_read_with_the_words_of_its_day(open_page) -> None:
    sample(open_page)

    assert all(isinstance(one, Dated) for one in dated(asked(), seat()))
