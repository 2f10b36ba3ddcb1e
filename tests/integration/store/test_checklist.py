"""The checklist as rows, and the history that the database keeps of it."""

import pytest

from advancing.checklist import ChecklistItem, FieldState, confirm, make_checklist, propose
from advancing.fields import CATALOGUE, FieldKey
from tests.builders import CURFEW, DOORS, LOAD_IN, make_mailbox, make_message, make_one_show, make_tour_manager
from tools.store.checklist import field_history, load_checklist, save_items
from tools.store.database import Database


async def test_a_checklist_comes_back_as_it_was_saved(database: Database) -> None:
    saved = make_checklist("club")
    changed = propose(saved.item(LOAD_IN), "15:00", source="venue", confidence=0.5, source_text="load in is at 3pm")
    async with database.transaction() as conn:
        show_id = await make_one_show(conn, await make_tour_manager(conn))
        await save_items(conn, show_id, saved.with_item(changed).items)

        loaded = await load_checklist(conn, show_id, "club")

    assert loaded == saved.with_item(changed).model_copy(update={"items": loaded.items})
    assert {item.key: item for item in loaded.items} == {item.key: item for item in saved.with_item(changed).items}
    criticals = [CATALOGUE[item.key].critical for item in loaded.items]
    assert criticals == sorted(criticals, reverse=True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("technical.backlineProvided", False),
        ("hospitality.showers", 0),
        ("hospitality.buyoutAmount", {"amount": 25.5, "currency": "EUR"}),
        ("business.merchSplit", 12.5),
        ("technical.paSystem", 'Kara "II" — 40\' wide, \\u0000 as text'),
    ],
)
async def test_values_of_every_kind_keep_their_type(database: Database, field: FieldKey, value: object) -> None:
    item = ChecklistItem.model_validate({"key": field, "state": FieldState.CONFIRMED, "value": value})
    async with database.transaction() as conn:
        show_id = await make_one_show(conn, await make_tour_manager(conn))
        await save_items(conn, show_id, [item])

        loaded = (await load_checklist(conn, show_id, "club")).item(field)

    assert loaded.value == value
    assert type(loaded.value) is type(value)


async def test_each_change_of_a_field_is_kept_once_with_who_made_it(database: Database) -> None:
    opened = ChecklistItem(key=LOAD_IN)
    proposed = propose(opened, "15:00", confidence=0.95, source_text="load in is at 3pm")
    async with database.transaction("system") as conn:
        person = await make_tour_manager(conn)
        show_id = await make_one_show(conn, person)
        await save_items(conn, show_id, [opened])
    async with database.transaction("email_parser") as conn:
        await save_items(conn, show_id, [proposed])
    async with database.transaction(str(person.user_id)) as conn:
        await save_items(conn, show_id, [confirm(proposed, "15:30")])

        history = await field_history(conn, show_id, LOAD_IN)

    assert [(line.state, line.value, line.changed_by) for line in history] == [
        ("open", None, "system"),
        ("proposed", "15:00", "email_parser"),
        ("confirmed", "15:30", str(person.user_id)),
    ]


async def test_saving_what_is_there_already_adds_no_history(database: Database) -> None:
    item = ChecklistItem(key=DOORS, state=FieldState.CONFIRMED, value="19:00", source="contract")
    async with database.transaction() as conn:
        show_id = await make_one_show(conn, await make_tour_manager(conn))
        for _ in range(3):
            await save_items(conn, show_id, [item])

        assert len(await field_history(conn, show_id)) == 1


async def test_history_that_is_rolled_back_is_gone_with_its_change(database: Database) -> None:
    async with database.transaction() as conn:
        show_id = await make_one_show(conn, await make_tour_manager(conn))

    async with database.transaction() as conn:
        await save_items(conn, show_id, [ChecklistItem(key=DOORS)])
        await conn.rollback()

    async with database.transaction() as conn:
        assert await field_history(conn, show_id) == []


async def test_a_field_remembers_the_mail_that_it_came_from_when_a_person_confirms_it(database: Database) -> None:
    proposed = propose(ChecklistItem(key=CURFEW), "23:00", source_text="curfew 11")
    async with database.transaction() as conn:
        person = await make_tour_manager(conn)
        show_id = await make_one_show(conn, person)
        message_id = await make_message(conn, await make_mailbox(conn, person), show_id)
        await save_items(conn, show_id, [proposed], message_id=message_id)
        await save_items(conn, show_id, [confirm(proposed)])

        row = await (await conn.execute("select message_id, state from show_fields")).fetchone()

    assert row == {"message_id": message_id, "state": "confirmed"}
