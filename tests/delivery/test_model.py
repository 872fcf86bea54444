"""Marks, pipelines and deployments: what there is, and what there cannot be."""

import inspect
import math
from dataclasses import FrozenInstanceError

import pytest

import delivery
from delivery import (
    DeliveryError,
    Deployment,
    DeploymentError,
    Fact,
    Kind,
    Mark,
    Pipeline,
    PipelineError,
    PipelineStage,
    Practices,
    StageError,
    Trigger,
    model,
)


def test_there_are_four_marks_each_with_its_word_and_meaning():
    assert [(mark.value, mark.word) for mark in Mark] == [
        ("hand", "by hand"),
        ("hourglass", "approval"),
        ("button", "button"),
        ("bolt", "automatic"),
    ]
    assert len({mark.meaning for mark in Mark}) == 4
    assert all(mark.meaning.endswith(".") for mark in Mark)


def test_every_kind_has_a_short_name_and_a_definition():
    assert [kind.code for kind in Kind] == ["none", "ci", "delivery", "deployment", "unknown"]
    assert Kind.DEPLOYMENT == "continuous deployment"
    assert all(kind.meaning.endswith(".") for kind in Kind)
    assert "people decide when" in Kind.DELIVERY.meaning
    assert "no further human decision" in Kind.DEPLOYMENT.meaning


def test_nothing_is_known_of_practices_until_somebody_says_it():
    assert Practices().tests_automatically is Fact.UNKNOWN
    assert Practices().trigger is Trigger.UNKNOWN


def test_a_pipeline_keeps_its_stages_in_order():
    road = Pipeline(
        (
            PipelineStage("review", "Review", Mark.HAND, Fact.NO),
            PipelineStage("board", "Board", Mark.HOURGLASS),
            PipelineStage("release", "Release", Mark.BUTTON, Fact.YES),
            PipelineStage("deploy", "Deploy", Mark.BOLT, Fact.YES),
        )
    )
    assert [stage.id for stage in road.stages] == ["review", "board", "release", "deploy"]
    assert road.stages[1].automated is Fact.UNKNOWN


def test_a_pipeline_needs_stages_with_ids_of_their_own():
    with pytest.raises(PipelineError, match="at least one stage"):
        Pipeline(())
    stage = PipelineStage("test", "Test", Mark.BOLT)
    with pytest.raises(PipelineError, match="twice there is test"):
        Pipeline((stage, stage))


@pytest.mark.parametrize(
    ("mark", "automated"), [(Mark.HAND, Fact.YES), (Mark.BUTTON, Fact.NO), (Mark.BOLT, Fact.NO)]
)
def test_a_mark_and_the_work_of_its_stage_cannot_contradict_each_other(mark, automated):
    with pytest.raises(StageError, match="stage deploy"):
        PipelineStage("deploy", "Deploy", mark, automated)


def test_changes_are_live_when_the_deployment_held_or_was_restored():
    assert Deployment("held", 10).live == 10
    assert Deployment("mended", 10, failed=True, restored=12).live == 12
    assert Deployment("broken", 10, failed=True).live is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"finished": math.nan}, "not a finite number"),
        ({"finished": 10, "failed": True, "restored": math.inf}, "not a finite number"),
        ({"finished": 10, "commits": (math.nan,)}, "not a finite number"),
        ({"finished": 10, "commits": (5, 11)}, "committed after it finished"),
        ({"finished": 10, "restored": 11}, "did not fail"),
        ({"finished": 10, "failed": True, "restored": 9}, "restored before it finished"),
    ],
)
def test_a_deployment_that_cannot_have_happened_is_refused(values, message):
    with pytest.raises(DeploymentError, match=message):
        Deployment("odd", **values)


def test_values_are_frozen():
    with pytest.raises(FrozenInstanceError):
        Deployment("fixed", 1).finished = 2


def test_the_error_tree_at_the_top_of_the_model_is_complete():
    errors = {
        name for name, cls in inspect.getmembers(model, inspect.isclass) if issubclass(cls, DeliveryError)
    }
    assert errors == {error for error in errors if error in model.__doc__.split()}
    assert issubclass(DeliveryError, ValueError)
    assert errors <= set(delivery.__all__)


def test_the_public_face_is_sorted_and_whole():
    order = sorted(delivery.__all__, key=lambda name: (not name.isupper(), not name[0].isupper(), name))
    assert delivery.__all__ == order
    assert all(hasattr(delivery, name) for name in delivery.__all__)
