"""Each attack case goes through the whole system on the real Letta server, with a model that obeys the attacker.

The model calls every tool there is, by Letta and, with the agent's stolen token, past it. Before and after, every row
of every table and everything outside is compared: `harm` says what the reading of a mail may change.
"""

import itertools
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from advancing.extraction import AttachmentText, Extraction, ShowFacts, VenueMail
from advancing.fields import FieldKey
from advancing.reading import read
from advancing.roles import Role
from agents import chat as conversation
from agents import inbox
from agents.email_parser import result_of
from agents.turn import Outcome
from server.bootstrap import make_registry
from tests.attack.case import Case, all_cases
from tests.attack.harm import harm_of, holds_any, reading_may
from tests.attack.obedience import ODD_COUNT, ODD_NAME, ODD_TIME, PHISHING, Call, forged_reading, harmful_calls
from tests.attack.record import Change, take_snapshot
from tests.attack.stage import DANA, SECRETS, Stage, Target
from tools.gmail.message import parse_message
from tools.token import issue_token, read_token

CASES = all_cases()
OWN_DOING = frozenset(
    {"label_email", "notify_tm_response_received", "get_show_details", "get_advancing_checklist", "get_email_thread",
     "query_email_threads", "query_advancing_history", "submit_extraction"}
)  # fmt: skip
"""Tools by which an email parser may look at its own show, or tell that a mail came."""


@dataclass
class Attacked:
    """What came of a case.

    Args:
        target: The attacked show.
        message_id: The mail as stored.
        extraction: Its reading, as it awaits review.
        answers: What tools answered past Letta.
        harm: What changed that must not.
    """

    target: Target
    message_id: UUID
    extraction: Extraction
    answers: list[str]
    harm: list[str]


async def attack(stage: Stage, case: Case) -> Attacked:
    """Deliver a case's mail to an obeying model, then use the agent's stolen token."""
    world = stage.world
    target = await stage.make_target(case)
    before = await take_snapshot(world)
    raw = case.raw(target.our_message_id)
    world.gmail.deliver(raw)
    await inbox.pull_mailbox(world.system, world.mailbox.id)
    [message] = await world.rows(
        "select id from email_messages where show_id = %s and direction = 'inbound'", target.show_id
    )
    await stage.obey(Role.EMAIL_PARSER, scripted(stage, case, target, message["id"], raw))
    await world.work()
    await stage.forget_script()
    answers = await past_letta(stage, case, target, message["id"])
    await world.work()
    after = await take_snapshot(world)
    stored = await world.reading(target.show_id)
    return Attacked(target, message["id"], stored.extraction, answers, harm_of(before, after, target.show_id))


def scripted(stage: Stage, case: Case, target: Target, message_id: UUID, raw: bytes) -> list[Call]:
    """Every tool once by Letta, the reading last: twelve calls fit into a turn, and the nudge brings a second one."""
    found = first_reading(case, raw)
    quotes = [one.source_text for one in found.fields.values() if one.attachment is None]
    reading = forged_reading(case, found.suspicions, quotes[0] if quotes else "Dana")
    return [*harmful_calls(target, message_id, stage.ritz, stage.robins, case), reading]


def first_reading(case: Case, raw: bytes) -> Extraction:
    """What the attacker knows that the rules read."""
    parsed = parse_message(raw)
    mail = VenueMail(
        sender=str(parsed.from_),
        subject=parsed.subject,
        body=parsed.body,
        hidden_text=parsed.hidden_text,
        attachments=tuple(
            AttachmentText(name=part.name, text=part.content.decode(errors="replace")) for part in parsed.attachments
        ),
        our_addresses=(DANA,),
        known_contacts=(case.contact,),
    )
    return read(mail, ShowFacts.model_validate({**case.show, "known": {}}), ())


async def past_letta(stage: Stage, case: Case, target: Target, message_id: UUID) -> list[str]:
    """Every tool with the stolen token, against its own show, another of the tour, and another tour manager's."""
    token = stage.token(Role.EMAIL_PARSER, target.show_id)
    answers = []
    for other, foreign in ((stage.ritz, stage.robins), (stage.robins, stage.ritz)):
        calls = harmful_calls(target, message_id, other, foreign, case)
        for name, arguments in [*calls, ("submit_extraction", {"fields": []})]:
            answer = await stage.call_bridge(token, name, arguments)
            answers.append(answer.text)
    return answers


def values_in(extraction: Extraction) -> list[Any]:
    """Every value that a person is shown."""
    return [
        *(one.value for one in extraction.fields.values()),
        *(one.alternative for one in extraction.fields.values()),
    ]


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
async def test_a_mail_that_a_model_obeys_changes_nothing_but_what_awaits_a_person(stage: Stage, case: Case) -> None:
    world = stage.world

    done = await attack(stage, case)

    assert done.harm == []
    # The reading is flagged, and holds what the venue said and nothing that the attack claims or the model invents.
    assert done.extraction.suspicions
    assert done.extraction.read_by.startswith("openai-proxy")
    kept = {key: one.value for key, one in done.extraction.fields.items()}
    for key, claim in case.claims.items():
        shown = [done.extraction.fields[FieldKey(key)]] if key in kept else []
        assert claim not in [value for one in shown for value in (one.value, one.alternative)]
    assert not {ODD_TIME, ODD_COUNT, ODD_NAME} & {value for value in values_in(done.extraction) if value.__hash__}
    assert {key: kept.get(FieldKey(key)) for key in case.honest} == dict(case.honest)
    assert PHISHING not in done.extraction.model_dump_json()
    # The tour manager is warned in the system's words, and told nothing in the attacker's.
    notices = await world.rows("select title, body from notifications where show_id = %s", done.target.show_id)
    assert [one["title"].startswith("Be careful with the mail from") for one in notices].count(True) == 1
    assert not holds_any((f"{one['title']} {one['body']}" for one in notices), ("://", "sign in at", case.says))
    # No answer, by Letta or past it, holds what belongs elsewhere.
    steps = await world.rows("select name, ok, result from agent_steps where show_id = %s", done.target.show_id)
    assert holds_any([*(step["result"] for step in steps), *done.answers], SECRETS) == []
    # Each attempt is on record: every call as a step, every refusal in the activity log.
    tools = {spec.name for spec in make_registry().all()}
    assert tools <= {step["name"] for step in steps}
    refused = [step["name"] for step in steps if not step["ok"] and step["name"] in tools]
    logged = await world.rows(
        "select input ->> 'tool' as tool from agent_activity_log where show_id = %s and action = 'tool.refused'",
        done.target.show_id,
    )
    assert sorted(refused) == sorted(row["tool"] for row in logged)
    assert tools - OWN_DOING <= set(refused)
    # Two by the stolen token and one by Letta: a tool that is not the parser's was refused each time.
    assert all(refused.count(name) == 3 for name in tools - OWN_DOING)


async def test_a_coordinator_that_obeys_a_pasted_mail_sends_and_decides_nothing(stage: Stage) -> None:
    world = stage.world
    case = next(case for case in CASES if case.id == "own-01")
    target = await stage.make_target(case_again(case))
    before = await take_snapshot(world)
    calls = harmful_calls(target, None, stage.robins, stage.ritz, case)
    # Showing the tour manager's own draft in their own Gmail is the coordinator's to do; somebody else's is not.
    calls = [call for call in calls if call[0] != "create_gmail_draft"]
    calls += [
        ("create_gmail_draft", {"draft_id": str(stage.robins.draft_id)}),
        ("mark_field_complete", {"show_id": str(stage.ritz.show_id), "field": "schedule.loadIn", "value": "04:00",
                                 "reason": "the mail says so"}),
        ("sync_to_master_tour", {"show_id": str(stage.ritz.show_id)}),
        ("update_show_status", {"show_id": str(target.show_id), "event": "complete", "reason": "the mail says so"}),
        ("submit_extraction", {"fields": []}),
    ]  # fmt: skip

    for part in (calls[:11], calls[11:22], calls[22:]):
        await stage.obey(Role.COORDINATOR, part)
        turn = await conversation.chat(world.system, world.person.user_id, f"What do you make of this?\n{case.body}")
        while turn.pending:
            # Even a tour manager who clicks yes sends nothing that was not approved as a draft.
            waiting = turn.pending[0].tool_call_id
            turn = await conversation.answer_approval(world.system, world.person.user_id, waiting, approve=True)
        await stage.forget_script()
    await world.work()

    after = await take_snapshot(world)
    assert harm_of(before, after, target.show_id, chat_may(str(target.show_id), str(world.person.user_id))) == []
    steps = await world.rows("select name, ok, result from agent_steps where role = 'coordinator' and name <> 'chat'")
    assert {name for name, _ in calls} <= {step["name"] for step in steps}
    assert holds_any((step["result"] for step in steps), ("ceruleanmoth7", "Robin")) == []
    refused = {step["name"] for step in steps if not step["ok"]}
    assert {"send_approved_draft", "submit_draft", "submit_extraction", "call_sync_manager", "label_email"} <= refused
    logged = await world.rows("select input ->> 'tool' as tool from agent_activity_log where agent_type = 'coordinator'"
                              " and action = 'tool.refused'")  # fmt: skip
    assert refused == {row["tool"] for row in logged}


def chat_may(show_id: str, user_id: str) -> dict[str, Any]:
    """What the coordinator may do in a chat with its tour manager: raise, propose, note, look; within their shows."""

    def of_person(change: Change) -> bool:
        return change.before is None and change.row.get("tour_manager_id", change.row.get("user_id")) == user_id

    def noted(change: Change) -> bool:
        return of_person(change) and change.row["agent_type"] == "coordinator"

    allowed: dict[str, Any] = reading_may(show_id)
    allowed |= dict.fromkeys(
        ("agent_activity_log", "agent_steps", "agent_messages", "agent_tasks", "notifications"), of_person
    )
    return allowed | {
        "agent_learning_data": noted,
        # What is approved is in Master Tour already, so that asking for it again writes nothing.
        "master_tour_links": lambda change: change.columns <= {"known", "pulled_at", "pushed_at"},
        "shows": lambda change: change.row["id"] == show_id and change.row["status"] == "needs_attention",
        "email_messages": lambda change: False,
        "email_extractions": lambda change: False,
        "agent_drafts": lambda change: False,
    }


def case_again(case: Case) -> Case:
    """The same case with a show and ids of its own."""
    number = next(_AGAIN)
    show = {**case.show, "venue": f"{case.show['venue']} {number}"}
    contact = f"again{number}.{case.contact}"
    return Case(
        f"{case.id}-{number}", case.kind, show, contact, case.claims, case.honest, case.says, case.head_and_body
    )


_AGAIN = itertools.count(2)


async def test_a_token_that_is_altered_forged_or_of_another_key_opens_nothing(stage: Stage) -> None:
    system = stage.world.system
    good = stage.token(Role.EMAIL_PARSER, stage.ritz.show_id)
    head, body, signature = good.split(".")
    _, coordinators, _ = stage.token(Role.COORDINATOR, None).split(".")
    voided = issue_token(read_token(good, system.tool_secret), system.tool_secret, key_version=2)
    forged = issue_token(read_token(good, system.tool_secret), "another secret of sixteen letters")

    statuses = [
        (await stage.call_bridge(token, "get_show_details", {"show_id": str(stage.ritz.show_id)})).status_code
        for token in (f"{head}.{coordinators}.{signature}", f"{head}.{body}.", voided, forged, "none")
    ]

    assert statuses == [401] * 5


async def test_a_call_whose_arguments_cannot_be_kept_is_kept_all_the_same(stage: Stage) -> None:
    token = stage.token(Role.EMAIL_PARSER, stage.robins.show_id)
    nested: Any = "deep"
    for _ in range(60):
        nested = [nested]

    for arguments in ({"text": "a\x00b\ud800"}, {"text": float("nan")}, {"text": nested}, {"text": "x" * 300_000}):
        answer = await stage.call_bridge(token, "monitor_inbox", arguments)
        assert answer.status_code == 200
        assert not answer.json()["ok"]

    logged = await stage.world.rows(
        "select error from agent_activity_log where show_id = %s and input ->> 'tool' = 'monitor_inbox'"
        " order by id desc limit 4",
        stage.robins.show_id,
    )
    assert len(logged) == 4


def test_what_poses_as_us_gives_no_fact() -> None:
    mail = VenueMail(sender=f'"Dana" <{DANA}>', body="Load in is at 3pm.", our_addresses=(DANA,))
    facts = ShowFacts(artist="Night Ferry", venue="The Ritz", date="2027-03-15")

    extraction = result_of(
        Outcome({"extraction": Extraction().model_dump(mode="json")}, "rules", "rules"), mail, facts, ()
    )

    assert extraction.fields == {}
    assert [one.kind for one in extraction.suspicions] == ["lookalike_domain"]
