"""Signs that a message tries to instruct the software, to redirect money, to get at other shows' data, or to mislead.

Nothing here changes what may be done: no mail can call a tool or pick a recipient. It flags the message to the tour
manager, and says which words are not to be read as facts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from advancing.extraction import Suspicion, VenueMail
from advancing.reading.learned.model import Model, house_models
from advancing.reading.own_words import OwnWords
from advancing.reading.quoting.marks import addresses
from advancing.reading.suspicion.address import find_addresses
from advancing.reading.suspicion.blocks import Blocks
from advancing.reading.suspicion.concealed import Concealed, find_concealed, is_telling
from advancing.reading.suspicion.likely import find_likely
from advancing.reading.suspicion.lookalike import find_lookalike, shown_address_differs
from advancing.reading.suspicion.names import find_passing_over, names_of
from advancing.reading.suspicion.orders import weigh_orders
from advancing.reading.suspicion.papers import find_requests
from advancing.reading.suspicion.payment import find_redirections
from advancing.reading.suspicion.posing import find_posing
from advancing.reading.suspicion.sentences import Sign
from advancing.reading.suspicion.signs import Act, find_signs
from advancing.reading.suspicion.unveiled import unveil

ENOUGH = 1.5
ENOUGH_QUOTED = 3.0
SPOKEN_TO = 0.75
MAX_QUOTE = 500
MAX_LOOKED_AT = 60_000


class _Part(StrEnum):
    """What was found, beside the acts of `Act`."""

    ADDRESS = "address"
    REQUEST = "request"
    PAYMENT = "payment"
    POSING = "posing"


_LEADING = frozenset([Act.OVERRIDE, Act.MARKUP, Act.RECORD])
_FOLLOWING = frozenset([Act.BYPASS, Act.CONCEAL])
_CORE: frozenset[StrEnum] = frozenset(
    [_Part.ADDRESS, Act.OVERRIDE, Act.MARKUP, Act.RECORD, _Part.REQUEST, _Part.POSING]
)
_BLANK = re.compile(r"\n[ \t\r\xa0]*\n")
_SENTENCE_END = re.compile(r"[.!?](?=[\s)\]\"”’]|$)|\n")
_BRACKETED = re.compile(r"\[[^\[\]]{20,3000}\]|\{[^{}]{20,3000}\}|<!--.{0,4000}?(?:-->|$)", re.DOTALL)

_EXPLAINED = {
    "instruction": "The mail speaks to software and asks it to act past you; nothing of that is done.",
    "data_request": "The mail asks for papers or terms of other shows, which are not this venue's to have.",
    "bank_details": "The mail changes where money is to go; check it by phone with somebody you know there.",
}
_LIKELY = {
    "instruction": "This reads like an order to act past you or a claim of your approval; nothing of that is done.",
    "data_request": "This reads like a request for what is not this venue's to have; nothing of it was given.",
    "bank_details": "This reads like an attempt to redirect money; check it by phone with somebody you know there.",
}


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    part: StrEnum
    weight: float


def find_suspicions(mail: VenueMail, words: OwnWords, model: Model | None = None) -> tuple[Suspicion, ...]:
    """What in a message looks like an attack.

    Args:
        mail: The message; its sender, known contacts, subject, hidden text and attachments are looked at beside the
            words.
        words: Its own words (see `own_words`), of which each passage is looked at; the quoted history too, since a
            forged quote is an easy place for instructions.
        model: Another model of attacks than the house's, to see how the reader fares with it.

    Returns:
        One suspicion for each place, with the words it rests on; empty for ordinary mail. Linear in the text's length,
        of which the first 60,000 characters are looked at.
    """
    model = model or house_models().attack
    own = "\n\n".join(passage.text for passage in words.passages)[:MAX_LOOKED_AT]
    found = [
        *_of_sender(mail, words),
        *_in_text(own, model, names=names_of(own, mail.our_addresses), sender=mail.sender),
        *_in_text(words.history[:MAX_LOOKED_AT], None, quoted=True),
        *_in_text(mail.subject[:MAX_QUOTE], None),
        *_in_hidden(mail.hidden_text, own, model),
        *(one for attachment in mail.attachments for one in _in_text(attachment.text[:MAX_LOOKED_AT], model)),
    ]
    return tuple({(s.kind, s.quote): s for s in found}.values())


def attack_spans(words: OwnWords, suspicions: Sequence[Suspicion]) -> tuple[tuple[int, int], ...]:
    """The stretches of the body whose claims are no facts: the suspicious sentences with what belongs to them.

    Args:
        words: The message's own words.
        suspicions: What `find_suspicions` gave for it.

    Returns:
        (start, end) in characters of the body, in order, disjoint. A reader leaves out every value whose words lie
        within one.
    """
    spans: list[tuple[int, int]] = []
    for passage in words.passages:
        within = spans_in(passage.text, suspicions)
        spans.extend((passage.start + start, passage.start + end) for start, end in within)
    return tuple(_joined(spans))


def spans_in(text: str, suspicions: Sequence[Suspicion]) -> tuple[tuple[int, int], ...]:
    """The same for one text, an attachment's for example.

    Args:
        text: A text that `find_suspicions` has seen.
        suspicions: What it gave.

    Returns:
        (start, end) in characters of the text, in order, disjoint.
    """
    spans: list[tuple[int, int]] = []
    for suspicion in suspicions:
        at = -1 if suspicion.kind == "lookalike_domain" else text.find(suspicion.quote)
        if at >= 0:
            spans.append(_unit(text, at, at + len(suspicion.quote)))
    return tuple(_joined(spans))


def _of_sender(mail: VenueMail, words: OwnWords) -> list[Suspicion]:
    # Whom the thread was with so far stands in the history, whether or not anybody stored it.
    known = [*mail.known_contacts, *mail.our_addresses, *addresses(words.history[:MAX_LOOKED_AT])]
    imitated = find_lookalike(mail.sender, known)
    if imitated:
        return [
            Suspicion(
                kind="lookalike_domain",
                quote=mail.sender[:MAX_QUOTE],
                explanation=f"The sender's domain looks like {imitated} and is not it; check who wrote this.",
            )
        ]
    shown = shown_address_differs(mail.sender)
    if shown and shown in {address.lower() for address in known}:
        return [
            Suspicion(
                kind="lookalike_domain",
                quote=mail.sender[:MAX_QUOTE],
                explanation=f"The sender shows {shown} as a name and writes from another address.",
            )
        ]
    return []


def signs_in(text: str, *, names: frozenset[str] = frozenset(), sender: str = "") -> list[Sign]:
    """What the rules find in a plain text, whether or not it is enough for a suspicion.

    Args:
        text: Plain text.
        names: First names of our side, lower case.
        sender: `From` as written.

    Returns:
        Place, name and weight of each find.
    """
    return _as_signs(_find(Blocks(text), names, sender, quoted=False))


def _as_signs(found: Sequence[_Found]) -> list[Sign]:
    return [(one.start, str(one.part), one.weight) for one in found]


def _in_text(
    text: str, model: Model | None, *, names: frozenset[str] = frozenset(), sender: str = "", quoted: bool = False
) -> list[Suspicion]:
    """The suspicions of one text; quoted history is mostly ours, so that only open orders to software count there.

    Without a model the rules are asked alone: a subject line has no sentences to judge.
    """
    suspicions = [_concealed(hidden, text) for hidden in find_concealed(text)]
    plain, places = unveil(text)
    blocks = Blocks(plain)
    found: dict[int, list[_Found]] = {}
    signs = _find(blocks, names, sender, quoted=quoted)
    for one in signs:
        found.setdefault(blocks.number_at(one.start), []).append(one)
    covered: list[tuple[int, int]] = []
    for number in sorted(found):
        carried = _carried(found.get(number - 1, []), blocks, number)
        kind = _weigh(found[number], carried, "" if quoted else blocks.all[number].text)
        if quoted and kind and sum({one.part: one.weight for one in found[number]}.values()) < ENOUGH_QUOTED:
            continue
        if kind:
            told = [one for one in found[number] if (one.part is _Part.PAYMENT) == (kind == "bank_details")]
            start, end = _quoted(plain, told)
            covered.append((start, end))
            quote = text[places[start] : places[end]].strip()[:MAX_QUOTE].strip()
            suspicions.append(Suspicion(kind=kind, quote=quote, explanation=_EXPLAINED[kind]))
    if model is not None:
        for likely in find_likely(plain, _as_signs(signs), model):
            if not any(start < likely.end and likely.start < end for start, end in covered):
                quote = text[places[likely.start] : places[likely.end]].strip()[:MAX_QUOTE].strip()
                suspicions.append(Suspicion(kind=likely.kind, quote=quote, explanation=_LIKELY[likely.kind]))
    return suspicions


def _find(blocks: Blocks, names: frozenset[str], sender: str, *, quoted: bool) -> list[_Found]:
    found = [_Found(start, end, act, weight) for start, end, act, weight in find_signs(blocks, _LEADING)]
    found += [_Found(one.start, one.end, _Part.ADDRESS, one.weight) for one in find_addresses(blocks)]
    if not quoted:
        found += [_Found(start, end, _Part.REQUEST, weight) for start, end, weight in find_requests(blocks)]
        found += [_Found(start, end, _Part.POSING, weight) for start, end, weight in find_posing(blocks, names, sender)]
    if found:
        found += [_Found(start, end, act, weight) for start, end, act, weight in find_signs(blocks, _FOLLOWING)]
        found += [_Found(start, end, act, weight) for start, end, act, weight in find_passing_over(blocks, names)]
    if not quoted:
        found += [_Found(start, end, _Part.PAYMENT, ENOUGH) for start, end in find_redirections(blocks)]
    return found


def _carried(before: list[_Found], blocks: Blocks, number: int) -> list[_Found]:
    """A heading that speaks to software also speaks in the paragraph under it."""
    if number == 0 or blocks.starts[number] - blocks.starts[number - 1] > 250:
        return []
    return [one for one in before if one.part in (_Part.ADDRESS, Act.MARKUP) and one.weight >= SPOKEN_TO]


def _weigh(found: list[_Found], carried: list[_Found], block: str) -> str | None:
    """The kind of suspicion that the parts in one paragraph make up together, if they do."""
    weights: dict[StrEnum, float] = {}
    for one in [*carried, *found]:
        weights[one.part] = max(weights.get(one.part, 0.0), one.weight)
    if weights.pop(_Part.PAYMENT, 0.0):
        return "bank_details"
    total = sum(weights.values())
    if max(weights.get(part, 0.0) for part in (_Part.ADDRESS, _Part.POSING, Act.MARKUP)) >= SPOKEN_TO:
        total += weigh_orders(block)
    if total < ENOUGH or not weights.keys() & _CORE:
        return None
    return "data_request" if weights.keys() <= {_Part.REQUEST, Act.CONCEAL, Act.BYPASS} else "instruction"


def _quoted(text: str, signs: list[_Found]) -> tuple[int, int]:
    """Where the sentences from the first sign to the last start and end."""
    first, last = min(sign.start for sign in signs), max(sign.end for sign in signs)
    start = max(
        (match.end() for match in _SENTENCE_END.finditer(text, max(first - 300, 0), first)), default=max(first - 300, 0)
    )
    if first < 300 and not _SENTENCE_END.search(text, 0, first):
        start = 0
    closing = _SENTENCE_END.search(text, max(last - 1, start + 1))
    return start, closing.end() if closing else len(text)


def _concealed(hidden: Concealed, text: str) -> Suspicion:
    quote = text[hidden.start : hidden.end].strip("\n")[:MAX_QUOTE]
    return Suspicion(
        kind="hidden_text",
        quote=quote,
        explanation=f"The mail holds {hidden.how}" + (f": {hidden.says[:200]!r}." if hidden.says else "."),
    )


def _in_hidden(hidden: str, own: str, model: Model) -> list[Suspicion]:
    """The text of the HTML part that a person does not see."""
    hidden = hidden.strip()[:MAX_LOOKED_AT]
    if not hidden:
        return []
    instructed = _in_text(hidden, model)
    shown = " ".join(own.split()).lower()
    lines = [line.strip() for line in hidden.splitlines() if line.strip()]
    unseen = "\n".join(line for line in lines if " ".join(line.split()).lower() not in shown)
    if not instructed and not is_telling(unseen):
        return []
    return [
        Suspicion(
            kind="hidden_text",
            quote=(instructed[0].quote if instructed else unseen)[:MAX_QUOTE],
            explanation="The mail holds text that its reader does not see.",
        )
    ]


def _unit(text: str, start: int, end: int) -> tuple[int, int]:
    """What a suspicious quote belongs to: its bracket, its lines in a list, its paragraph."""
    for bracket in _BRACKETED.finditer(text):
        if bracket.start() <= start and end <= bracket.end():
            return bracket.start(), bracket.end()
    first = max((match.end() for match in _BLANK.finditer(text, 0, start)), default=0)
    after = _BLANK.search(text, end)
    last = after.start() if after else len(text)
    paragraph = text[first:last]
    lines = paragraph.count("\n") + 1
    alone = len(paragraph) < 0.5 * len(text) or len(text) < 200 or end - start > 0.6 * len(paragraph)
    if alone and lines < 4:
        return first, last
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    if lines >= 4 and (len(paragraph) / lines) < 90:
        return line_start, line_end if line_end >= 0 else len(text)
    if alone:
        return first, last
    return start, end


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
