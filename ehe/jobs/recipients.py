"""Whose mailboxes a message is for, from the directory of users: never free text."""

from ehe.access.permissions import Person, Role
from ehe.access.queries import active_with_role
from ehe.outbox.models import Message

ROLES: dict[str, tuple[Role, ...]] = {
    "officer": (Role.officer,),
    "manager": (Role.manager,),
    "head_of_service": (Role.head_of_service,),
    # The director's safeguarding lead signs in with a head of service's rights.
    "safeguarding_lead": (Role.head_of_service,),
    "social_care": (Role.social_care,),
    "social_care_manager": (Role.social_care,),
    "out_of_hours": (Role.social_care,),
}


def addresses_of(message: Message) -> list[str]:
    """The e-mail addresses of a message, one e-mail each."""
    return sorted({person.email for person in people_of(message)})


def people_of(message: Message) -> list[Person]:
    if message.to_role == "school":
        urn = (message.to_word or "").removeprefix("school:")
        return [person for person in active_with_role(Role.school) if person.school_urn == urn]
    people = active_with_role(*ROLES.get(message.to_role, ()))
    if message.to_word:
        named = [person for person in people if person.uuid == message.to_word]
        # An officer who has left is nobody: then it is the managers'.
        return named or active_with_role(Role.manager)
    return people
