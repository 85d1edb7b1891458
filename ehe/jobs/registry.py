"""The schedule. APScheduler only wakes these up; what is due is a row in the database, never a job."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from ehe.core import heartbeat
from ehe.core.commit import short_transaction
from ehe.core.locks import only_one
from ehe.core.settings import Settings
from ehe.core.today import london_day, today
from ehe.escalations import sweep
from ehe.jobs.recipients import addresses_of
from ehe.jobs.seal import seal
from ehe.jobs.tidy import tidy
from ehe.outbox import dispatch

BUSY = {"busy": 1}
DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Job:
    """One piece of work: how often, and what it does in one sentence."""

    name: str
    every_s: int
    sentence: str
    run: Callable[[], dict[str, int]]


def _sweep() -> dict[str, int]:
    counts, _events = sweep.sweep(outage=_stood_still())
    return counts.as_dict() | {"looks_sealed": seal()}


def _stood_still() -> bool:
    """Whether a whole day has gone by without a good sweep: what is drafted now waits for the head of service."""
    last = heartbeat.last_ok("sweep")
    return last is not None and london_day(last) < today() - timedelta(days=1)


def _dispatch() -> dict[str, int]:
    return dispatch.dispatch(addresses_of).as_dict()


def jobs(settings: Settings) -> dict[str, Job]:
    """Everything the scheduler does, by name."""
    listed = (
        Job("sweep", settings.sweep_seconds, "Takes every rung that is due, and seals the looks.", _sweep),
        Job("dispatch", 60, "Sends the e-mails that are due.", _dispatch),
        Job("tidy", DAY, "Clears away old drafts of notices, forms already sent and old sessions.", tidy),
    )
    return {job.name: job for job in listed}


def run(job: Job) -> dict[str, int]:
    """One pass, noted at its start and, only when it ended well, at its end."""
    with only_one(job.name) as mine:
        if not mine:
            return dict(BUSY)
        with short_transaction() as connection:
            heartbeat.started(connection, job.name, job.every_s)
        counts = job.run()
        with short_transaction() as connection:
            heartbeat.finished(connection, job.name, job.every_s, counts)
        return counts


def late(settings: Settings) -> list[heartbeat.Late]:
    """Which work is late, worked out from heartbeat rows: the scheduler itself is not asked."""
    return heartbeat.late({job.name: job.every_s for job in jobs(settings).values()})
