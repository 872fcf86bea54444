"""What a team keeps of an assessment and does next: evidence, targets, experiments, snapshots."""

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from assessments import Questionnaire
from assessments.snapshots import Snapshot, canonical_text
from store import shared, snapshots
from store.access import Action, allow
from store.base import OpenDatabase
from store.model import Refused, Seat
from store.planning_checks import (
    clean_experiment,
    clean_proof,
    clean_target,
    refuse_experiment,
    refuse_proof,
    refuse_target,
)
from store.round_model import OPEN_EXPERIMENTS, Experiment, Proof, Settled, Target

MUCH = 200
"""How many pieces of evidence one practice has at most."""


class Planning(OpenDatabase):
    """The verbs of what outlasts an assessment."""

    @staticmethod
    def new_id() -> str:
        """Draw an id for a thing that is about to be made; draw it once per form, not per click."""
        return secrets.token_hex(8)

    # ------------------------------------------------------------ evidence

    def add_evidence(self, seat: Seat, proof: Proof) -> Settled[Proof]:
        """Store a piece of evidence for one practice, or a change of it; all seats see it."""
        item = clean_proof(proof)

        def few(before: tuple[Proof, ...]) -> Refused | None:
            of_it = [one for one in before if one.practice == item.practice and one.id != item.id]
            if len(of_it) < MUCH:
                return None
            return Refused(item.practice, "evidence", "it is too much", f"remove some of the {MUCH} first")

        place = {"assessment": seat.assessment}
        return self._settle((seat, Action.AGREE), shared.PROOF, place, item, refuse_proof(item), few)

    def evidence(self, seat: Seat) -> dict[str, tuple[Proof, ...]]:
        """Return the evidence of an assessment by practice."""
        place = {"assessment": seat.assessment}
        rows = self._read(lambda connection: shared.read_shared(connection, shared.PROOF, place), seat)
        return {
            name: tuple(row for row in rows if row.practice == name)
            for name in dict.fromkeys(row.practice for row in rows)
        }

    def drop_evidence(self, seat: Seat, practice: str, proof: str) -> bool:
        """Remove a piece of evidence; say whether it was there."""
        place, key = {"assessment": seat.assessment}, {"practice": practice, "id": proof}
        return self._write(lambda c: shared.drop_shared(c, shared.PROOF, place, key), seat, Action.AGREE)

    # ------------------------------------------------------------ targets

    def set_target(self, seat: Seat, target: Target) -> Settled[Target]:
        """Store what the team wants of one practice; it holds for the team's next assessments, too."""
        item = clean_target(target)
        return self._settle((seat, Action.PLAN), shared.TARGET, self._team(seat), item, refuse_target(item))

    def targets(self, seat: Seat) -> dict[str, Target]:
        """Return the targets of the seat's team for the seat's questionnaire, by practice."""
        place = self._team(seat)
        rows = self._read(lambda connection: shared.read_shared(connection, shared.TARGET, place), seat)
        return {row.practice: row for row in rows}

    def drop_target(self, seat: Seat, practice: str) -> bool:
        """Remove a target; say whether it was there."""
        place, key = self._team(seat), {"practice": practice}
        return self._write(lambda c: shared.drop_shared(c, shared.TARGET, place, key), seat, Action.PLAN)

    def _team(self, seat: Seat) -> dict[str, str]:
        team = allow(self._standing(seat), Action.READ).row.team_id
        return {"team": team, "questionnaire": seat.questionnaire}

    # ------------------------------------------------------------ experiments

    def choose_experiment(self, seat: Seat, experiment: Experiment) -> Settled[Experiment]:
        """Store one of at most three experiments of an assessment, or a change of it."""
        item = clean_experiment(experiment)

        def few(before: tuple[Experiment, ...]) -> Refused | None:
            others = [one for one in before if one.practice != item.practice and one.state != "dropped"]
            if len(others) < OPEN_EXPERIMENTS or item.state == "dropped":
                return None
            wrong = f"there are {OPEN_EXPERIMENTS} already"
            return Refused(item.practice, "experiment", wrong, "drop one first: few things at a time")

        place = {"assessment": seat.assessment}
        return self._settle((seat, Action.PLAN), shared.EXPERIMENT, place, item, refuse_experiment(item), few)

    def experiments(self, seat: Seat) -> dict[str, Experiment]:
        """Return the experiments of an assessment by practice."""
        place = {"assessment": seat.assessment}
        rows = self._read(lambda connection: shared.read_shared(connection, shared.EXPERIMENT, place), seat)
        return {row.practice: row for row in rows}

    def drop_experiment(self, seat: Seat, practice: str) -> bool:
        """Forget an experiment that was never begun; say whether it was there."""
        place, key = {"assessment": seat.assessment}, {"practice": practice}
        return self._write(lambda c: shared.drop_shared(c, shared.EXPERIMENT, place, key), seat, Action.PLAN)

    def _settle(
        self,
        who: tuple[Seat, Action],
        kind: shared.Kind[shared.T],
        place: Mapping[str, str],
        item: shared.T,
        refused: Refused | None,
        few: Callable[[tuple[shared.T, ...]], Refused | None] | None = None,
    ) -> Settled[shared.T]:
        if refused is not None:
            return Settled(None, done=False, refused=refused)
        today = self._clock()

        def work(connection: Connection) -> Settled[shared.T]:
            much = few(shared.read_shared(connection, kind, place)) if few else None
            if much is not None:
                return Settled(None, done=False, refused=much)
            stored, done = shared.write_shared(connection, kind, place, item, today)
            return Settled(stored, done)

        return self._write(work, *who)

    # ------------------------------------------------------------ snapshots

    def take_snapshot(self, seat: Seat, questionnaire: Questionnaire) -> Snapshot:
        """Keep what the team answers today, for ever; doing it twice keeps one.

        Of several people it holds what they agreed on and what was revealed; alone, the seat's answers.

        Raises:
            SeatGoneError: the assessment does not exist.
        """
        today, row = self._clock(), self._row_of(questionnaire)

        def work(connection: Connection) -> Snapshot:
            snapshots.add_questionnaire(connection, row)
            taken = snapshots.take_now(connection, seat, questionnaire, today)
            snapshots.add_snapshot(connection, seat, taken, today)
            return taken

        return self._write(work, seat, Action.AGREE, "took a snapshot")

    def add_snapshot(self, seat: Seat, taken: Snapshot) -> None:
        """Add a snapshot that was exported elsewhere to the history of the seat's team."""
        today = self._clock()
        self._write(
            lambda connection: snapshots.add_snapshot(connection, seat, taken, today),
            seat,
            Action.AGREE,
            "added a snapshot",
        )

    def snapshots(self, seat: Seat, questionnaire: str | None = None) -> tuple[Snapshot, ...]:
        """Return the snapshots of the seat's team, the oldest day first.

        Args:
            seat: a seat of any of the team's assessments.
            questionnaire: the id of one questionnaire; None is the seat's.
        """
        wanted = questionnaire or seat.questionnaire
        return self._read(lambda connection: snapshots.read_snapshots(connection, seat, wanted), seat)

    def snapshot(self, fingerprint: str) -> Snapshot | None:
        """Return a snapshot by the hash of all it says, None where it is not kept."""
        text = self._read(lambda connection: snapshots.read_snapshot(connection, fingerprint))
        return None if text is None else Snapshot.model_validate(json.loads(text))

    def remember_questionnaire(self, questionnaire: Questionnaire) -> str:
        """Keep the whole text of a questionnaire under its hash, and return the hash."""
        row = self._row_of(questionnaire)
        self._writer.submit(lambda connection: snapshots.add_questionnaire(connection, row))
        return str(row["hash"])

    def _row_of(self, questionnaire: Questionnaire) -> dict[str, Any]:
        return {
            "hash": questionnaire.fingerprint,
            "id": questionnaire.id,
            "version": questionnaire.version,
            "title": questionnaire.title,
            "body": canonical_text(questionnaire),
            "created_on": self._clock(),
        }

    def questionnaire(self, asked: str) -> Questionnaire | None:
        """Return a questionnaire by the hash of its text, None where it is not kept."""
        text = self._read(lambda connection: snapshots.read_questionnaire(connection, asked))
        return None if text is None else Questionnaire.model_validate(json.loads(text))
