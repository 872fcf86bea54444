"""List what can be shown of an assessment; whoever adds a view adds a line to VIEWS."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from assessments import Questionnaire
from store import PASS_ROLES, Assessment, Role, Seat
from ui.assessing.access import draw_access
from ui.assessing.answering_end import draw_end, has_end
from ui.assessing.exports import draw_exports
from ui.assessing.helps import draw_helps
from ui.assessing.history import draw_history
from ui.assessing.lane import draw_lane, has_lane
from ui.assessing.steps import draw_steps
from ui.assessing.targets import draw_targets
from ui.assessing.together import draw_together
from ui.profile import draw_profile
from ui.questions import draw_questions
from ui.seats import shares

Draw = Callable[[Questionnaire, Seat], None]


VIEWS: Mapping[str, tuple[str, Draw]] = MappingProxyType({
    "questions": ("Questions", draw_questions),
    "together": ("Together", draw_together),
    "result": ("Result", draw_end),
    "profile": ("Profile", draw_profile),
    "targets": ("Targets", draw_targets),
    "lane": ("Our lane", draw_lane),
    "helps": ("What helps most", draw_helps),
    "steps": ("Next steps", draw_steps),
    "history": ("History", draw_history),
    "report": ("Report and files", draw_exports),
    "access": ("Access", draw_access),
})  # fmt: skip
"""Every view by the word in the address: its title, and what draws it. The first is shown at first."""


def views_for(questionnaire: Questionnaire, found: Assessment, role: Role | None) -> dict[str, str]:
    """Return the views of an assessment by the word in the address, with their titles.

    A pass shows what the team keeps over time, never what one person answers today; a coach plans with the
    team once it agrees on answers of all.
    """
    if role in PASS_ROLES:
        planning = ("targets", "steps") if role is Role.COACH and shares(found) else ()
        return {name: VIEWS[name][0] for name in ("history", *planning)}
    without = {"together"} if found.mode == "alone" else set()
    if not has_end(questionnaire):
        without.add("result")
    if not has_lane(questionnaire):
        without |= {"lane", "helps"}
    return {name: title for name, (title, _) in VIEWS.items() if name not in without}
