"""Pipeline files as evidence: what they say about the way to production, with file, line and confidence.

The way through the package, each step with a frozen value on both sides: `opening` (a folder, archive or file
-> texts), `detecting` (which are pipelines), one reader for each platform (text -> `Workflow`: what runs on
which occasion), `finding` and `ways` (jobs -> what they do, where it goes), `judging` (-> `Facts` with
reasons), `deciding` (-> the verdict, and a person's corrections), `summing` (a project's files together),
`staging` (the road to draw and simulate). Nothing is run, nothing is fetched.
"""

from assessments.evidence.pipelines.archives import is_archive, read_archive
from assessments.evidence.pipelines.deciding import CORRECTABLE, correct, practices_of, verdict_of
from assessments.evidence.pipelines.model import (
    Answer,
    At,
    Confidence,
    Facts,
    FileEvidence,
    Mode,
    PipelinesError,
    Platform,
    Reason,
    Sources,
    Workflow,
)
from assessments.evidence.pipelines.opening import open_path
from assessments.evidence.pipelines.reading import judge_sources, read_pipelines
from assessments.evidence.pipelines.staging import Road, RoadStage, road_of
from assessments.evidence.pipelines.summing import project_facts

__all__ = [
    "CORRECTABLE",
    "Answer",
    "At",
    "Confidence",
    "Facts",
    "FileEvidence",
    "Mode",
    "PipelinesError",
    "Platform",
    "Reason",
    "Road",
    "RoadStage",
    "Sources",
    "Workflow",
    "correct",
    "is_archive",
    "judge_sources",
    "open_path",
    "practices_of",
    "project_facts",
    "read_archive",
    "read_pipelines",
    "road_of",
    "verdict_of",
]
