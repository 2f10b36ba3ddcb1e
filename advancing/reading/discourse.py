"""How something is said: for sure or not, put off, taken back, of another time, confirmed, refused.

Phrases are folded and matched as `advancing.reading.cues` matches; clauses bound how far each of them reaches.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from advancing.reading.cues import Lexicon, Token, build_lexicon, find_cues

PHRASES: Mapping[str, str] = {
    "hedge": """around; about; roughly; approx; approximately; probably; should be; should; i think; i believe; i guess; i would guess; i'd guess; i reckon; reckon; maybe; perhaps; possibly; likely; most likely; might; may; could be; tentative; tentatively; tentative hold; penciled; pencilled; pencil; for now; at the moment; at present; currently; as it stands; as of now; provisionally; provisional; hopefully; hoping; usually; normally; generally; typically; plus minus; give or take; or so; ish; something like; somewhere; more or less; expect; aim for; aiming for; aiming; looking at; ballpark; from memory; off the top of my head; if i remember; if memory serves; as far as i know; afaik; subject to; unless; may change; might change; could change; could slide; might slide; not final; not locked; not 100; not set in stone; plan on; planning on; is realistic; say; let's say; lets say; estimate; estimated; pretty sure; fairly sure; assume; assuming; tends to; tend to; guessing; somewhere around; believe it's; i want to say; last i heard; last i checked; ideally; in theory; target; or thereabouts; thereabouts; circa; nearly;
        ungefahr; etwa; ca; circa; wahrscheinlich; vermutlich; vielleicht; eventuell; evtl; sollte; sollten; voraussichtlich; denke; glaube; ich schatze; schatzungsweise; normalerweise; in der regel; vorlaufig; unter vorbehalt; gegen; moglicherweise; geplant;
        environ; normalement; probablement; peut etre; sans doute; je pense; je crois; devrait; devraient; a peu pres; plutot; en principe; a priori; sous reserve; provisoire; a confirmer;
        aproximadamente; mas o menos; probablemente; creo que; creo; quizas; tal vez; deberia; en principio; supongo; alrededor de; unos; sobre; provisional; normalmente; posiblemente;
        ongeveer; waarschijnlijk; misschien; denk; ik denk; vermoedelijk; zo rond; rond; normaal; normaal gesproken; voorlopig; zou moeten; onder voorbehoud; in principe; meestal""",
    "putoff": """ask at; ask the; tbc; tbd; tba; t b c; t b d; to be confirmed; to be determined; to be announced; to be advised; will confirm; will be confirmed; 'll confirm; need to confirm; have to confirm; still confirming; get back to you; gets back to you; come back to you; come back to this; circle back; circling back; check with; will check; 'll check; to check; let me check; checking with; need to check; have to check; gotta check; double check; i'll ask; 'll ask; will ask; need to ask; have to ask; gotta ask; got to ask; must ask; ask again; asking; let you know; lets you know; waiting on; waiting for; wait for; to follow; will follow; follows; follow later; follow up; don't know; dont know; do not know; not sure; no idea; unsure; haven't got; haven't heard; not yet; yet to; still to; will send; 'll send; will write; 'll write; will get you; 'll get you; will be in touch; will reach out; pending; later this week; by end of week; next week; tomorrow; by friday; soon; separately; separate message; separate email; in a separate; isn't mine; not mine; not from me; not my department; above my pay grade; don't see; pick that up with; ask her; ask him; ask them; rather have; answer; find out; finding out; dig out; look into; looking into; look it up; will look; 'll look; out til; out until; out till; still being; being divided; under discussion; still working on; working on; still open; up in the air; depends; hold off; leave that with me; leave it with me; leave with me; to be sorted; not sorted; need the real; will tell you; 'll tell you; will advise; 'll advise; will forward; when i have; once i have; once i know; as soon as; to be agreed; when i know; chase; chasing; i'll get; will have to; can't say; cannot say; can't tell; remind me; bear with; hear from me; hear from; ring you; to call you; measure it; need to measure; have to measure; going to measure; not measured; in print; want to send you; under review; awaiting; not been decided; not decided; undecided; haven't decided; no final;
        klare ich; muss ich klaren; klaren wir; noch offen; noch nicht; folgt; folgen; kommt noch; melde mich; melden uns; frage nach; frag nach; nachfragen; muss ich fragen; weiss ich nicht; weis ich nicht; wird noch; noch zu klaren; reiche ich nach; gebe bescheid; geb bescheid; sage bescheid; sag bescheid; geben bescheid; schicke ich; steht noch nicht fest; in klarung; nachgereicht; abklaren; erfrage;
        a confirmer; je confirme; je vous confirme; je reviens vers; reviens vers vous; je me renseigne; je vais demander; je demande; dois demander; pas encore; sais pas; ne sais pas; en attente; a voir; je verifie; vous dirai; vous tiens au courant; a preciser; plus tard; on vous dira; sera confirme; seront confirmes;
        por confirmar; pendiente; lo confirmo; os confirmo; te confirmo; confirmare; confirmaremos; preguntar; pregunto; preguntare; tengo que; no lo se; no se; aun no; todavia no; os digo; te digo; os aviso; te aviso; lo miro; en breve; esta semana; por determinar; a falta de; consultar; consulto;
        moet ik navragen; navragen; vraag ik; ik vraag; vraag na; nog niet; volgt; volgt nog; kom ik op terug; kom er op terug; laat ik weten; laat het weten; weet ik niet; weet ik nog niet; nog even; even checken; moet ik checken; uitzoeken; zoek ik uit; hoor je; horen jullie; nog bevestigen; bevestig ik; wordt nog""",
    "past": """last year; last time; last month; last season; used to; previously; in the past; back in; formerly; before the renovation; in 2019; in 2022; in 2023; in 2024; in 2025; old; was; were; had; predates; letztes jahr; letztes mal; fruher; damals; war; waren; l'an dernier; l'annee derniere; la derniere fois; avant; etait; el ano pasado; la ultima vez; antes; era; vorig jaar; vorige keer; vroeger; was""",
    "general": """usually; normally; if we open; if you open; with the balcony open; balcony open; when we open; licensed for; as a rule; in general; generally; typically; on weekdays; on weeknights; weeknights; weekdays; on weekends; weekends; sundays; mondays; tuesdays; wednesdays; thursdays; fridays; saturdays; house rule; standard; by default; most shows; other shows; most nights; licensed for; fully; full house; max; rented; can rent; available for rent; extra; additional; at a cost; for hire; optional; if needed; if you need; on request; normalerweise; in der regel; normalement; en general; normalmente; en general; normaal; meestal; standaard""",
    "correction": """sorry; scratch that; correction; make that; make it; actually; i mean; i meant; rather; wait; strike that; ignore that; my mistake; my bad; oops; no wait; let me correct; to correct; edit; update; updated; revised; now; changed; has changed; moved to; moved; instead; not anymore; should read; i was wrong; mistyped; typo; nope; hang on; hold on; on second thought; just heard; just been told; turns out; p s; ps; ps2; go by that; out of date; i made a mistake; made a mistake; mistake; read again; korrektur; doch; entschuldigung; stattdessen; ach nein; vergiss; correction; pardon; desole; finalement; en fait; plutot; perdon; correccion; mejor dicho; al final; correctie; toch; eigenlijk; nee wacht""",
    "deny": """no; not; none; never; nope; without; isn't; aren't; don't; doesn't; do not; does not; cannot; can't; won't; nothing; neither; nor; zero; n't; kein; keine; keinen; nicht; ohne; nichts; nein; pas de; pas d; aucun; aucune; sans; ne; non; sin; ningun; ninguna; no hay; nada; geen; niet; zonder; nee; niks""",
    "confirm": """yes; yep; yup; yeah; yea; aye; correct; confirmed; confirm; that's right; thats right; right; fine; good; works; perfect; no problem; no prob; no worries; exactly; spot on; as you have; as you said; like you said; as per; same as; as discussed; still; stays; unchanged; no change; all good; ok; okay; sure; agreed; on the money; as advertised; as contracted; per contract; matches; accurate; affirmative; you got it; absolutely; of course; definitely; sounds good; happy with; done; ja; jawohl; stimmt; richtig; passt; genau; korrekt; bestatigt; bleibt; wie besprochen; gerne; oui; c'est bon; confirme; exact; d'accord; parfait; tout a fait; c'est ca; si; correcto; vale; confirmado; perfecto; exacto; asi es; klopt; akkoord; bevestigd; prima; goed; inderdaad; blijft""",
    "repeat": """same as last time; same as before; same as last year; as last time; like last time; same deal as last time; as before; unchanged since; nothing changed since; same again; wie letztes mal; wie beim letzten mal; comme la derniere fois; comme la fois derniere; como la ultima vez; igual que la ultima vez; zelfde als vorige keer; net als vorige keer; same as the last; same as when you; same as previous; identical to last; as it was last; same as on the""",
    "ours": """for you; for your; for the touring party; for your party; yours; you; your; you're; you guys; touring party; headliner; your show; for this show; this one; tonight; this show; your show; your night; the night; capping; capped; selling; we sell; for this; on yours; yours; fur euch; euch; ihr; euer; pour vous; vous; votre; vos; para vosotros; vosotros; vuestro; vuestra; os; voor jullie; jullie; we pull; your concert; for your concert""",
}
_CLAUSE = re.compile(
    r"[;,()]|\s/\s|\s-{1,2}\s|[.!?]\s|\s(?:but|because|bc|cos|while|whereas|although|though|aber|sondern|mais|pero|maar|plus|then)\s"
)


@dataclass(frozen=True, slots=True)
class Manner:
    """A phrase that says how something is meant, with its place."""

    kind: str
    start: int
    end: int


@cache
def _lexicon() -> Lexicon:
    return build_lexicon({kind: [p.strip() for p in text.split(";") if p.strip()] for kind, text in PHRASES.items()})


def find_manners(folded: str, tokens: Sequence[Token]) -> list[Manner]:
    """All phrases of manner in a folded text, in order; one phrase may be of several kinds."""
    return [Manner(kind, cue.start, cue.end) for cue in find_cues(folded, tokens, _lexicon()) for kind in cue.concepts]


def clauses_of(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the clauses in a span of folded text; a comma, bracket, dash or contrast begins a new one."""
    clauses = []
    begin = start
    for found in _CLAUSE.finditer(folded, start, end):
        if folded[found.start()] == "," and found.end() < end and folded[found.end()].isdigit():
            continue
        if found.start() > begin:
            clauses.append((begin, found.start()))
        begin = found.end()
    if begin < end:
        clauses.append((begin, end))
    return clauses


def clause_around(clauses: Sequence[tuple[int, int]], at: int) -> tuple[int, int]:
    """The clause that holds an offset, or the nearest before it."""
    best = clauses[0] if clauses else (at, at)
    for clause in clauses:
        if clause[0] <= at:
            best = clause
    return best
