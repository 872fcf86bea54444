"""A road of one's own: edited, undone, shared, kept; a wrong one never costs the right one."""

import pytest

from simulator import scenario_from_text, shipped_scenarios
from simulator.writing import scenario_text
from store import StartAssessment
from tests.drawn import by_label, press, texts, views
from ui import live
from ui.simulating.road import BEHIND, PARTS, _uploaded
from ui.simulating.sharing import LONGEST, pack, unpack

PRESETS = {scenario.id: scenario for scenario in shipped_scenarios().values}


@pytest.fixture
def road(open_page):
    """Return how to open the page, with a road in its address or not."""

    def opened(text: str | None = None, visitor: str = "a-visitor"):
        at = open_page("simulate", visitor, do="Your road", **({"road": pack(text)} if text else {}))
        for label in ("Start from", "Link", "Save"):
            at.session_state[f"{BEHIND}{label}"] = True
        return at.run()

    return opened


def choose_stage(at, name: str):
    stages = by_label(at.radio, "Stages, in order")
    place = next(i for i, option in enumerate(stages.options) if option.startswith(name))
    return stages.set_value(place).run()


def written(at) -> str:
    """Return the road as the page's text."""
    return next(code.value for code in at.code if code.value.startswith("format: 1"))


def linked(at) -> str:
    link = next(code.value for code in at.code if "road=" in code.value)
    return unpack(link.partition("&road=")[2]) or ""


def test_the_road_begins_as_a_preset_that_moves(road) -> None:
    at = road()
    assert not at.exception
    assert not at.error
    assert '"scenario":"button-weekly"' in views(at)[0]
    assert scenario_from_text(written(at)).stages == PRESETS["button-weekly"].stages


def test_a_changed_field_changes_the_road_and_its_lane_and_can_be_undone(road) -> None:
    at = road()
    before, text = views(at)[0], written(at)
    by_label(at.number_input, "How many at once").set_value(7).run()
    assert "capacity: 7" in written(at)
    assert views(at)[0] != before

    press(at, "Undo")
    assert written(at) == text
    assert views(at)[0] == before
    assert by_label(at.number_input, "How many at once").value == 2
    press(at, "Redo")
    assert "capacity: 7" in written(at)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_stage_of_a_preset_is_drawn_without_changing_it(road, preset) -> None:
    text = scenario_text(PRESETS[preset].model_copy(update={"expect": ()}))
    at = road(text)
    for i, stage in enumerate(PRESETS[preset].stages):
        by_label(at.radio, "Stages, in order").set_value(i).run()
        assert not at.exception
        assert written(at) == text.strip(), stage.id


def test_a_stage_by_hand_can_be_made_automatic(road) -> None:
    at = road(scenario_text(PRESETS["hand-weekly"]))
    choose_stage(at, "deploy")
    by_label(at.radio, "Mark").set_value("bolt").run()
    stage = scenario_from_text(written(at)).stages[-1]
    assert (stage.mark, stage.steps, stage.work.value) == ("bolt", None, pytest.approx(1 / 6))
    assert by_label(at.radio, "Stages, in order").options[-1] == "deploy, automatic"


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("all", {"batch": {"all": True}}),
        ("max", {"batch": {"max": 5}}),
        ("size", {"batch": {"size": 5}}),
        ("train", {"departures": {"every": 168}}),
        ("one", {}),
    ],
)
def test_changes_can_be_taken_up_in_every_way(road, how, expected) -> None:
    at = road()
    choose_stage(at, "staging")
    by_label(at.selectbox, "How changes are taken up").set_value(how).run()
    stage = next(s for s in scenario_from_text(written(at)).stages if s.id == "staging")
    found = stage.model_dump(mode="json", exclude_defaults=True)
    assert {name: found[name] for name in ("batch", "departures", "attends") if name in found} == expected
    assert not at.error


@pytest.mark.parametrize(
    "kind", ["constant", "exponential", "lognormal", "uniform", "triangular", "empirical"]
)
def test_work_can_have_every_shape(road, kind) -> None:
    at = road()
    by_label(at.selectbox, "Work").set_value(kind).run()
    assert scenario_from_text(written(at)).stages[0].work.dist == kind
    assert not at.error


def test_a_wrong_field_is_named_with_its_mend_and_the_last_lane_stays(road) -> None:
    at = road()
    before = views(at)[0]
    by_label(at.text_input, "mean").set_value("soon").run()
    assert "soon" in at.error[0].value
    assert "30s" in at.error[0].value
    assert views(at)[0] == before
    assert "last road that could run" in texts(at)

    by_label(at.text_input, "mean").set_value("90m").run()
    assert not at.error
    assert "mean: 1.5" in written(at)


def test_stages_are_added_moved_and_removed(road) -> None:
    at = road()
    by_label(at.text_input, "New stage after").set_value("Security scan")
    press(at, "Add")
    assert [stage.id for stage in scenario_from_text(written(at)).stages][:2] == ["review", "security-scan"]
    assert by_label(at.radio, "Stages, in order").value == 1
    press(at, "Earlier")
    assert [stage.id for stage in scenario_from_text(written(at)).stages][:2] == ["security-scan", "review"]
    assert by_label(at.radio, "Stages, in order").value == 0
    press(at, "Later")
    press(at, "Remove")
    assert [stage.id for stage in scenario_from_text(written(at)).stages][:2] == ["review", "build"]


def test_what_lies_around_the_stages_can_be_changed(road) -> None:
    at = road()
    at.session_state["road-part"] = PARTS[1]
    at.run()
    by_label(at.number_input, "Carry a defect").set_value(12.5).run()
    by_label(at.number_input, "Rolled back instead").set_value(0.0).run()
    by_label(at.text_input, "office: hours").set_value("08:00-12:00").run()
    by_label(at.text_input, "Name of the road").set_value("Quay").run()
    scenario = scenario_from_text(written(at))
    assert (scenario.defects, scenario.title) == (0.125, "Quay")
    assert scenario.production.rollback is None
    assert scenario.calendars["office"].hours == "08:00-12:00"


def test_what_is_behind_a_button_or_a_tab_costs_nothing_until_it_is_opened(open_page) -> None:
    at = open_page("simulate", do="Your road")
    labels = [field.label for field in (*at.button, *at.text_input, *at.number_input)]
    assert "Use this file" not in labels
    assert "How many at once" in labels
    assert not [
        label for label in labels if label in {PRESETS["automatic"].title, "Name of the road", "Save"}
    ]
    assert not [code for code in at.code if "road=" in code.value]

    at.session_state["road-part"] = PARTS[1]
    at.run()
    labels = [field.label for field in (*at.text_input, *at.number_input)]
    assert "Name of the road" in labels
    assert "How many at once" not in labels


def test_a_field_keeps_its_value_while_another_tab_is_open(road) -> None:
    at = road()
    by_label(at.number_input, "How many at once").set_value(7).run()
    at.session_state["road-part"] = PARTS[1]
    at.run()
    by_label(at.number_input, "Carry a defect").set_value(12.5).run()
    at.session_state["road-part"] = PARTS[0]
    at.run()
    assert by_label(at.number_input, "How many at once").value == 7
    assert "defects: 0.125" in written(at)


def test_another_preset_is_one_step_that_can_be_undone(road) -> None:
    at = road()
    text = written(at)
    at.button(key="preset-automatic").click().run()
    assert '"scenario":"automatic"' in views(at)[0]
    press(at, "Undo")
    assert written(at) == text


def test_a_link_opens_the_road_as_it_was(road) -> None:
    at = road()
    by_label(at.number_input, "How many at once").set_value(7).run()
    other = road(linked(at), visitor="another")
    assert written(other) == written(at)


@pytest.mark.parametrize("damage", ["xx", pack("format: 1\nid: nothing\n")])
def test_a_damaged_link_says_so_and_the_page_begins_as_ever(open_page, damage) -> None:
    at = open_page("simulate", do="Your road", road=damage)
    assert "Not taken" in at.error[0].value
    assert '"scenario":"button-weekly"' in views(at)[0]


def test_an_uploaded_file_with_faults_shows_all_of_them_with_lines() -> None:
    text = scenario_text(PRESETS["button-weekly"]).replace("capacity: 2", "capacity: 0")
    scenario, problems = _uploaded(text.encode(), "ours.yaml")
    assert scenario is None
    assert len(problems) >= 2
    assert all(problem.line > 1 and problem.mend for problem in problems)


@pytest.mark.parametrize(
    ("body", "mend"),
    [(b"\xff\xfe\x00", "UTF-8"), (b"x" * (LONGEST + 1), "at most"), (b"", ""), (b"- 1\n", "")],
)
def test_an_uploaded_file_that_is_no_scenario_is_refused_with_the_mend(body, mend) -> None:
    scenario, problems = _uploaded(body, "ours.yaml")
    assert scenario is None
    assert mend in problems[0].mend + problems[0].wrong


def save(at, name: str):
    by_label(at.text_input, "Name").set_value(name)
    next(field for field in at.text_input if field.label == "Name" and "road-name" in field.key).set_value(
        name
    )
    return at.button(key="road-save").click().run()


def test_a_saved_road_is_found_again_by_this_browser_alone(road) -> None:
    at = road()
    by_label(at.number_input, "How many at once").set_value(7).run()
    save(at, "Ours")
    assert at.success
    again = road()
    again.button(key="kept-this browser-Ours").click().run()
    assert "capacity: 7" in written(again)
    assert not [button for button in road(visitor="another").button if "Ours" in button.label]


def test_a_road_of_the_same_name_is_replaced_only_when_asked_twice(road) -> None:
    at = road()
    save(at, "Ours")
    other = road()
    by_label(other.number_input, "How many at once").set_value(7).run()
    save(other, "Ours")
    assert "already" in other.warning[0].value
    assert "capacity: 2" in live.store().kept_one("a-visitor", "road", "Ours").body
    save(other, "Ours")
    assert "capacity: 7" in live.store().kept_one("a-visitor", "road", "Ours").body

    by_label(at.number_input, "How many at once").set_value(9).run()
    save(at, "Ours")
    assert "already" in at.warning[0].value
    assert "capacity: 7" in live.store().kept_one("a-visitor", "road", "Ours").body


def test_a_team_shares_the_road_that_one_of_it_saved(road) -> None:
    started = live.store().start_assessment(StartAssessment("continuous-delivery", "1", "Quay"), "a-visitor")
    live.store().hold("another", started.seat)
    at = road()
    by_label(at.selectbox, "For").set_value("Quay").run()
    save(at, "Ours")
    other = road(visitor="another")
    assert [button.label for button in other.button if "Ours" in button.label] == ["Ours (Quay)"]
