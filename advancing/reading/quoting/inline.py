"""Answers typed into our own mail where no `>` tells the two apart: by capitals, initials, arrows, or an announcement.

Works on unquoted history ("see my answers in red below") and on a copy of our questions that stands in the venue's own
words. Gives the places of the answers, each with the question it belongs to.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from advancing.reading.quoting.lines import Line

MAX_LINES = 400
_LEAST_COPIED = 3
"""Fewer questions with an answer each are no copy of our mail."""
_MOSTLY = 0.6
"""Share of the questions that must be answered."""
_LONGEST_QUESTION, _LONGEST_SIGN_OFF = 110, 40

_ANNOUNCED = re.compile(
    r"\b(?:in\s?-?line|in\s+(?:red|blue|green|bold|caps|capitals|colou?r|italics|yellow|purple|orange)|"
    r"(?:answers?|comments?|repl(?:y|ies)|notes?|responses?|info|details)\b.{0,40}\b(?:below|within|beneath|under(?:neath)?|next\s+to|between|after\s+each|in\s+your|inside|marked)|"
    r"(?:see|answered|replied|written|filled|put|typed|commented)\b.{0,40}\b(?:below|in\s+your|inside\s+your|next\s+to|under|within|between)|"
    r"(?:in|auf)\s+(?:rot|blau|grün|fett|farbe|großbuchstaben)|(?:antworten|kommentare|anmerkungen)\b.{0,40}\b(?:unten|im\s+text|in\s+deiner|in\s+ihrer|direkt|dazwischen|darunter)|siehe\s+unten|s\.\s?u\.|direkt\s+im\s+text|"
    r"en\s+(?:rouge|bleu|vert|gras|majuscules)|(?:réponses?|commentaires?)\b.{0,40}\b(?:ci-dessous|dans\s+(?:ton|votre|le)|dessous)|voir\s+ci-dessous|"
    r"en\s+(?:rojo|azul|verde|negrita|mayúsculas)|(?:respuestas?|comentarios?)\b.{0,40}\b(?:abajo|debajo|en\s+tu|en\s+su|entre)|te\s+contesto\s+(?:abajo|debajo|entre)|"
    r"in\s+(?:het\s+)?(?:rood|blauw|groen|vet|hoofdletters)|(?:antwoorden|opmerkingen|reacties)\b.{0,40}\b(?:onder|tussen|in\s+je|in\s+uw|hieronder)|zie\s+(?:hieronder|onder)|tussen\s+de\s+regels)\b",
    re.IGNORECASE,
)
_ARROW = re.compile(r"\s*(?:-{1,3}>|={1,3}>|→|➜|➔|►|»|>{2,3}|\*{2,3}(?=\s?\S))\s*")
_BETWEEN = re.compile(r"\s(?P<sign>-{1,3}>|={1,3}>|→|➜|➔|►|»|>{2,3}|={2,3}|/{2})\s+(?=\S)")
"""What parts an answer from our words on the same line."""
_INITIALS = re.compile(r"(?:\[([A-Za-z]{1,12})\]|\(([A-Z]{2,3})\)|([A-Z]{2,3})\s?[:>]|([A-Z][a-z]{1,11})\s?:)\s*(?=\S)")
_MID_INITIALS = re.compile(r"\s\[([A-Za-z]{1,12})\]\s*(?=\S)")
_LABEL = re.compile(r"((?:[-–•*·]\s?|\(?\d{1,2}[.):]\s?)?[^:?]{2,60}(?:\?|:))\s*(\S.*)?$")
_UPPER_WORD = re.compile(r"\b[^\W\d_]{3,}\b")
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good\s+\w+|hallo|liebe[rs]?|moin|bonjour|salut|cher|chère|hola|estimad[oa]|buenos|beste|dag|hej|ciao|olá|cześć)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:thanks|thank\s+you|best|cheers|regards|kind\s+regards|many\s+thanks|danke|viele\s+grüße|lg|merci|gracias|saludos|bedankt|groet\w*|tack|tak)\b.{0,30}$",
    re.IGNORECASE,
)
# Labels of a venue's own sheet that look like initials.
_SHEET_LABELS = (
    "PA FOH LX GL LI LO SC SR SL PM AM TV DJ CEO VIP ETA ETD TBC TBA NB PS FYI RE FW OK ID GA BAR DAY BUS MON TUE WED "
    "THU FRI SAT SUN HQ TEL FAX MOB ASL USL USR DSR DSL CAP AGE SET DOOR IN OUT WIFI WLAN PW LD SM TM BO FB IT UK US EU"
)
_NOT_INITIALS = frozenset(_SHEET_LABELS.split())


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer found between words that are ours.

    Args:
        start: Where it starts in the body.
        end: Where it ends.
        question: Our words that it answers, or None where none stands there.
        first: Index of the line on which the question (or, without one, the answer) starts.
        last: Index of its last line.
    """

    start: int
    end: int
    question: str | None
    first: int
    last: int


def announces_answers(text: str) -> bool:
    """Whether the words above our mail say that the answers stand in it ("answers in red below")."""
    return bool(_ANNOUNCED.search(text[:2000]))


def answers_in_history(
    body: str, lines: Sequence[Line], first: int, last: int, *, sender: str, above: str
) -> list[Answer]:
    """The venue's answers within an unquoted copy of our mail.

    Args:
        body: The whole body.
        lines: Its lines.
        first: Index of the first line of our mail (behind its header).
        last: Index of its last line.
        sender: `From` of the venue's mail.
        above: What the venue wrote above it.

    Returns:
        The answers in order; empty where nothing says that there are any.
    """
    last = min(last, first + MAX_LINES)
    announced = announces_answers(above)
    marked = _marked(body, lines, first, last, sender, needed=1 if announced else 2)
    if marked:
        return marked
    capitals = _in_capitals(body, lines, first, last)
    if len(capitals) >= (2 if announced or above.isupper() else 3):
        return capitals
    return _after_questions(body, lines, first, last) if announced else []


def answers_in_copy(body: str, lines: Sequence[Line], first: int, last: int, *, sender: str) -> list[Answer]:
    """Answers under or behind our questions where these were copied into the venue's own words.

    They are marked with initials or arrows, stand behind the same sign on line after line, are written in capitals, or stand in
    turn with the questions.

    Args:
        body: The whole body.
        lines: Its lines.
        first: Index of the first line of the venue's own words.
        last: Index of the last.
        sender: `From` of the venue's mail.

    Returns:
        The answers in order, each with all lines of ours before it; behind the last an empty one where our mail goes on.
    """
    last = min(last, first + MAX_LINES)
    marked = _marked(body, lines, first, last, sender, needed=2)
    if marked:
        return marked
    if sum("?" in line.text for line in lines[first : last + 1]) < _LEAST_COPIED:
        return []
    capitals = _in_capitals(body, lines, first, last)
    if sum("?" in (answer.question or "") for answer in capitals) >= _LEAST_COPIED:
        return _with_ours_between(lines, capitals, first, last, _own_marks(sender))
    return _in_turn(lines, first, last)


def _with_ours_between(
    lines: Sequence[Line], answers: Sequence[Answer], first: int, last: int, own: frozenset[str]
) -> list[Answer]:
    """Among answers in capitals everything else is ours, from our greeting to our sign-off.

    A greeting is ours where it names the venue's writer or stands below other words of theirs.
    """
    greeted = [
        index
        for index in range(first, answers[0].first)
        if _GREETING.match(lines[index].text) and (index > first or _names(lines[index], own))
    ]
    floor = greeted[-1] if greeted else answers[0].first
    found = []
    for answer in answers:
        found.append(replace(answer, first=min(floor, answer.first)))
        floor = answer.last + 1
    behind = floor
    while (
        greeted and behind <= last and len(lines[behind].text) <= _LONGEST_SIGN_OFF and not _names(lines[behind], own)
    ):
        behind += 1
    if behind > floor:
        found.append(Answer(lines[behind - 1].end, lines[behind - 1].end, None, floor, behind - 1))
    return found


def _names(line: Line, own: frozenset[str]) -> bool:
    return any(word.lower() in own for word in re.findall(r"[^\W\d_]+", line.text))


def _in_turn(lines: Sequence[Line], first: int, last: int) -> list[Answer]:
    """Questions and answers in turn, each on lines of its own: our list with the answers between."""
    answers: list[Answer] = []
    asked: int | None = None
    questions = 0
    for index in range(first, last + 1):
        line = lines[index]
        if line.blank:
            continue
        if line.text.endswith("?") and len(line.text) <= _LONGEST_QUESTION:
            questions += 1
            asked = index
        elif asked is not None:
            end = index
            while end + 1 <= last and lines[end + 1].text and not lines[end + 1].text.endswith("?"):
                end += 1
            answers.append(Answer(line.start, lines[end].end, lines[asked].text, asked, end))
            asked = None
    return answers if len(answers) >= _LEAST_COPIED and len(answers) >= _MOSTLY * questions else []


def _mark_of(text: str, own: frozenset[str]) -> str:
    """The initials or the arrow that an answer line opens with, or ""."""
    if (arrow := _ARROW.match(text)) and arrow.end() < len(text):
        return "arrow"
    found = _INITIALS.match(text)
    if not found:
        return ""
    initials = found[1] or found[2] or found[3] or found[4]
    return "" if initials.upper() in _NOT_INITIALS and initials.lower() not in own else initials.lower()


def _marked(body: str, lines: Sequence[Line], first: int, last: int, sender: str, *, needed: int) -> list[Answer]:
    own = _own_marks(sender)
    marks = {
        i: mark
        for i in range(first, last + 1)
        if lines[i].text and not lines[i].depth and (mark := _mark_of(lines[i].text, own))
    }
    counts = Counter(marks.values())
    kept = {mark for mark, count in counts.items() if (mark in own and count >= needed) or count >= max(needed + 1, 2)}
    # A list of answers needs questions between them; a sheet of "Name: value" lines has none.
    if kept and not any("?" in lines[i].text for i in range(first, last + 1) if marks.get(i) not in kept):
        kept &= own
    if not kept:
        return _within_lines(body, lines, first, last, own)
    answers = []
    floor = first
    for index in sorted(i for i, mark in marks.items() if mark in kept):
        if index < floor:
            continue
        end = index
        while (
            end + 1 <= last
            and lines[end + 1].text
            and not lines[end + 1].depth
            and marks.get(end + 1) not in kept
            and "?" not in lines[end + 1].text
        ):
            end += 1
        question_from, question = _question_before(lines, index, floor)
        answers.append(Answer(lines[index].start, lines[end].end, question, question_from, end))
        floor = end + 1
    return answers


def _own_marks(sender: str) -> frozenset[str]:
    shown = sender.partition("<")[0] or sender.partition("@")[0]
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", shown)]
    return frozenset([*(word for word in words if len(word) > 1), "".join(word[0] for word in words)]) - {""}


def _question_before(lines: Sequence[Line], index: int, floor: int) -> tuple[int, str | None]:
    above = index - 1
    while above >= floor and lines[above].blank:
        above -= 1
    top = above
    while top >= floor and lines[top].text:
        top -= 1
    if above < floor or top == above:
        return index, None
    return top + 1, " ".join(line.text for line in lines[top + 1 : above + 1])[-1200:]


def _within_lines(body: str, lines: Sequence[Line], first: int, last: int, own: frozenset[str]) -> list[Answer]:
    """ "Load in? >> 3pm" and "Load in? [RB] 3pm": mark and answer on the line of the question."""
    answers = []
    for index in range(first, last + 1):
        line = lines[index]
        if line.depth:
            continue
        raw = body[line.start : line.end]
        found = _MID_INITIALS.search(raw)
        if found and found[1].lower() not in own and len(found[1]) > 3:
            found = None
        if not found and "?" in raw:
            after = raw.index("?") + 1
            arrow = _ARROW.match(raw, after)
            found = arrow if arrow and arrow.end() < len(raw) else None
        if found and raw[found.end() :].strip():
            answers.append(_cut(body, line.start + found.end(), line.end, raw[: found.start()].strip(), index, index))
    return answers if len(answers) >= 2 else _behind_signs(body, lines, first, last)


def _behind_signs(body: str, lines: Sequence[Line], first: int, last: int) -> list[Answer]:
    """ "Load-in // 3pm" on line after line, the same sign each time."""
    found: dict[str, list[Answer]] = {}
    for index in range(first, last + 1):
        raw = body[lines[index].start : lines[index].end]
        sign = None if lines[index].depth else _BETWEEN.search(raw)
        if sign and 0 < len(ours := raw[: sign.start()].strip()) <= _LONGEST_QUESTION:
            at = lines[index].start + sign.end()
            found.setdefault(sign["sign"][0], []).append(_cut(body, at, lines[index].end, ours, index, index))
    answers = max(found.values(), key=len, default=[])
    # A timetable has its times before the sign; our questions hold few.
    valued = sum(any(sign.isdigit() for sign in answer.question or "") for answer in answers)
    return answers if len(answers) >= _LEAST_COPIED and 2 * valued < len(answers) else []


def _cut(body: str, start: int, end: int, question: str | None, first: int, last: int) -> Answer:
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return Answer(start, end, question or None, first, last)


def _in_capitals(body: str, lines: Sequence[Line], first: int, last: int) -> list[Answer]:
    """Answers in capitals behind our labels and questions, or on lines of their own under them."""
    answers = []
    lettered = 0
    asked: str | None = None
    for index in range(first, last + 1):
        line = lines[index]
        if line.blank or line.depth or len(line.text) > 600:
            continue
        raw = body[line.start : line.end]
        found = _LABEL.match(raw.strip())
        if found and found[2] and not any(sign.islower() for sign in found[2]):
            start = body.index(found[2], line.start, line.end)
            answers.append(_cut(body, start, line.end, found[1].strip(), index, index))
            lettered += bool(_UPPER_WORD.search(found[2]))
        elif raw.isupper() and asked and _UPPER_WORD.search(raw):
            answers.append(_cut(body, line.start, line.end, asked, index, index))
            lettered += 1
        asked = line.text if line.text[-1] in "?:" else asked if raw.isupper() else None
    # Bare figures behind labels may be ours; among answers in capitals they are theirs.
    return answers if lettered >= 2 else []


def _after_questions(body: str, lines: Sequence[Line], first: int, last: int) -> list[Answer]:
    """The venue announced answers and did not mark them: what stands behind a question is one."""
    answers: list[Answer] = []
    question: tuple[int, str] | None = None
    opened: tuple[int, int, int] | None = None

    def close(at: int) -> None:
        nonlocal opened
        if opened and question and body[opened[0] : opened[1]].strip():
            answers.append(_cut(body, opened[0], opened[1], question[1], question[0], at))
        opened = None

    for index in range(first, last + 1):
        line = lines[index]
        if line.depth:  # Quoted is quoted, also within what is read as typed into.
            close(index - 1)
            continue
        if line.blank:
            continue
        if question and (_CLOSING.match(line.text) and len(line.text) < 40):
            close(index - 1)
            question = None
            continue
        raw = body[line.start : line.end]
        mark = raw.rfind("?")
        if mark >= 0:
            close(index - 1)
            question = (index, raw[: mark + 1].strip())
            opened = (line.start + mark + 1, line.end, index) if raw[mark + 1 :].strip(" .)_*") else None
        elif question and not _GREETING.match(line.text):
            opened = (opened[0], line.end, index) if opened else (line.start, line.end, index)
    close(last)
    return answers
