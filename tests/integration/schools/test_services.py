import threading
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event, func, select

from ehe.core.commit import unit_of_work
from ehe.core.errors import Refused
from ehe.schools import queries, services
from ehe.schools.models import School, SchoolChange
from ehe.schools.services import Counts, Result

DATA = Path(__file__).parents[2] / "data" / "schools"
SAMPLE = (DATA / "gias_sample.csv").read_bytes()
BIRMINGHAM_AND_KENT = (DATA / "schools_birmingham_kent.csv").read_bytes()

MONDAY, TUESDAY = date(2027, 1, 11), date(2027, 1, 12)


def load(file: bytes | str, today: date = MONDAY) -> Counts:
    counts = Counts()
    with unit_of_work():
        services.load(BytesIO(file if isinstance(file, bytes) else file.encode()), today=today, tell=counts.add)
    return counts


def preview(file: bytes | str) -> list[Result]:
    results: list[Result] = []
    services.preview(BytesIO(file if isinstance(file, bytes) else file.encode()), tell=results.append)
    return results


def lines(*rows: str) -> str:
    return "\n".join(rows)


def changes(urn: int) -> list[tuple[str, str | None, str | None, date]]:
    return sorted((c.field, c.was, c.became, c.seen_on) for c in queries.history(urn))


@pytest.mark.parametrize(("file", "many"), [(SAMPLE, 105), (BIRMINGHAM_AND_KENT, 1000)], ids=["sample", "two councils"])
def test_the_same_file_twice_changes_nothing(db: SQLAlchemy, file: bytes, many: int) -> None:
    assert load(file) == Counts(created=many)
    assert load(file, TUESDAY) == Counts(unchanged=many)
    assert db.session.scalar(select(func.count()).select_from(School)) == many
    assert db.session.scalar(select(func.count()).select_from(SchoolChange)) == 0


def test_one_file_leaves_the_schools_of_another_alone(db: SQLAlchemy) -> None:
    load(SAMPLE)
    load(BIRMINGHAM_AND_KENT)
    assert load(SAMPLE) == Counts(unchanged=105)
    assert db.session.scalar(select(func.count()).select_from(School)) == 1105


def test_a_closed_school_stays_with_its_closing_day_and_reason(db: SQLAlchemy) -> None:
    load(SAMPLE)
    school = queries.school(100037)
    assert school is not None
    assert (school.status, school.closed_on, school.reason_closed) == ("Closed", date(2019, 12, 31), "Closure")


def test_what_a_school_was_is_kept_when_it_changes(db: SQLAlchemy) -> None:
    heading = "URN,EstablishmentName,EstablishmentStatus (name),CloseDate,StatutoryHighAge"
    load(lines(heading, "100001,Old Name,Open,,11", "100002,Another,Open,,11"))
    assert load(lines(heading, "100001,New Name,Closed,31-08-2026,16"), TUESDAY) == Counts(updated=1)

    school = queries.school(100001)
    assert school is not None
    assert (school.name, school.name_folded, school.status) == ("New Name", "new name", "Closed")
    assert changes(100001) == [
        ("closed_on", None, "2026-08-31", TUESDAY),
        ("high_age", "11", "16", TUESDAY),
        ("name", "Old Name", "New Name", TUESDAY),
        ("status", "Open", "Closed", TUESDAY),
    ]
    assert queries.school(100002) is not None
    assert changes(100002) == []


def test_every_change_of_a_school_is_kept_newest_first(db: SQLAlchemy) -> None:
    for day, name in enumerate(["One", "Two", "Three"], 11):
        load(lines("URN,EstablishmentName", f"100001,{name}"), date(2027, 1, day))
    assert [(c.was, c.became) for c in queries.history(100001)] == [("Two", "Three"), ("One", "Two")]


def test_a_file_with_fewer_columns_blanks_nothing(db: SQLAlchemy) -> None:
    load(SAMPLE)
    assert load(lines("URN,EstablishmentName", "100000,The Aldgate School")) == Counts(unchanged=1)
    assert load(lines("URN,EstablishmentName", "100000,Renamed")) == Counts(updated=1)
    school = queries.school(100000)
    assert school is not None
    assert (school.la_code, school.telephone) == ("201", "02072831147")


def test_an_empty_cell_blanks_what_was_held_and_keeps_it_in_the_history(db: SQLAlchemy) -> None:
    load(lines("URN,EstablishmentName,Street", "100001,A School,High Street"))
    assert load(lines("URN,EstablishmentName,Street", "100001,A School,"), TUESDAY) == Counts(updated=1)
    assert changes(100001) == [("street", "High Street", None, TUESDAY)]


def test_a_successor_may_come_later_and_a_later_blank_does_not_take_it_away(db: SQLAlchemy) -> None:
    heading = "URN,EstablishmentName,successor_URN,successor_date"
    load(lines(heading, "100001,Old School,,"))
    assert load(lines(heading, "100001,Old School,149872,01-09-2026"), TUESDAY) == Counts(updated=1)
    assert load(lines(heading, "100001,Old School,,")) == Counts(unchanged=1)
    school = queries.school(100001)
    assert school is not None
    assert (school.successor_urn, school.succeeded_on) == (149872, date(2026, 9, 1))
    assert [change[:3] for change in changes(100001)] == [
        ("succeeded_on", None, "2026-09-01"),
        ("successor_urn", None, "149872"),
    ]


def test_rows_of_one_file_may_differ_in_what_they_leave_unsaid(db: SQLAlchemy) -> None:
    heading = "URN,EstablishmentName,UPRN,successor_URN"
    assert load(lines(heading, "1,A,5.00E+06,", "2,B,5088037,3", "3,C,,")) == Counts(created=3)
    assert load(lines(heading, "1,A,5088038,", "2,B,5.00E+06,", "3,C,,1")) == Counts(updated=2, unchanged=1)
    assert [(s.uprn, s.successor_urn) for s in map(queries.school, (1, 2, 3)) if s] == [
        ("5088038", None),
        ("5088037", 3),
        (None, 1),
    ]


def test_one_refused_row_is_enough_to_save_nothing(db: SQLAlchemy) -> None:
    load(lines("URN,EstablishmentName", "100001,A School"))
    counts, told = Counts(), list[Result]()

    def tell(result: Result) -> None:
        counts.add(result)
        told.append(result)

    file = lines("URN,EstablishmentName,OpenDate", "100001,Renamed,", "100002,New,31-02-2020", "x,New,", "100003,New,")
    with pytest.raises(Refused) as refused, unit_of_work():
        services.load(BytesIO(file.encode()), today=TUESDAY, tell=tell)
    assert refused.value.code == "rows_refused"
    assert refused.value.why == "Nothing was saved, because 2 rows are refused."
    assert counts == Counts(refused=2)
    assert [(one.row, one.column) for one in told] == [(3, "OpenDate"), (4, "URN")]
    assert db.session.scalars(select(School.name)).all() == ["A School"]


def test_a_preview_tells_of_every_row_and_saves_nothing(db: SQLAlchemy) -> None:
    load(lines("URN,EstablishmentName", "100001,A School", "100002,B School"))
    results = preview(
        lines("URN,EstablishmentName", "100001,A School", "100002,Renamed", ",No number", "100003,C School")
    )
    assert [(one.row, one.urn, one.result, one.fields) for one in results] == [
        (2, 100001, "unchanged", ()),
        (3, 100002, "updated", ("name",)),
        (4, None, "refused", ()),
        (5, 100003, "created", ()),
    ]
    db.session.commit()
    assert db.session.scalars(select(School.name).order_by(School.urn)).all() == ["A School", "B School"]
    assert changes(100002) == []


def test_a_file_of_nothing_but_refused_rows_can_be_previewed(db: SQLAlchemy) -> None:
    assert [one.result for one in preview(lines("URN,EstablishmentName", "x,A", "y,B"))] == ["refused", "refused"]


def test_a_load_does_not_commit(db: SQLAlchemy) -> None:
    services.load(BytesIO(SAMPLE), today=MONDAY, tell=Counts().add)
    db.session.rollback()
    assert queries.school(100000) is None


def test_an_error_in_a_late_batch_leaves_nothing_of_the_earlier_ones(
    db: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "BATCH", 10)

    def stumble(result: Result) -> None:
        if result.row == 50:
            raise OSError("the disk went away")

    with pytest.raises(OSError, match="the disk"), unit_of_work():
        services.load(BytesIO(SAMPLE), today=MONDAY, tell=stumble)
    assert queries.school(100000) is None


def test_two_loads_at_once_do_no_harm(app: Flask) -> None:
    together, loaded = threading.Barrier(3), list[Counts]()

    def load_with_the_others() -> None:
        with app.app_context():
            together.wait(10)
            loaded.append(load(BIRMINGHAM_AND_KENT))

    loads = [threading.Thread(target=load_with_the_others) for _ in range(together.parties)]
    for one in loads:
        one.start()
    for one in loads:
        one.join()
    assert sorted(counts.created for counts in loaded) == [0, 0, 1000]
    assert sorted(counts.unchanged for counts in loaded) == [0, 1000, 1000]


def test_schools_are_looked_up_by_the_batch_and_not_one_by_one(db: SQLAlchemy) -> None:
    load(BIRMINGHAM_AND_KENT)
    asked: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        asked.append(statement)
        # A thousand parameters make PostgreSQL keep the plan of an empty table (see `queries.held`).
        assert not (statement.startswith("SELECT") and parameters)

    event.listen(db.engine, "before_cursor_execute", hear)
    renamed = BIRMINGHAM_AND_KENT.replace(b"Primary School", b"Primary")
    try:
        assert load(renamed, TUESDAY).updated > 300
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
    assert len([statement for statement in asked if statement.startswith("SELECT")]) <= 2
    assert len(asked) < 10


def test_names_of_every_kind_survive(db: SQLAlchemy) -> None:
    names = [
        "Ysgol y Tŷ Bâch",
        "مدرسة النور",
        "🎒 School",
        "ẞ" * 400,
        "ﷺ" * 400,
        "& " * 190 + "x",
        "Robert'); DROP TABLE",
    ]
    rows = [f'{urn},"{name}"' for urn, name in enumerate(names, 100001)]
    assert load(lines("URN,EstablishmentName", *rows)) == Counts(created=len(names))
    assert load(lines("URN,EstablishmentName", *rows)) == Counts(unchanged=len(names))
    assert db.session.scalars(select(School.name).order_by(School.urn)).all() == names
