"""A vocabulary of phrases is found in one pass over a text."""

import pytest

from advancing.reading.phrases import PhraseBook


def find(phrases: str, text: str) -> list[str]:
    return PhraseBook({"it": phrases}).find(text).get("it", [])


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("so/very happy", "We are VERY happy!", ["very happy"]),
        ("freu*", "Wir freuen uns", ["freuen"]),
        ("thanks so? much? for", "Thanks for that, thanks so much for this", ["thanks for", "thanks so much for"]),
        ("told _ twice", "I told you twice", ["told you twice"]),
        ("can't wait", "We can’t wait", ["can't wait"]),
        ("line check", "line-check\nonly", ["line check"]),
        ("no showers", "no towels, showers yes", []),
        ("at the end", "at the", []),
    ],
)
def test_a_phrase_is_found_as_it_is_written_down(phrase: str, text: str, found: list[str]) -> None:
    assert find(phrase, text) == found


def test_finds_of_one_label_do_not_overlap() -> None:
    assert find("so happy; so happy to; happy to", "so happy to have you") == ["so happy"]


def test_each_label_finds_its_own() -> None:
    found = PhraseBook({"joy": "so happy", "offer": "happy to"}).find("so happy to help")

    assert found == {"joy": ["so happy"], "offer": ["happy to"]}
