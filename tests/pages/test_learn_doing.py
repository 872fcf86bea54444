"""Every thing to do in a lesson can be done, says what came of it, and has its text twin."""

import pytest

from tests.drawn import by_label, press, texts, unfold, views
from tests.example import example_house, forget_pages


@pytest.fixture
def doing(settle, open_page, tmp_path):
    """Return how to open the example lesson with one thing to do alone."""

    def opened(shown: str):
        settle(example_house(tmp_path / "house", shown))
        forget_pages()
        return open_page("learn", lesson="friday")

    yield opened
    forget_pages()


def test_a_card_says_at_once_where_it_belongs_and_why(doing):
    at = doing("sort friday-cards")
    assert "Card 1 of 3" in texts(at)
    for _ in range(3):
        press(at, "Wait")

    assert "**All 3 cards lie in their group.** 2 of them you put there first." in texts(at)
    assert "- Copying files to a server :small[(you put it elsewhere)]" in texts(at)
    assert any(text in texts(at) for text in ("**Rather: Work.**", "**Right.**"))
    press(at, "Sort them again")
    assert "Card 1 of 3" in texts(at)


def test_a_team_is_classified_and_a_flipped_practice_changes_the_verdict(doing):
    at = doing("teams friday-teams")
    by_label(at.radio, "Harbor").set_value("continuous deployment").run()
    press(at, "Check")
    assert "**Not quite.** It is *continuous delivery*." in texts(at)
    unfold(at, "flips-friday-friday-teams/harbor")
    assert "As the team is: *continuous delivery*." in texts(at)

    by_label(at.selectbox, "What starts").select("automatic").run()
    assert "**It becomes continuous deployment.**" in texts(at)
    by_label(at.selectbox, "Every merge is tested").select("no").run()
    assert "**It becomes none of the three.**" in texts(at)


def test_a_team_can_be_left_and_its_answer_shown(doing):
    at = doing("teams friday-teams")
    press(at, "Next team")
    assert "### Quarry" in texts(at)
    press(at, "Show the answer")

    assert "**The answer.** It is *none of the three*." in texts(at)


def test_what_is_ticked_lights_the_road(doing):
    at = doing("checklist friday-list")
    assert "Lit: nothing yet. Missing: commit, build, test, deploy." in texts(at)
    by_label(at.checkbox, "Everyone merges daily").check().run()
    assert "Lit: commit, build. Missing: test, deploy." in texts(at)
    unfold(at, "why-friday-friday-list")
    assert "Else a red change goes on." in texts(at)
    for label in ("Every merge", "One action"):
        by_label(at.checkbox, label).check().run()

    assert "Missing: nothing." in texts(at)
    assert "**You could go now.**" in texts(at)


def test_a_slider_says_what_follows_and_has_its_table(doing):
    at = doing("slider friday-wait")
    assert "Mean wait [days]: **3.5**" in texts(at)
    at.select_slider[0].set_value(28.0).run()

    assert "Mean wait [days]: **14**" in texts(at)
    assert "Changes in a release [changes]: **84**" in texts(at)
    unfold(at, "table-friday-friday-wait")
    assert "| 14 | 7 | 42 |" in texts(at)
    assert "Assumes: Changes arrive evenly" in texts(at)


def test_a_slider_over_the_simulator_runs_when_asked(doing):
    at = doing("slider friday-review")
    assert not at.select_slider
    press(at, "Run it")
    for _ in range(200):
        if at.select_slider:
            break
        at.run()

    assert "Lead time [h]: **" in texts(at)


def test_a_lane_asks_for_a_guess_then_runs_and_shows_the_fail_rate_with_failed_changes(doing):
    at = doing("lane friday-lanes")
    assert not views(at)
    assert "Run it" not in [button.label for button in at.button]
    press(at, "Skip the guess")
    press(at, "Run it")

    assert views(at)[0].count('"letter"') == 2
    assert "| Change fail rate |" in texts(at)
    assert "| Failed changes per 1,000 |" in texts(at)
    assert "seed 1" in texts(at)
    assert "Changes pile up before the button" in texts(at)


def test_a_switch_changes_the_first_lane_alone(doing):
    at = doing("lane friday-lanes")
    by_label(at.radio, "Two teams").set_value("many-times").run()
    press(at, "Check")
    press(at, "Run it")
    before = lane_row(at)
    by_label(at.toggle, "Weak tests").set_value(True).run()  # on
    for _ in range(200):
        if lane_row(at):
            break
        at.run()
    after = lane_row(at)

    assert before[1] != after[1], "the first lane is another one"
    assert before[2] == after[2]


def lane_row(at) -> list[str]:
    rows = [line for line in texts(at).splitlines() if line.startswith("| Failed changes per 1,000 |")]
    return [cell.strip() for cell in rows[0].strip("|").split("|")] if rows else []


@pytest.mark.parametrize(
    ("typed", "said"), [("25", "**Right.**"), ("33", "**Not quite.**"), ("much", "That is no number")]
)
def test_a_number_from_the_log_is_checked(doing, typed, said):
    at = doing("log friday-log")
    assert "d-3" in list(at.table[0].value.iloc[:, 0]), "a table of its own scrolls by itself"
    by_label(at.selectbox, "What to compute").select("change_fail_rate").run()
    by_label(at.text_input, "Your number [%]").set_value(typed).run()
    press(at, "Check")

    assert said in texts(at)
    assert "It is **25** %, out of 4 rows." in texts(at)


def test_an_example_is_worked_then_faded_then_ones_own(doing):
    at = doing("example friday-weeks")
    assert "| Mon | Tue | Wed |" in texts(at)
    assert "**This is continuous integration.**" in texts(at)
    press(at, "Next case")
    assert "**1. Is everything merged daily?** It is." in texts(at)
    assert "**One of its habits is missing.**" not in texts(at)
    by_label(at.radio, "Does red come first").set_value("first").run()
    assert "**Rather: It does not.** Nobody looks at it." in texts(at)
    press(at, "Next case")
    by_label(at.radio, "Is everything merged").set_value("rarely").run()

    assert "**Right.** A month passes between two merges." in texts(at)
    assert "**Nothing is integrated in the meantime.**" in texts(at)


def test_a_tree_leads_to_its_end_and_back(doing):
    at = doing("tree friday-tree")
    press(at, "A machine")
    press(at, "A person")
    assert "### Continuous delivery" in texts(at)
    press(at, "One step back")
    assert "1. Who does the work? **A machine**" in texts(at)
    press(at, "Begin again")

    assert "**Who does the work?**" in texts(at)


def test_what_one_sees_leads_to_a_lesson(doing):
    at = doing("finder friday-next")
    by_label(at.radio, "What do you see").set_value("waits").run()

    assert "**What it may mean.** A rhythm costs more than work." in texts(at)
    links = [(link.proto.label, link.proto.query_string) for link in at.get("page_link")]
    assert ("Go to the lesson: Shall we go on Friday?", "lesson=friday") in links
    assert ("Watch it happen", "a=button-weekly") in links


@pytest.mark.parametrize(
    ("shown", "twin"),
    [
        ("sort friday-cards", "| Copying files to a server | Work |"),
        ("teams friday-teams", "| continuous delivery |"),
        ("checklist friday-list", "| Everyone merges daily | commit, build |"),
        ("slider friday-wait", "| 28 | 14 | 84 |"),
        ("lane friday-lanes", "- **Weak tests**"),
        ("example friday-weeks", "| Does red come first? | It does not |"),
        ("tree friday-tree", "| Who decides? | A person | Continuous delivery |"),
        ("finder friday-next", "| Changes wait for a day of the week |"),
    ],
)
def test_every_thing_to_do_has_its_text_twin(doing, shown, twin):
    at = doing(shown)
    folded = next(part for part in at.expander if part.label == "As text, with the answers")
    assert folded is not None
    at.session_state[f"twin-friday-{shown.split()[1]}"] = True
    at.run()

    assert twin in texts(at)
