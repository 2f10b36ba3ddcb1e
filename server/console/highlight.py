"""A venue's mail cut into stretches for the page: which of them a value was read from, and which are only quoted.

Quotes are found whatever their white space and case; nothing of the mail is changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from advancing.reading.own_words import own_words

MAX_SHOWN = 100_000
"""Characters of a mail that a page shows."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the mail, letter for letter.

    Args:
        text: The piece.
        fields: Keys of the fields that were read from it.
        starts: Keys of the fields whose quote starts here.
        is_own: Whether the venue wrote it this time; else it is quoted history.
        is_alarming: Whether a suspicion rests on it.
    """

    text: str
    fields: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    is_own: bool = True
    is_alarming: bool = False


@dataclass(frozen=True, slots=True)
class MailText:
    """A mail for the page.

    Args:
        stretches: Up to the end of the venue's own words.
        history: What is quoted below them.
        not_found: Keys of the fields whose quote does not stand in this text.
        cut: Characters at the end that are not shown.
    """

    stretches: tuple[Stretch, ...]
    history: str
    not_found: tuple[str, ...]
    cut: int


def mark_mail(
    body: str,
    quotes: Mapping[str, str],
    *,
    alarms: Sequence[str] = (),
    sender: str = "",
    ours: Sequence[str] = (),
) -> MailText:
    """Cut a mail's body at its quotes.

    Args:
        body: Plain text.
        quotes: The venue's words by field.
        alarms: Words that a suspicion rests on.
        sender: `From` as written.
        ours: Addresses of our side, whose words are history.
    """
    shown = body[:MAX_SHOWN]
    own = [(p.start, p.end) for p in own_words(shown, sender=sender, our_addresses=ours).passages]
    folded = _Folded(shown)
    spans = {key: folded.find(quote, own) for key, quote in quotes.items()}
    found = {key: span for key, span in spans.items() if span}
    alarming = [span for span in (folded.find(words, own) for words in alarms) if span]
    end = max([e for _, e in (*own, *found.values(), *alarming)], default=len(shown))
    return MailText(
        stretches=tuple(_cut(shown[:end], found, own, alarming)),
        history=shown[end:].strip("\n"),
        not_found=tuple(key for key, span in spans.items() if span is None),
        cut=len(body) - len(shown),
    )


def mark_text(text: str, quotes: Mapping[str, str]) -> MailText:
    """Cut a page of an attachment at its quotes; all of it is the venue's."""
    shown = text[:MAX_SHOWN]
    folded = _Folded(shown)
    spans = {key: folded.find(quote) for key, quote in quotes.items()}
    found = {key: span for key, span in spans.items() if span}
    not_found = tuple(key for key in quotes if key not in found)
    return MailText(tuple(_cut(shown, found, [(0, len(shown))])), "", not_found, len(text) - len(shown))


class _Folded:
    """A text as quotes are looked up in it: lower case, and what may stand between two words as one blank.

    Looking up is a plain search, so that no text can make it slow.
    """

    def __init__(self, text: str) -> None:
        letters: list[str] = []
        self._at: list[int] = []
        for index, letter in enumerate(text):
            # Quote marks stand between the words of an answer that was typed into quoted lines.
            if letter.isspace() or letter == ">":
                if not letters or letters[-1] == " ":
                    continue
                letter = " "  # noqa: PLW2901
            for small in letter.lower():
                letters.append(small)
                self._at.append(index)
        self.text = "".join(letters)

    def find(self, quote: str, own: Sequence[tuple[int, int]] = ()) -> tuple[int, int] | None:
        """Where a quote stands; in the venue's own words rather than in what they quote."""
        wanted = _Folded(quote).text.strip()
        first, at = None, self.text.find(wanted) if wanted else -1
        while at >= 0:
            span = (self._at[at], self._at[at + len(wanted) - 1] + 1)
            if any(start <= span[0] and span[1] <= end for start, end in own):
                return span
            first = first or span
            at = self.text.find(wanted, at + len(wanted))
        return first


def _cut(
    text: str,
    spans: Mapping[str, tuple[int, int]],
    own: Sequence[tuple[int, int]],
    alarming: Sequence[tuple[int, int]] = (),
) -> list[Stretch]:
    edges = {0, len(text)}
    edges.update(edge for span in (*spans.values(), *own, *alarming) for edge in span if edge <= len(text))
    cuts = sorted(edges)
    stretches = []
    for start, end in pairwise(cuts):
        stretches.append(
            Stretch(
                text=text[start:end],
                fields=tuple(key for key, (a, b) in spans.items() if a <= start and end <= b),
                starts=tuple(key for key, (a, _) in spans.items() if a == start),
                is_own=any(a <= start and end <= b for a, b in own),
                is_alarming=any(a <= start and end <= b for a, b in alarming),
            )
        )
    return stretches
