"""Who the household is: children, adults, addresses, as rows will hold them. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ehe.clocks.state import Member
from ehe.core.references import ALPHABET
from ehe.demo import names
from ehe.demo.council import LA_CODE, Council, DemoSchool
from ehe.demo.fates import ChildFate, Fate

CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
SPACE = len(ALPHABET) ** 6
# No common divisor with 24^6, so that numbers in a row give references that look drawn and never meet.
STRIDE = 73_939_133


@dataclass(frozen=True, slots=True)
class DemoChild:
    uuid: str
    reference: str
    place: int
    first_name: str
    last_name: str
    known_as: str | None
    sex: str | None
    upn: str | None
    school: DemoSchool | None
    fate: ChildFate

    @property
    def member(self) -> Member:
        return Member(self.uuid, self.fate.born_on, self.school.name if self.school else None)


@dataclass(frozen=True, slots=True)
class DemoAddress:
    line1: str
    line2: str | None
    town: str
    postcode: str
    source: str
    from_on: date | None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class DemoAdult:
    uuid: str
    name: str
    relationship: str
    responsibility: bool | None
    lives_here: bool
    phone: str | None
    email: str | None
    safe_to_write: str
    needs: str | None
    from_on: date | None
    addresses: tuple[DemoAddress, ...]


@dataclass(frozen=True, slots=True)
class Family:
    uuid: str
    known_since: date
    children: tuple[DemoChild, ...]
    adults: tuple[DemoAdult, ...]


def reference(prefix: str, number: int, seed: int) -> str:
    """A reference such as W-7K3M9Q for a number: no two numbers give the same one."""
    value, text = (number * STRIDE + seed * 7919) % SPACE, ""
    for _ in range(6):
        value, digit = divmod(value, len(ALPHABET))
        text += ALPHABET[digit]
    return f"{prefix}-{text}"


def upn(rng: Random, school: DemoSchool, first_year: int) -> str | None:
    """A pupil number of the invented authority; now and then temporary, mistyped or not held."""
    pick = rng.random()
    if pick < 0.1:
        return None
    serial = f"{rng.randrange(1000):03d}"
    if pick < 0.12:
        serial = f"{rng.randrange(100):02d}{rng.choice(CHECK_LETTERS)}"
    rest = f"{LA_CODE}{school.number}{first_year % 100:02d}{serial}"
    letter = check_letter(rest)
    if pick > 0.99:
        letter = CHECK_LETTERS[(CHECK_LETTERS.index(letter) + 1) % len(CHECK_LETTERS)]
    return letter + rest


def check_letter(rest: str) -> str:
    """The first letter of a UPN, from the twelve characters after it."""
    values = (int(c) if c.isdigit() else CHECK_LETTERS.index(c) for c in rest)
    return CHECK_LETTERS[sum(place * value for place, value in enumerate(values, 2)) % 23]


def new_uuid(rng: Random) -> str:
    """A version 4 uuid out of the seed."""
    bits = (rng.getrandbits(128) & ~(0xF << 76 | 0x3 << 62)) | 0x4 << 76 | 0x2 << 62
    text = f"{bits:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def family(rng: Random, fate: Fate, council: Council, *, first_number: int, seed: int) -> Family:
    """A household of that fate. `first_number` is the number of its first child among all."""
    surname = rng.choice(names.FAMILIES)
    children = tuple(
        _child(rng, child, place, surname, council, reference("C", first_number + place, seed), fate.start)
        for place, child in enumerate(fate.children)
    )
    home = _address(rng, fate.start)
    return Family(new_uuid(rng), fate.start, children, tuple(_adults(rng, surname, home, fate.start)))


def _child(
    rng: Random, fate: ChildFate, place: int, surname: str, council: Council, ref: str, start: date
) -> DemoChild:
    sex = rng.choices(("female", "male", None), (51.5, 48, 0.5))[0]
    first, age = names.first_name(rng, sex), fate.age_on(fate.withdrawn_on or start)
    school = council.school_for(rng, age) if age >= 5 or fate.withdrawn_on else None
    return DemoChild(
        uuid=new_uuid(rng),
        reference=ref,
        place=place,
        first_name=first,
        last_name=surname if rng.random() < 0.93 else rng.choice(names.FAMILIES),
        known_as=first[:3] if rng.random() < 0.04 and len(first) > 4 and first.isascii() else None,
        sex=sex,
        upn=upn(rng, school, fate.born_on.year + 5) if school else None,
        school=school,
        fate=fate,
    )


def _address(rng: Random, start: date) -> DemoAddress:
    flat = rng.choice(names.FLATS) if rng.random() < 0.12 else None
    street = f"{rng.randint(1, 140)} {rng.choice(names.STREETS)}"
    return DemoAddress(
        line1=flat or street,
        line2=street if flat else None,
        town=rng.choice(names.TOWNS),
        postcode=names.postcode(rng),
        source=rng.choice(("school record", "parent", "council tax")),
        from_on=start - timedelta(days=rng.randrange(200, 3000)) if rng.random() < 0.6 else None,
    )


def _adults(rng: Random, surname: str, home: DemoAddress, start: date) -> list[DemoAdult]:
    pick = rng.random()
    both = "mother" if pick < 0.9 else "father"
    made = [_adult(rng, surname, both, True, (home,))]
    if rng.random() < 0.1 and home.from_on:
        before = _address(rng, home.from_on)
        before = DemoAddress(before.line1, before.line2, before.town, before.postcode, "parent", None, home.from_on)
        made = [_adult(rng, surname, both, True, (before, home))]
    other = "father" if both == "mother" else "mother"
    if pick < 0.55:
        made.append(_adult(rng, surname, other, True, (home,)))
    elif pick < 0.72:
        # Two parents at two addresses; each has their own and is written to there or nowhere.
        made.append(_adult(rng, rng.choice(names.FAMILIES), other, False, (_address(rng, start),)))
    elif pick < 0.76:
        made.append(_adult(rng, surname, "grandmother", True, (home,)))
    return made


def _adult(rng: Random, surname: str, relation: str, here: bool, addresses: tuple[DemoAddress, ...]) -> DemoAdult:
    first = names.first_name(rng, "male" if relation == "father" else "female")
    number = rng.randrange(10_000)
    return DemoAdult(
        uuid=new_uuid(rng),
        name=f"{first} {surname}",
        relationship=relation,
        responsibility=None if relation == "grandmother" else True,
        lives_here=here,
        phone=names.phone(rng) if rng.random() < 0.9 else None,
        email=f"family{number:04d}@mail.example" if rng.random() < 0.8 else None,
        safe_to_write="yes" if here else rng.choice(("yes", "not_known", "not_known", "no")),
        needs=rng.choice(("Interpreter: Polish", "Large print", "Interpreter: Arabic", "British Sign Language"))
        if rng.random() < 0.04
        else None,
        from_on=None,
        addresses=addresses,
    )
