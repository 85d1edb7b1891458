"""The scheduler process: in-memory jobs declared at start, in a process of its own, never in a web worker."""

import logging
import signal
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask

from ehe.core.today import LONDON, now
from ehe.jobs.registry import Job, jobs, run

log = logging.getLogger(__name__)


def serve(app: Flask) -> None:
    """Run the schedule until told to stop. A pass that fails is logged, and its heartbeat grows late."""
    scheduler = BlockingScheduler(
        timezone=LONDON,
        executors={"default": ThreadPoolExecutor(max_workers=2)},
        # A pass that was missed is made once, as soon as possible: the sweep asks for all that is due.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    with app.app_context():
        listed = jobs(app.extensions["ehe_settings"])
    for job in listed.values():
        scheduler.add_job(_pass, "interval", seconds=job.every_s, args=(app, job), id=job.name, next_run_time=now())

    def stop(_signal: int, _frame: FrameType | None) -> None:
        scheduler.shutdown(wait=False)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    scheduler.start()


def _pass(app: Flask, job: Job) -> None:
    with app.app_context():
        try:
            run(job)
        except Exception as error:
            # The kind only: an error's text may hold a person's words.
            log.error("the %s failed: %s", job.name, type(error).__name__)
