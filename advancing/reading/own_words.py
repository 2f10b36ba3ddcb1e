"""The venue's own words: what of a body its writer wrote (or forwarded) this time, and what is only quoted.

Everything is a slice of the body, letter for letter, so that a quote can be checked against it. Understanding the words
is left to the other modules of `advancing.reading`; MIME and HTML are turned to text before.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from advancing.reading.quoting.inline import Answer, answers_in_copy, answers_in_history
from advancing.reading.quoting.lines import Line, fold, split_lines
from advancing.reading.quoting.marks import Mark, MarkKind, addresses, find_marks, part_shared_lines
from advancing.reading.quoting.questions import question_above
from advancing.reading.quoting.signature import Part, part_lines

MAX_READ = 200_000
"""Characters of a body that are looked at; what stands beyond is counted as unread, not guessed at."""


class PassageKind(StrEnum):
    """What a passage is."""

    BODY = "body"
    SIGNATURE = "signature"
    FORWARDED = "forwarded"
    DISCLAIMER = "disclaimer"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the venue's own words.

    Args:
        text: The words, letter for letter `body[start:end]`.
        start: Where it starts in the body, in characters.
        end: Where it ends.
        answers: Our question above it, without quote marks and unwrapped (several questions: one to a line), where the
            venue answered in line; else None.
        kind: Body, signature, forwarded (a colleague's words) or disclaimer.
    """

    text: str
    start: int
    end: int
    answers: str | None = None
    kind: PassageKind = PassageKind.BODY


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the venue wrote this time, and what was quoted.

    Args:
        passages: In the order of the body, disjoint.
        history: The quoted part, quote marks taken away.
        unread: Characters at the end of an oversized body that were not looked at.
    """

    passages: tuple[Passage, ...] = ()
    history: str = ""
    unread: int = 0
    _folded: str = field(default="", repr=False, compare=False)
    _woven: tuple[tuple[str, str], ...] = field(default=(), repr=False, compare=False)

    def text(self) -> str:
        """Body, forwarded and signature passages, joined by newline; the small print is left out."""
        return "\n".join(p.text for p in self.passages if p.kind is not PassageKind.DISCLAIMER)

    def holds(self, quote: str) -> bool:
        """Whether a quote stands in the venue's own words.

        Args:
            quote: White space and case do not count; it may span answers between which our questions stand.

        Returns:
            True where it does. Where the venue typed into an unquoted copy of our mail, a quote may begin with our
            label ("Stage: 20 WIDE") but not consist of our words alone.
        """
        folded = fold(quote)
        if not folded:
            return False
        return folded in self._folded or any(folded in whole and folded not in ours for whole, ours in self._woven)


def own_words(body: str, *, sender: str = "", our_addresses: Sequence[str] = ()) -> OwnWords:
    """Separate the venue's own words from quoted history, signature and small print.

    Args:
        body: The whole plain-text body; any line breaks. Only the first `MAX_READ` characters are looked at.
        sender: `From` of the mail as written, `Name <address>`.
        our_addresses: Addresses of our side: what they wrote is history.

    Returns:
        The passages and the history. Lines that start with `>` are always quoted. Linear in the length of the body.
    """
    read = body[:MAX_READ]
    lines = part_shared_lines(split_lines(read))
    regions = _regions(lines, sender, tuple(address.lower() for address in our_addresses))
    passages: list[Passage] = []
    woven: list[tuple[str, str]] = []
    ours: dict[int, str] = {index: line.text for index, line in enumerate(lines) if line.depth}
    for region in regions:
        if region.theirs:
            passages.extend(_read_own(read, lines, region, sender, ours, woven))
        else:
            answers = _inline(read, lines, region, sender, passages)
            passages.extend(_passage(read, a.start, a.end, PassageKind.BODY, a.question) for a in answers)
            woven.extend(_weave(read, lines, answers))
            ours.update((index, lines[index].text) for index in range(region.first, region.last + 1))
            for answer in answers:
                ours.update(_without(lines, answer))
    history = "\n".join(ours[index] for index in sorted(ours)).strip("\n")
    kept = tuple(_merged(read, [passage for passage in passages if passage.text]))
    return OwnWords(kept, history, len(body) - len(read), fold("\n".join(p.text for p in kept)), tuple(woven))


@dataclass(frozen=True, slots=True)
class _Region:
    """Lines of one writer: the venue's (own or forwarded, with quoted lines between) or history without `>`."""

    first: int
    last: int
    theirs: bool
    kind: PassageKind = PassageKind.BODY
    author: str = ""
    mark: Mark | None = None


def _regions(lines: Sequence[Line], sender: str, ours: tuple[str, ...]) -> list[_Region]:
    """The body cut at its marks."""
    regions: list[_Region] = []
    kind, author, theirs, start = PassageKind.BODY, sender, True, 0
    mark: Mark | None = None
    for following in find_marks(lines):
        if start < following.first:
            regions.append(_Region(start, following.first - 1, theirs, kind, author, mark))
        regions.append(_Region(following.first, following.last, False))
        start = following.last + 1
        if following.kind is MarkKind.WROTE and _next_is_quoted(lines, start):
            continue
        passed_on = theirs and kind is PassageKind.FORWARDED and _wrote_to(following, author, ours)
        top = _filled(lines, 0, following.first)
        theirs = passed_on or _is_theirs(following, sender, ours, theirs_above=theirs, top=top)
        if theirs:
            kind, author = PassageKind.FORWARDED, following.author
        mark = following
    if start < len(lines):
        regions.append(_Region(start, len(lines) - 1, theirs, kind, author, mark))
    return regions


def _filled(lines: Sequence[Line], first: int, behind: int) -> bool:
    return any(line.text and not line.depth for line in lines[first:behind])


def _next_is_quoted(lines: Sequence[Line], index: int) -> bool:
    return next((line.depth > 0 for line in lines[index : index + 6] if line.text), False)


def _wrote_to(mark: Mark, author: str, ours: tuple[str, ...]) -> bool:
    """Whether older mail below a forwarded one was written to its author: the house's own, passed on twice."""
    if _is_ours(mark.author, ours) or not author or _sent_to_us(mark.recipients, ours):
        return False
    shared = set(addresses(author)) & set(addresses(mark.recipients))
    names = set(re.findall(r"\w+", author.partition("<")[0].lower()))
    return bool(shared) or (len(names) > 1 and names <= set(re.findall(r"\w+", mark.recipients.lower())))


def _is_theirs(mark: Mark, sender: str, ours: tuple[str, ...], *, theirs_above: bool, top: bool) -> bool:
    """Whether older mail behind a mark is words that the venue passes on to us, not the thread we know."""
    if _is_ours(mark.author, ours):
        return False
    if mark.kind is MarkKind.FORWARD:
        return True
    if mark.kind is MarkKind.HEADERS and not top and theirs_above:
        # Nothing stands above it: passed on without a word.
        return True
    if mark.kind is MarkKind.WROTE or not theirs_above or _sent_to_us(mark.recipients, ours):
        return False
    # A header block without a word on forwarding: passed on where a colleague wrote it to the sender.
    author, writer = addresses(mark.author), addresses(sender)
    if not author or not writer or author[0] == writer[0]:
        return False
    colleague = author[0].partition("@")[2] == writer[0].partition("@")[2]
    to_writer = writer[0] in addresses(mark.recipients)
    return (colleague or to_writer) and (bool(ours) or colleague) and (to_writer or not top or colleague)


def _is_ours(author: str, ours: tuple[str, ...]) -> bool:
    found = addresses(author)
    if found:
        return any(address in ours for address in found) or _same_house(found[-1], ours)
    names = {word for word in author.lower().replace(".", " ").split() if len(word) > 2}
    locals_ = {
        part for address in ours for part in address.partition("@")[0].replace(".", " ").replace("_", " ").split()
    }
    return bool(names & locals_)


_WEBMAIL = "gmail.com googlemail.com outlook.com hotmail.com yahoo.com icloud.com me.com gmx.de web.de gmx.net live.com aol.com"
_PUBLIC = frozenset(_WEBMAIL.split())


def _same_house(address: str, ours: tuple[str, ...]) -> bool:
    domain = address.partition("@")[2]
    return domain not in _PUBLIC and any(domain == own.partition("@")[2] for own in ours)


def _sent_to_us(recipients: str, ours: tuple[str, ...]) -> bool:
    return any(address in ours or _same_house(address, ours) for address in addresses(recipients)) or (
        bool(recipients) and "@" not in recipients and _is_ours(recipients, ours)
    )


def _read_own(
    body: str,
    lines: Sequence[Line],
    region: _Region,
    sender: str,
    ours: dict[int, str],
    woven: list[tuple[str, str]],
) -> Iterator[Passage]:
    """The passages of a region that the venue wrote: runs between quoted lines, parted by kind.

    Lines that turn out to be ours are put to `ours`, answers among them with our words to `woven`.
    """
    author = sender if region.kind is PassageKind.BODY else region.author
    index = region.first
    quoted_from = index
    while index <= region.last:
        if lines[index].depth or lines[index].blank:
            index += 1
            continue
        first = index
        while index <= region.last and not lines[index].depth:
            index += 1
        last = index - 1
        while lines[last].blank:
            last -= 1
        if _is_overhang(lines, first, last):
            ours[first] = lines[first].text
            continue
        quoted = [line for line in lines[quoted_from:first] if line.depth or line.blank]
        question = question_above(quoted) if any(line.depth for line in quoted) else None
        quoted_from = index
        yield from _parted(body, lines, first, last, region, author, question, ours, woven)


def _is_overhang(lines: Sequence[Line], first: int, last: int) -> bool:
    """A quoted line that a mail program wrapped without a new `>`: its rest stands alone between quoted lines."""
    if first != last or first == 0 or last + 1 >= len(lines):
        return False
    above, below = lines[first - 1], lines[last + 1]
    text = lines[first].text
    if not (above.depth and below.depth and above.text):
        return False
    return len(above.text) >= 60 and above.text[-1] not in ".?!:;" and len(text) < 40 and text[0].islower()


def _parted(
    body: str,
    lines: Sequence[Line],
    first: int,
    last: int,
    region: _Region,
    author: str,
    question: str | None,
    ours: dict[int, str],
    woven: list[tuple[str, str]],
) -> Iterator[Passage]:
    run = lines[first : last + 1]
    parts = part_lines(run, sender=author, after_question=question is not None)
    marked = answers_in_copy(body, lines, first, last, sender=author) if question is None else []
    marked = [
        one for one in marked if not (_typed_into(lines[one.last], one) and parts[one.last - first] is Part.SIGNATURE)
    ]
    woven.extend(_weave(body, lines, marked))
    taken = {index: answer for answer in marked for index in range(answer.first, answer.last + 1)}
    at = 0
    while at < len(run):
        answer = taken.get(first + at)
        if answer:
            yield _passage(body, answer.start, answer.end, region.kind, answer.question)
            ours.update(_without(lines, answer))
            at = answer.last - first + 1
            continue
        end = at
        while end + 1 < len(run) and parts[end + 1] is parts[at] and first + end + 1 not in taken:
            end += 1
        kind = region.kind if parts[at] is Part.BODY else PassageKind(parts[at].value)
        start, stop = run[at].start, run[end].end
        yield _passage(body, start, stop, kind, question if parts[at] is Part.BODY else None)
        at = end + 1


def _merged(body: str, passages: Sequence[Passage]) -> Iterator[Passage]:
    """Signature parts with nothing but space between them become one."""
    held: Passage | None = None
    for passage in passages:
        if held and held.kind is passage.kind is PassageKind.SIGNATURE and not body[held.end : passage.start].strip():
            held = _passage(body, held.start, passage.end, held.kind, None)
            continue
        if held:
            yield held
        held = passage
    if held:
        yield held


def _inline(body: str, lines: Sequence[Line], region: _Region, sender: str, above: Sequence[Passage]) -> list[Answer]:
    """Answers within the first unquoted copy of our mail."""
    if region.mark is None or any(passage.kind is PassageKind.FORWARDED for passage in above):
        return []
    written = "\n".join(passage.text for passage in above if passage.kind is PassageKind.BODY)
    return answers_in_history(body, lines, region.first, region.last, sender=sender, above=written)


def _without(lines: Sequence[Line], answer: Answer) -> Iterator[tuple[int, str]]:
    """The lines of an answer in our mail as they stood before the venue typed into them."""
    for index in range(answer.first, answer.last + 1):
        line = lines[index]
        typed_into = _typed_into(line, answer)
        yield index, (answer.question or "") if typed_into else line.text if line.end <= answer.start else ""


def _typed_into(line: Line, answer: Answer) -> bool:
    """Whether an answer begins within a line of ours."""
    return line.start < answer.start < line.end


def _weave(body: str, lines: Sequence[Line], answers: Sequence[Answer]) -> Iterator[tuple[str, str]]:
    for answer in answers:
        whole = body[lines[answer.first].start : answer.end]
        yield fold(whole), fold(answer.question or "")


def _passage(body: str, start: int, end: int, kind: PassageKind, question: str | None) -> Passage:
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return Passage(body[start:end], start, end, question, kind)
