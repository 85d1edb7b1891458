"""Why a name may come off a school's roll, as a dated list. Pure.

School Attendance (Pupil Registration) (England) Regulations 2024 (SI 2024/208), regulation 9(1). The labels are
our own words. Only letters that were read in the regulations are given; the others await a check.
"""

from dataclasses import dataclass
from datetime import date

IN_FORCE = date(2024, 8, 19)


@dataclass(frozen=True)
class Ground:
    code: str
    label: str
    letter: str | None = None
    since: date = IN_FORCE
    until: date | None = None

    @property
    def source(self) -> str | None:
        return f"Regulation 9(1)({self.letter})" if self.letter else None


GROUNDS = (
    Ground("EHE", "A parent has told the school in writing that the child will be educated outside school", "f"),
    Ground("TRANSFER", "The child is on the roll of another school", "a"),
    Ground("MOVED", "The child no longer lives near enough to the school, does not board, and is not expected back"),
    Ground(
        "LEAVE_OVERRUN",
        "The child is not back 10 school days after a leave of absence; school and council both tried to find out why",
        "h",
    ),
    Ground(
        "ABSENT_20",
        "The child has been absent without leave for 20 school days; school and council both tried to find out why",
        "i",
    ),
    Ground("EXCLUDED", "The child is permanently excluded, and the process is finished"),
    Ground("NURSERY_END", "A nursery pupil has finished and is not expected to go up to reception or above", "b"),
    Ground(
        "DUAL_END",
        "The child is also on the roll of another school, which agrees, and is not expected back here",
        "c",
    ),
    Ground("SAO_CHANGED", "The council changed the school attendance order to name another school", "d"),
    Ground(
        "SAO_REVOKED",
        "The council revoked the school attendance order: suitable education outside school is arranged",
        "e",
    ),
    Ground("LEFT_INDEPENDENT", "The child has stopped being a pupil of this independent or non-maintained school"),
    Ground("FEES", "The child boards, and boarding charges were not paid by the end of the term"),
    Ground("CUSTODY", "The child is serving a custodial sentence and is not expected back"),
    Ground("OVER_CSA", "The child will be over compulsory school age when the school next meets"),
    Ground("DIED", "The child has died"),
)

DIED = "DIED"


def in_force(day: date) -> tuple[Ground, ...]:
    """The grounds that a school may give on that day."""
    return tuple(g for g in GROUNDS if g.since <= day and (g.until is None or day <= g.until))


def ground(code: str | None) -> Ground | None:
    """One ground by its code, whenever it was in force."""
    return next((g for g in GROUNDS if g.code == code), None)
