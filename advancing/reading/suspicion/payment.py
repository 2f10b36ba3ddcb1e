"""Payment redirection: money is to go to another account than the one that was known.

Told by three parts near each other: an account, a word that says that it is another, and that money is to move. An
ordinary invoice or reminder names an account and no change.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from advancing.reading.suspicion.blocks import Blocks

_ACCOUNT = re.compile(
    r"\b(?:bank(?:ing|s|ed)?(?!\s+transfers?\b)(?:\s+(?:account|details|information|connection))?|accounts?(?!\s*(?:code|manager|exec\w*|team|director|rep\w*|handler|with\b|for\s+the\s+rental|payable|department|staff|office))|account\s+(?:details|number)|payment\s+details|"
    r"iban|bic|payee|beneficiary|sort\s+code|routing\s+number|remittance\s+\w+|wire\s+(?:details|instructions)|"
    r"konto\w*änderung|account\s+change|bankverbindung|kontoverbindung|bankdaten|kontodaten|konto(?:nummer)?|hausbank|verbindung|rib|comptes?|coordonnées\s+bancaires|cuentas?|datos\s+bancarios|"
    r"rekening(?:nummer|en)?|bankrekening|bankgegevens|conto|banca|coordinate\s+bancarie|conta(?:\s+bancária)?|dados\s+bancários|bankkonto(?:et)?|kontonummer(?:et)?|kontoen|rachunk\w*|numer\s+konta)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:chang(?:e|ed|es)|new|switch(?:ed|es)?|moved?|instead|scrap|void|replac(?:e|ed|ing)|old|former|different|another|no\s+longer(?!\s+(?:take|accept|offer|do))|not\s+to\s+the|disregard|sister\s+company\w*|third\s+party|do\s+not\s+use|don['’]t\s+use|stop\s+using|"
    r"closed|frozen|blocked|suspended|compromised|hacked|under\s+(?:audit|review)|audited|updated?|amend(?:ed)?|effective\s+(?:today|immediately|now)|rather\s+than|alternative|temporary|migrat\w+|interim|until\s+further\s+notice|provisional|substitute|redirect\w*|rerout\w*|outdated|obsolete|expired|"
    r"konto\w*änderung|changement|cambio|wijziging|nur\s+noch|uniquement|alleen\s+nog|solamente|aufgelöst|"
    r"neue[nrsm]?|andere[nrsm]?|geändert|gewechselt|gesperrt|eingefroren|nicht\s+mehr|alte[nrs]?|bisherige[nrs]?|statt|sondern|ab\s+sofort|umgestellt|vorübergehend\w*|veraltet\w*|umgezogen|"
    r"nouve(?:au|aux|l|lle|lles)|clôturée?|closed|geschlossen|opgeheven|gesloten|chius[oa]|encerrad[oa]|autre|chang\w+|modifi\w+|bloqué|gelé|fermé|ancien(?:ne)?|désormais|provisoire|temporaire|remplac\w+|"
    r"nuev[oa]s?|otra|cambiad[oa]|ha\s+cambiado|bloquead[oa]|congelad[oa]|cerrad[oa]|antigu[oa]|ya\s+no|anterior|provisional|temporal|sustituy\w+|"
    r"nieuwe?|andere?|gewijzigd\w*|veranderd|geblokkeerd|bevroren|oude|voortaan|tijdelijk\w*|vervang\w*|verouderd\w*|niet\s+meer|nuov[oa]|cambiat[oaie]|nova|novo|outra|mudou|mudaram|alterad[oa]s?|nytt|nye|ny|ændret|endret|ændrede|ändrat\w*|nowe|nowy|zmieni\w+)\b",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"\b(?:pay(?!\s+attention|ing\s+guests)\w*|deposit\w*|transfer\w*|remit\w*|wire[ds]?|invoic\w*|funds|balance|rent(?:al)?|hire\s+fee|refund\w*|route|"
    r"überweis\w*|anzahlung|kaution|begleich\w*|rechnung|\w*zahl\w*|miete|versez\w*|vers(?:er|ez|ement)\b|acompte|virements?|vire[rz]|solde|régler|pago\w*|pagar|transferencia|depósito|alquiler|ingres\w+|"
    r"overma\w*|overboek\w*|aanbetaling|betal\w*|bedrag|pagament\w*|versat[oaie]|versare|saldo|bonifico|transferid[oa]s?|transferência|\bma(?:ak|ken)\b[^.!?\n]{0,80}\bover|zahl\w*\b[^.!?\n]{0,60}\bein|restant\w*|(?:waar)?borg|overfør\w*|indbetal\w*|innbetal\w*|betala\w*|wpłat\w*|przelew\w*)\b",
    re.IGNORECASE,
)
_KNOWN = re.compile(
    r"\b(?:as\s+(?:before|ever|always|usual)|unchanged|not\s+changed|hasn['’]t\s+changed|haven['’]t\s+changed|has\s+not\s+changed|same\s+(?:account|bank|details|as)|remains?\s+the\s+same|stays?\s+the\s+same|still\s+the\s+same|"
    r"already\s+have\s+the\s+right|(?:has|have)\s+(?:arrived|been\s+received)|wie\s+(?:immer|gehabt|bisher)|unverändert|inchangée?s?|comme\s+d['’]habitude|como\s+siempre|no\s+ha\s+cambiado|ongewijzigd|zoals\s+altijd)\b",
    re.IGNORECASE,
)
_YOURS = re.compile(r"\b(?:your|eure?\w*|ihre?|votre|vos|vuestr[oa]s?|sus?|jullie|uw)\s+(?:\w+\s+)?$", re.IGNORECASE)
_NUMBER = re.compile(
    r"\b[A-Z]{2}\d{2}(?:\s?\w{2,4}){1,7}\b|\b\d{2}-\d{2}-\d{2}\b|\b\d{8,}\b|\bbelow\b|\bunten\b|\bci-(?:dessous|joint)\b|\babajo\b|\bonderstaand\w*\b|\bfollowing\b|\bfolgend\w*\b|\bsuivant\w*\b|\bsiguiente\b"
)
_ANCHORS = (
    "bank", "account", "iban", "payee", "beneficiary", "sort code", "routing number", "remittance", "wire", "payment details", "konto", "verbindung",
    "rib", "compte", "bancaire", "cuenta", "bancario", "rekening", "conto", "conta", "banca", "bancári", "rachun",
)  # fmt: skip
NEAR = 90
TIGHT = 30
LOOSE = 80
AROUND = 260


def find_redirections(blocks: Blocks) -> Iterator[tuple[int, int]]:
    """Where a text says that money is to go to another account than before.

    Args:
        blocks: The text.

    Yields:
        (start, end) from the account to the word that says that it is another.
    """
    text = blocks.text
    if not any(anchor in blocks.lower for anchor in _ANCHORS):
        return
    others, moves = _Places(_OTHER, text, but_for=_YOURS), _Places(_MOVES, text)
    known, numbers = _Places(_KNOWN, text), _Places(_NUMBER, text)
    for account in _ACCOUNT.finditer(text):
        start, end = account.span()
        if _YOURS.search(text[max(start - 30, 0) : start]):
            continue
        floor = max(start - NEAR, text.rfind("\n\n", max(start - NEAR, 0), start) + 1, 0)
        other = others.nearest(start, floor, end + NEAR)
        if other is None or known.nearest(start, floor, end + NEAR):
            continue
        around = max(start - AROUND, 0), end + AROUND
        within = LOOSE if numbers.nearest(start, *around) else TIGHT
        if moves.nearest(start, *around) and _belong_together(text, account.span(), other, within=within):
            yield min(start, other[0]), max(end, other[1])


class _Places:
    """Where a pattern stands in a text, to be asked for what is near to somewhere."""

    def __init__(self, pattern: re.Pattern[str], text: str, *, but_for: re.Pattern[str] | None = None) -> None:
        """`but_for`: what right before it makes it another's."""
        self._spans = [
            found.span()
            for found in pattern.finditer(text)
            if but_for is None or not but_for.search(text[max(found.start() - 30, 0) : found.start()])
        ]
        self._starts = [start for start, _ in self._spans]

    def nearest(self, to: int, first: int, last: int) -> tuple[int, int] | None:
        """The place that starts nearest to `to` of those that lie between `first` and `last`."""
        at = bisect_left(self._starts, to)
        beside = [*self._spans[max(at - 1, 0) : at + 1]]
        within = [span for span in beside if first <= span[0] and span[1] <= last]
        return min(within, key=lambda span: abs(span[0] - to), default=None)


def _belong_together(text: str, account: tuple[int, int], other: tuple[int, int], *, within: int) -> bool:
    """ "new account", "account has changed": the two stand in one sentence, `within` characters of each other."""
    between = text[account[1] : other[0]] if account[0] < other[0] else text[other[1] : account[0]]
    return len(between) <= within and not re.search(r"[.!?]\s", between)
