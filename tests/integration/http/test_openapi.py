"""What the bridge tells of itself: sentences for people, examples that can be sent as they stand."""

from tests.integration.http.bridge import Bridge, fill
from tests.integration.http.test_access import SIGNED


async def test_every_operation_has_a_summary_of_its_own(bridge: Bridge) -> None:
    summaries = {str(item): item.told.get("summary", "") for item in bridge.operations}

    assert {name: said for name, said in summaries.items() if len(said.split()) < 2} == {}
    assert len(set(summaries.values())) == len(summaries)


async def test_every_json_body_has_an_example_that_can_be_sent_as_it_stands(bridge: Bridge) -> None:
    ours = await bridge.ids_of(bridge.dana)
    with_body = [item for item in bridge.operations if "application/json" in item.body and str(item) not in SIGNED]

    answers = {
        str(item): await bridge.ask(item.method, fill(item, ours), **bridge.body_for(item)) for item in with_body
    }

    assert len(answers) >= 12
    assert [str(item) for item in with_body if not bridge.examples(item)] == []
    assert {name: answer.text for name, answer in answers.items() if "faults" in answer.text} == {}


async def test_every_error_that_an_operation_can_give_has_the_one_shape(bridge: Bridge) -> None:
    for operation in bridge.operations:
        answers = operation.told["responses"]
        assert "422" not in answers, f"{operation}: what has not the right form is answered by 400"
        for status in ("400", "401", "404", "409", "default"):
            schema = answers[status]["content"]["application/json"]["schema"]
            assert schema["$ref"].endswith("/ErrorAnswer"), f"{operation} {status}"


async def test_the_documentation_is_served(bridge: Bridge) -> None:
    page, schema = await bridge.http.get("/docs"), await bridge.http.get("/openapi.json")

    assert page.status_code == schema.status_code == 200
    assert schema.json()["info"]["title"] == "advancing"


async def test_addresses_and_methods_that_are_not_there_have_the_one_shape(bridge: Bridge) -> None:
    nowhere, no_method = await bridge.http.get("/teapot"), await bridge.http.delete("/shows")

    assert (nowhere.status_code, nowhere.json()["error"]["code"]) == (404, "not_found")
    assert (no_method.status_code, no_method.json()["error"]["code"]) == (405, "method_not_allowed")
