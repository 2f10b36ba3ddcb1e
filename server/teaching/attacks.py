"""What is learned of attacks: the sentences of labelled mail, each with what it is after, or with nothing.

Which sentences of a case are the attack stands in `tests/corpus/attack_quotes.json`. The short mails that the rules were made
from are learned from too: of the attacks what the rules find there, of the ordinary ones every sentence.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from advancing.extraction import VenueMail
from advancing.reading.attack import find_suspicions, signs_in
from advancing.reading.own_words import OwnWords, own_words
from advancing.reading.suspicion.likely import HARMLESS, SILENT
from advancing.reading.suspicion.names import names_of
from advancing.reading.suspicion.sentences import telling_sentences
from advancing.reading.suspicion.unveiled import unveil
from server.teaching.sample import Sample

TESTS = Path(__file__).parents[2] / "tests"
FIXTURES = TESTS / "unit" / "reading" / "fixtures" / "attack"
_KINDS = ("instruction", "data_request", "bank_details")
Quotes = Sequence[tuple[str, str]]
"""Words and what they are after."""


def attack_samples(case: Mapping[str, Any], mail: VenueMail, words: OwnWords) -> list[Sample]:
    """The sentences of a case.

    Args:
        case: A case as `tests/corpus/README.md` describes it.
        mail: Its mail.
        words: The venue's own words in it.

    Returns:
        Nothing for an attack whose sentences are not marked.
    """
    if not case["expected"].get("attack"):
        return _samples(case["id"], mail, words, ())
    marked = _marked().get(case["id"])
    return [] if marked is None else _samples(case["id"], mail, words, [(one["quote"], one["kind"]) for one in marked])


def drill_samples() -> list[Sample]:
    """The sentences of the short mails that the rules were made from."""
    mails = [{"body": body, "attack": True} for body in _fixture("attacks")]
    mails += [{"body": body, "attack": False} for body in _fixture("ordinary")]
    mails += _fixture("mails")
    samples = []
    for number, given in enumerate(mails):
        mail = VenueMail(
            sender=given.get("sender", "somebody@venue.example"), subject=given.get("subject", ""), body=given["body"]
        )
        words = own_words(mail.body, sender=mail.sender)
        found = find_suspicions(mail, words, SILENT) if given["attack"] else ()
        quotes = [(one.quote, one.kind) for one in found if one.kind in _KINDS]
        if quotes or not given["attack"]:
            samples += _samples(f"drill {number}", mail, words, quotes)
    return samples


def _samples(case: str, mail: VenueMail, words: OwnWords, quotes: Quotes) -> list[Sample]:
    own = "\n\n".join(passage.text for passage in words.passages)
    plain, _ = unveil(own)
    signs = signs_in(plain, names=names_of(own, mail.our_addresses), sender=mail.sender)
    marked = [(_plain(unveil(quote)[0]), kind) for quote, kind in quotes]
    samples = []
    for told in telling_sentences(plain, signs):
        sentence = _plain(plain[told.start : told.end])
        kind = next((kind for quote, kind in marked if sentence in quote or quote in sentence), HARMLESS)
        samples.append(Sample(case, told.features, frozenset({kind})))
    return samples


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()


@cache
def _marked() -> Mapping[str, Sequence[Mapping[str, str]]]:
    marked: Mapping[str, Sequence[Mapping[str, str]]] = json.loads(
        (TESTS / "corpus" / "attack_quotes.json").read_text("utf-8")
    )
    return marked


def _fixture(name: str) -> list[Any]:
    given: list[Any] = json.loads((FIXTURES / f"{name}.json").read_text("utf-8"))
    return given
