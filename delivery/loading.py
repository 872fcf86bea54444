"""Read the room's own files: the sources, and the benchmarks that rest on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from datafiles import Document, Problem, load_model, problem_at
from delivery.benchmarks import Benchmarks, Source, SourcesFile

HERE = Path(__file__).parent
SOURCES = HERE / "sources.yaml"
BENCHMARKS = HERE / "benchmarks.yaml"


def load_sources(path: Path = SOURCES) -> Mapping[str, Source]:
    """Read the sources, by id, in the order of the file.

    Raises:
        DataFileError: with every problem of the file.
    """
    read = load_model(path, SourcesFile, doubled_sources)
    return MappingProxyType({source.id: source for source in read.sources})


def load_benchmarks(path: Path = BENCHMARKS, sources: Path = SOURCES) -> Benchmarks:
    """Read the benchmarks; each block of figures names a source there is, as well known as it says.

    Raises:
        DataFileError: with every problem of the file, or of the file of sources.
    """
    known = load_sources(sources)

    def check(benchmarks: Benchmarks, document: Document) -> Iterator[Problem]:
        return unsupported_figures(benchmarks, document, known)

    return load_model(path, Benchmarks, check)


def doubled_sources(read: SourcesFile, document: Document) -> Iterator[Problem]:
    """Find ids that stand twice."""
    seen: set[str] = set()
    for i, source in enumerate(read.sources):
        if source.id in seen:
            wrong = f"`{source.id}` stands twice"
            yield problem_at(document, ("sources", i, "id"), wrong, "give each source an id of its own")
        seen.add(source.id)


def unsupported_figures(
    benchmarks: Benchmarks, document: Document, known: Mapping[str, Source]
) -> Iterator[Problem]:
    """Find blocks whose source is missing, or known less well than the block says."""
    for location, block in benchmarks.cited():
        source = known.get(block.source)
        if source is None:
            wrong = f"`{block.source}` is not in sources.yaml"
            yield problem_at(document, (*location, "source"), wrong, "add the source, or mend its id")
        elif source.status is not block.status:
            wrong = f"is {block.status}, but the source {source.id} is {source.status}"
            yield problem_at(document, (*location, "status"), wrong, f"write `{source.status}`")
