"""Whose commands these are: for now a system has one tour manager."""

from advancing.errors import NotFound
from tools.store.database import Connection
from tools.store.person import Person, list_people


async def the_person(conn: Connection) -> Person:
    """The tour manager.

    Raises:
        NotFound: There is none yet.
    """
    people = await list_people(conn)
    if not people:
        raise NotFound("There is no tour manager yet; start the system once with `advance up`.")
    return people[0]
