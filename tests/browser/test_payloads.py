"""Thirty texts that want to run, in every field that people write: nothing runs, and nothing leaves."""

import ast
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import pytest
from sqlalchemy import String

from assessments import Record, effects, record, sample_answers, shipped_questionnaires
from loop import AIMS, OwnLane, Prediction, open_steps, rank, try_steps
from simulator import Study, scenario_from_text, shipped_scenarios
from simulator.outcomes import find_outcome
from store import Store
from store.tables import metadata
from tests.browser.conftest import ROOT, Server, Visitor, free_port, new_visitor
from tests.browser.payloads import (
    PAYLOADS,
    VISITOR,
    Filled,
    agenda,
    columns_with_payloads,
    fill,
    is_payload,
    read_questionnaire,
    road,
    texts_of,
)
from tests.browser.test_evidence import drop
from ui.assessing.exports_record import recorded_step, recorded_target
from ui.assessing.lane_own import Made
from ui.assessing.report import report_html
from ui.assessing.story import Story, story_html
from ui.assessing.views import VIEWS
from ui.seats import handle
from ui.security import VISITOR_COOKIE
from ui.simulating.guessing import Guess
from ui.simulating.reporting import report
from ui.simulating.sharing import pack
from workshops import agenda_from_text

DAY = dt.date(2026, 9, 1)

RAN = """() => {
  const found = [], text = (e) => e.outerHTML.slice(0, 200);
  const look = (root) => {
    for (const e of root.querySelectorAll("*")) {
      const names = ["src", "href", "action", "data", "xlink:href", "srcdoc"];
      const places = names.map((n) => e.getAttribute(n) ?? "");
      const away = e.tagName !== "A" && places.some((one) => /evil/i.test(one));
      const runs = places.some((one) => /^\\s*javascript:/i.test(one));
      const handler = e.getAttributeNames().some((n) => n.startsWith("on"));
      const code = ["SCRIPT", "STYLE", "META", "BASE"].includes(e.tagName);
      const script = code && /__hit|evil/.test(e.outerHTML);
      const framed = ["IFRAME", "OBJECT", "EMBED"].includes(e.tagName);
      if (away || runs || handler || script || framed) found.push(text(e));
      if (e.shadowRoot) look(e.shadowRoot);
    }
  };
  look(document);
  return found;
}"""
"""What stands in a page, shadow roots too, that would run or ask another host, were no policy there."""


@dataclass
class Canary:
    """A tab that notes whatever a payload could bring about."""

    tab: Visitor
    hits: list[object] = field(default_factory=list)
    home: str = ""

    def __post_init__(self) -> None:
        self.tab.page.context.expose_binding("__hit", lambda _source, number: self.hits.append(number))
        self.tab.page.on("dialog", self._dismiss)

    def _dismiss(self, dialog) -> None:
        self.hits.append(dialog.message)
        dialog.dismiss()

    def open(self, path: str) -> None:
        """Open a page of the app and look at it."""
        self.tab.open(f"{self.home}{path}")
        self.look()

    def unfold(self) -> None:
        """Open whatever is folded or behind a button, and look at each."""
        page = self.tab.page
        page.evaluate("document.querySelectorAll('details:not([open]) > summary').forEach((e) => e.click())")
        self.tab.settled()
        self.look()
        buttons = page.locator("[data-testid=stPopover] button")
        for place in range(min(buttons.count(), 12)):
            buttons.nth(place).click()
            self.tab.settled()
            self.look()
            page.keyboard.press("Escape")

    def look(self) -> None:
        """Assert that nothing on the page ran, can run, or asked another host."""
        page = self.tab.page
        assert page.evaluate(RAN) == [], page.url
        assert self.hits == [], page.url
        assert self.tab.elsewhere == [], page.url
        assert self.tab.errors == [], page.url
        if self.home:
            assert page.url.startswith(self.home)

    def read(self, html: str) -> None:
        """Show a file that people take along, where no policy guards it, and look at it."""
        self.tab.page.set_content(html)
        self.tab.page.mouse.move(200, 200)
        self.tab.page.evaluate("document.fonts.ready")
        self.look()


@dataclass(frozen=True)
class House:
    """A running server that was filled with payloads, and the records of what was written."""

    server: Server
    filled: Filled
    records: tuple[Record, ...]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("payloads")
    with Store.open(None, folder / "data") as store:
        filled = fill(store)
        records = tuple(records_of(store, filled))
    found = Server(free_port(), folder / "data", folder / "log")
    yield House(found, filled, records)
    found.stop()


def records_of(store: Store, filled: Filled) -> Iterator[Record]:
    """Return what the files of each assessment are made of; the one with all thirty first."""
    for seat, asked in zip((filled.whole, *filled.seats), (filled.whole_asked, *filled.asked), strict=True):
        taken = store.snapshots(seat)[-1]
        targets = {name: recorded_target(one) for name, one in store.targets(seat).items()}
        yield record(asked, taken, targets, map(recorded_step, store.experiments(seat).values()))


@pytest.fixture
def canary(browser, house) -> Iterator[Canary]:
    if house.server.process is None:
        house.server.start()
    found = Canary(new_visitor(browser, viewport={"width": 1280, "height": 900}), home=house.server.address)
    known = {"name": VISITOR_COOKIE, "value": VISITOR, "url": house.server.address}
    found.tab.page.context.add_cookies([known])
    yield found
    found.tab.page.context.close()


@pytest.fixture
def reader(browser) -> Iterator[Canary]:
    found = Canary(new_visitor(browser, viewport={"width": 1000, "height": 800}))
    yield found
    found.tab.page.context.close()


# ---------------------------------------------------------------- nothing is forgotten

NOT_WRITTEN = {
    "id", "assessment", "respondent", "visitor", "team_id", "room", "seat", "hash", "token_hash",
    "secret_hash", "host_hash", "holder_hash", "host", "asked", "practice", "questionnaire", "question",
    "option", "choices",
    "state", "mode", "role", "action", "kind", "code", "code_before", "last_act", "team",
}  # fmt: skip
"""Columns that hold ids, hashes or words of ours; what people write in their place is refused."""
WRITTEN = {"assessment.team", "grade.option", "room_state.state"}
"""Columns of these names that hold what people write nevertheless."""
OF_A_SCHEME = {
    "Questionnaire.id", "Questionnaire.lang", "Questionnaire.scenario", "Questionnaire.scales{}", "Group.id",
    "Group.dimension", "Dimension.id", "Practice.id", "Practice.dimension", "Practice.group", "Option.id",
    "Practice.scenario_effects{}", "Question.kind", "Question.evidence", "Question.scale", "Tree.group",
    "Tree.overall", "Tree.dimension", "Scoring.missing", "Scenario.id", "Stage.id", "Stage.mark",
    "Distribution.dist", "Agenda.id", "Step.kind", "Question.id", "Choice.id", "WrongAnswer.misconception",
    "Departures.every", "Departures.at", "Agenda.format",
}  # fmt: skip
"""Fields of files that take ids and known words alone."""
ABSENT = {
    "Option.facts": "known words of `delivery.Practices`", "Practice.measures": "names of metrics",
    "Practice.evidence": "facts and options", "Practice.depends_on": "ids", "Practice.sources": "ids",
    "Practice.lesson": "an id", "Group.parent": "an id", "Questionnaire.superseded_by": "an id",
    "Scenario.calendars": "ids", "Scenario.pools": "ids", "Stage.after": "ids", "Stage.pool": "an id",
    "Stage.calendar": "an id", "Stage.capacity": "a number", "Arrivals.calendar": "an id",
    "ChangeClass.id": "an id", "Rework.to": "an id", "OpenHours.days": "days", "OpenHours.hours": "hours",
    "Expectation.metric": "names of metrics", "Expectation.versus": "an id", "Expectation.relation": "a sign",
    "Expected.scenario": "an id", "Expected.metric": "names of metrics", "Step.items": "ids",
    "Step.form": "an id", "Step.scenarios": "ids", "Step.practices": "ids", "Step.questionnaire": "an id",
}  # fmt: skip
"""Fields of files that hold no text of people: what else is written there is refused."""
WIDGETS = {
    "ui/assessing/answering_beside.py": 6,  # answer.note; proof.text, link, by; two days, refused otherwise
    "ui/assessing/answering_widgets.py": 1,  # answer.reason
    "ui/assessing/answering_list.py": 1,  # a word to search for: never drawn
    "ui/assessing/access.py": 1,  # a word to type, compared and never drawn
    "ui/assessing/start.py": 1,  # assessment.team
    "ui/assessing/start_import.py": 2,  # questionnaire.body
    "ui/assessing/exports_import.py": 1,  # questionnaire.body, snapshot.body
    "ui/assessing/targets.py": 2,  # target.reason, owner
    "ui/assessing/together_agreeing.py": 1,  # agreed.note
    "ui/assessing/inviting.py": 2,  # a code; respondent.name
    "ui/assessing/lane.py": 2,  # team_kept.body
    "ui/assessing/steps.py": 4,  # experiment.measure, step, owner, outcome
    "ui/workshop/host_step.py": 1,  # room_state.state
    "ui/workshop/start.py": 2,  # room_state.plan
    "ui/simulating/road.py": 3,  # a scenario; the title of a stage; kept.name
    "ui/simulating/sweeping.py": 1,  # in the address
    "ui/simulating/inspecting.py": 4,  # the title of a stage; times, refused otherwise
    "ui/simulating/surroundings.py": 3,  # the title of a scenario; hours, refused otherwise
    "ui/learning/answering.py": 1,  # grade.option
    "ui/learning/sourcing.py": 1,  # a word to search for
    "ui/learning/glossary.py": 2,  # words to search for
    "ui/learning/logs.py": 1,  # a number, refused otherwise
    "ui/learning/files.py": 2,  # kept.body; a code, refused otherwise
    "ui/evidence/pipelines.py": 3,  # files; a path
    "ui/evidence/measuring.py": 1,  # runs of jobs
    "ui/evidence/commits.py": 3,  # a pattern of tags, a log, a path
    "ui/evidence/logs.py": 1,  # deployments and incidents
}
"""Where people type or drop something, how often, and where it ends."""
TYPING = {"text_input", "text_area", "file_uploader", "chat_input", "data_editor", "camera_input"}


def test_every_column_in_which_people_write_is_filled(house) -> None:
    columns = [one for table in metadata.tables.values() for one in table.columns]
    texts = {f"{one.table.name}.{one.name}": one.name for one in columns if isinstance(one.type, String)}
    expected = {name for name, column in texts.items() if column not in NOT_WRITTEN or name in WRITTEN}
    known_words = {"audit.action", "audit.role"}
    known_words |= {"pass_holding.link", "signed_out.login"}  # hashes

    assert expected - columns_with_payloads(house.server.data_dir / "greenlane.db") - known_words == set()


@pytest.mark.parametrize(
    "whole",
    [read_questionnaire(0, 30), scenario_from_text(road(3)), agenda_from_text(json.dumps(agenda()))],
    ids=["questionnaire", "scenario", "agenda"],
)
def test_every_text_of_a_file_is_filled(whole) -> None:
    found = list(texts_of(whole))
    filled = {place.removesuffix("{}") for place, text in found if is_payload(text)}
    plain = {place for place, text in found if not is_payload(text)}

    assert plain - filled - OF_A_SCHEME == set()
    assert (
        fields_of(type(whole)) - filled - {one.removesuffix("{}") for one in OF_A_SCHEME} - set(ABSENT)
        == set()
    )


def fields_of(model: type) -> set[str]:
    """Return every field of a model and of the models in it that may hold a text."""
    found, waiting, seen = set(), [model], set()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        for name, told in one.model_fields.items():
            inner = list(parts_of(told.annotation))
            waiting += [part for part in inner if hasattr(part, "model_fields")]
            if any(part is str or getattr(part, "__mro__", (0,))[0] is str for part in inner):
                found.add(f"{one.__name__}.{name}")
    return found


def parts_of(annotation: object) -> Iterator[object]:
    """Return the types that an annotation is made of."""
    yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from parts_of(part)


def test_every_place_to_type_or_drop_something_is_known() -> None:
    found: dict[str, int] = {}
    for path in sorted((ROOT / "ui").rglob("*.py")):
        calls = [one for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.Call)]
        count = sum(isinstance(one.func, ast.Attribute) and one.func.attr in TYPING for one in calls)
        if count:
            found[str(path.relative_to(ROOT))] = count

    assert found == WIDGETS


# ---------------------------------------------------------------- files


def test_no_report_of_an_assessment_runs_anything(reader, house) -> None:
    for one in house.records:
        reader.read(report_html(one, DAY))


def test_no_page_for_a_manager_runs_anything(reader) -> None:
    shipped = next(one for one in shipped_questionnaires().values if one.id == "delivery-practices")
    answers = sample_answers("delivery-practices")
    base = next(one for one in shipped_scenarios().values if one.id == shipped.scenario)
    lane = OwnLane(base, effects(shipped, answers))
    steps = open_steps(shipped, answers).steps
    ranked = rank(try_steps(lane, steps, Study(seed=1, replications=2, changes=40)), steps, AIMS[0])
    tried = ranked.every[0]
    for text in PAYLOADS:
        written = {"title": text, "why": text, "first_step": text}
        practices = tuple(one.model_copy(update=written) for one in shipped.practices)
        said = {"practices": practices, "title": text, "licence": text, "attribution": text, "version": text}
        asked = shipped.model_copy(update=said)
        stages = tuple(one.model_copy(update={"title": text}) for one in base.stages)
        own = OwnLane(base.model_copy(update={"title": text, "stages": stages}), lane.effects)
        guessed = Prediction(tried.turn.path, tried.turn.value, AIMS[0], 9.0, 2.0, 4.0, 8.0, DAY, "chance")
        reader.read(story_html(
            Story(asked, text, Made(own, answers, None, None, {}), ranked, tried, None, DAY, guessed, text,
                  DAY)
        ))  # fmt: skip


def test_no_report_of_lanes_runs_anything(reader) -> None:
    study = Study(seed=1, replications=2, changes=40)
    for number in range(0, len(PAYLOADS), 2):
        texts = {"A": road(number), "B": road(number + 1)}
        outcomes = {
            letter: find_outcome(scenario_from_text(text), study, 50.0) for letter, text in texts.items()
        }
        reader.read(report(texts, study, Guess(2.0, 1.0, 1.0), outcomes))


# ---------------------------------------------------------------- pages


def test_pages_without_a_script_show_what_is_asked_of_them_as_text(canary) -> None:
    for text in PAYLOADS:
        code = quote(text.replace("/", "|"))  # with a slash it is another path
        whole = quote(text, safe="")
        for path in (f"/join?code={whole}", f"/j/{code}", f"/r/{whole}", f"/i/{whole}", f"/h/{whole}"):
            canary.tab.page.goto(f"{canary.home}{path}")
            canary.tab.errors[:] = [one for one in canary.tab.errors if "status of 4" not in one]
            canary.look()


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_of_an_assessment_runs_anything(canary, house, view: str) -> None:
    canary.open(f"/assess?{urlencode({'team': handle(house.filled.whole), 'show': view})}")
    assert PAYLOADS[0] in canary.tab.page.get_by_role("heading", level=1).inner_text()
    canary.unfold()


@pytest.mark.long
def test_no_question_runs_anything(canary, house) -> None:
    for number in range(1, 31):
        seat = handle(house.filled.whole)
        canary.open(f"/assess?{urlencode({'team': seat, 'show': 'questions', 'question': number})}")


@pytest.mark.long
def test_no_name_of_a_team_and_no_licence_runs_anything(canary, house) -> None:
    for path in ("/", "/assess?team=every", "/assess?team=teams", "/evidence", "/workshop", "/simulate"):
        canary.open(path)
    for seat in house.filled.seats:
        canary.open(f"/assess?{urlencode({'team': handle(seat), 'show': 'profile'})}")


@pytest.mark.long
def test_no_road_runs_anything(canary) -> None:
    for first in range(0, len(PAYLOADS), 4):
        lanes = {
            letter: f"Your road: {PAYLOADS[(first + place) % 30]}" for place, letter in enumerate("abcd")
        }
        canary.open(f"/simulate?{urlencode(lanes | {'show': 'results'})}")
        canary.open(f"/simulate?{urlencode(lanes)}")
    for number in range(len(PAYLOADS)):
        canary.open(f"/simulate?{urlencode({'do': 'Your road', 'road': pack(road(number))})}")
    for number in range(0, len(PAYLOADS), 5):
        shared = {"do": "What if", "of": "shared-A", "lane_a": pack(road(number))}
        canary.open(f"/simulate?{urlencode(shared)}")
        canary.tab.page.get_by_text("Which one change helps most").wait_for()
        canary.tab.settled()
        canary.unfold()


@pytest.mark.long
def test_no_address_runs_anything(canary) -> None:
    keys = {
        "/assess": ("team", "show"), "/simulate": ("do", "a", "b", "road", "of", "game"),
        "/learn": ("lesson", "term", "source", "part"), "/workshop": ("room", "view"), "/evidence": ("see",),
    }  # fmt: skip
    for number, text in enumerate(PAYLOADS):
        path = list(keys)[number % len(keys)]
        canary.open(f"{path}?{urlencode(dict.fromkeys(keys[path], text))}")


@pytest.mark.long
def test_no_step_of_a_room_runs_anything(browser, canary, house) -> None:
    room = house.filled.room
    wall = Canary(new_visitor(browser, viewport={"width": 1920, "height": 1080}), home=house.server.address)
    phone = Canary(new_visitor(browser, viewport={"width": 390, "height": 844}), home=house.server.address)
    phone.tab.page.goto(f"{phone.home}/j/{house.filled.code}")
    phone.tab.page.get_by_role("button").first.click()
    wall.open(f"/workshop?room={room}&view=wall")
    canary.open(f"/workshop?room={room}")
    for number in range(2, 31):
        ahead = canary.tab.page.get_by_role("button", name="Go on")
        ahead.first.click()
        canary.tab.page.get_by_text(f"Step {number} of 30").wait_for()
        canary.unfold()
        phone.tab.page.goto(f"{phone.home}/j/{house.filled.code}")
        phone.look()
        wall.look()
    wall.tab.page.context.close()
    phone.tab.page.context.close()


def test_no_dropped_file_runs_anything(canary) -> None:
    canary.open("/evidence")
    jobs = [{
        "name": f"{text}.yml".replace("/", "|"), "mimeType": "text/plain",
        "buffer": json.dumps({"name": text, "on": "push", "jobs": {text: {
            "name": text, "environment": text, "runs-on": text, "if": text,
            "steps": [{"name": text, "uses": text}, {"name": text, "run": f"npm test && deploy {text}"}],
        }}}).encode(),
    } for text in PAYLOADS]  # fmt: skip
    canary.tab.page.locator("input[type=file]").first.set_input_files(jobs)
    canary.tab.page.get_by_role("button", name="All reasons as CSV").wait_for()
    canary.tab.settled()
    canary.look()

    canary.open("/evidence?see=Deployments")
    rows = "".join(
        f'"{text.replace(chr(34), chr(34) * 2)}",2026-01-{day:02}T10:00:00Z,'
        f'"{text.replace(chr(34), chr(34) * 2)}","{text.replace(chr(34), chr(34) * 2)}"\n'
        for day, text in enumerate(PAYLOADS, start=1)
    )
    drop(canary.tab, 0, f"{PAYLOADS[4]}.csv", f"id,finished,environment,result\n{rows}")
    canary.tab.page.wait_for_timeout(1000)
    canary.tab.settled()
    canary.look()


def test_no_file_of_a_learner_or_a_questionnaire_runs_anything(canary) -> None:
    wrong = {"format": 1, "learner": PAYLOADS[0], "answers": [
        {"item": text, "item_hash": text, "option": text, "sure": text, "at": text, "attempt": 1}
        for text in PAYLOADS
    ]}  # fmt: skip
    canary.open("/learn?part=My+progress")
    drop(canary.tab, 0, f"{PAYLOADS[4]}.json", json.dumps(wrong))
    canary.tab.page.get_by_role("button", name="Add it to mine").click()
    canary.tab.page.get_by_text("Not added").wait_for()
    canary.tab.settled()
    canary.look()

    canary.open("/assess?team=every")
    canary.tab.page.get_by_text("Bring a questionnaire of your own").click()
    broken = {"format": 1, "id": PAYLOADS[2], "title": 3, "practices": [{text: text} for text in PAYLOADS]}
    drop(canary.tab, 0, f"{PAYLOADS[4]}.yaml", json.dumps(broken))
    canary.tab.page.get_by_role("button", name="Import", exact=True).click()
    canary.tab.page.get_by_text("Nothing was imported").wait_for()
    canary.tab.settled()
    canary.look()
