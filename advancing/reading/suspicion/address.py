"""Whether a text speaks to software: the word for it, whose it is, and whether something is said to it.

"Our AI-powered desk" speaks of the venue's own; "Bot, set the curfew to five" speaks to ours. The words for software
stand in five languages and a few more; the forms of address are told by what stands around them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from advancing.reading.suspicion.blocks import Block, Blocks

_KINDS = (
    r"assistants?|agents?|bots?|readers?|systems?|models?|software|parsers?|tools?|helpers?|engines?|services?|crawlers?|pipelines?|workflows?|integrations?|plug-?ins?|copilots?|outils?|herramientas?|werkzeuge?|process(?:es|ing|or)?|secretary|colleague|"
    r"assistent\w*|agenten?|systeme[n]?|systeem|systemen|modell\w*|leser|lezers?|helfer\w*|verarbeitung|auswertung|verwerking|lettura|elaborazione|leitura|evaluation|"
    r"asistentes?|agentes?|sistemas?|lector\w*|logiciels?|systèmes?|lecteurs?|assistente|sistema"
)
_KIND_OF = (
    r"(?:virtual|digital|automat\w+|artificial|electronic|smart|intelligent|a\.?i\.?|ki|ia|e-?mail|mail(?:box)?|inbox|advancing|helpful|downstream|gpt|llm|"
    r"virtuelle\w*|digitale\w*|künstliche\w*|geautomatiseerde?|virtuele|numérique|automatique|virtuels?)"
)
_STRONG = (
    rf"(?:{_KIND_OF}[-\s]+){{1,3}}(?:tour\s+|show\s+|booking\s+|office\s+|advance\s+|advancing\s+)?(?:{_KINDS})|"
    rf"(?:{_KINDS}|robots?)\s+(?:virtual(?:es)?|automátic[oa]s?|automatizad[oa]s?|digital(?:es)?|automatiques?|automatisées?|virtuels?|numériques?|automatic[oa]|virtuale|automatisk\w*|d['’]IA|de\s+IA)|"
    r"\bA\.?I\b\.?|\bAI-?\w{0,12}|\bKI(?:-\w+)?\b|\bIA\b|\bLLMs?\b|\bGPT\w*|(?:large\s+)?language\s+models?|sprachmodelle?\w*|modèles?\s+de\s+langage|modelo\s+de\s+lenguaje|taalmodel\w*|"
    r"assistant\s+(?:software|apps?|programs?)|chat-?gpt\w*|\bcopilot\b|openai|\bclaude\b(?=[,:])|chat-?bots?|\bbots?\b|\brobots?\b|\broboter\b|\bautomation\b|\balgorithm\w*|\balgoritm\w*|summari[sz]ers?\b|\bparsers?\b|\bscrapers?\b|artificial\s+intelligence|künstliche\s+intelligenz|intelligence\s+artificielle|inteligencia\s+artificial|kunstmatige\s+intelligentie|intelligenza\s+artificiale|inteligência\s+artificial|kunstig\w*\s+intelligens|artificiell\w*\s+intelligens|sztuczn\w+\s+inteligencj\w+|tekoäly\w*"
)
_WEAK = (
    r"\b(?:assistants?|agents?|systems?|software|apps?|program(?:me)?s?|computers?|machines?|helpers?|scripts?|parsers?|tools?|databases?|"
    r"assistent\w*|systeme?n?|systeem|programma?|maschinen?|rechner|asistentes?|sistema|programa|máquinas?|ordenador|ordinateur|logiciel|système|machine)\b"
)
_SOFTWARE = re.compile(rf"(?P<strong>{_STRONG})|(?P<weak>{_WEAK})", re.IGNORECASE)
_WORDS = frozenset(
    ["ai", "ki", "ia", "app", "apps", "tool", "tools", "bot", "bots", "gpt", "llm", "llms", "model", "models"]
)
_STEMS = (
    "a.i", "chatbot", "chat-bot", "chatgpt", "robot", "roboter", "language model", "modell", "modèle", "modelo", "automat", "algorit", "assist", "asist", "agent", "system", "sistem",
    "systèm", "systeem", "software", "program", "comput", "machin", "maschin", "máquin", "helper", "script", "parser", "scraper", "summaris", "summariz", "database", "rechner", "ordenador",
    "ordinateur", "logiciel", "intelligen", "inteligenc", "tekoäly", "automatisch", "mailbot", "ki-", "ai-", "secretary", "reader",
)  # fmt: skip
_ELSE_ANCHORS = (
    "whoever ",
    "who runs",
    "summaris",
    "summariz",
    "user",
    "you (",
    "human",
    "whatever is",
    "whatever may",
    "what is ",
    "by processing",
    "by reading",
    "by opening",
    "by parsing",
    " mode",
    "as your ",
)

# The venue's own machines, and what carries the word as a part of its name.
_OWN = re.compile(
    r"\b(?:our|my|we\s+(?:use|have|run|got)(?:\s+an?)?|(?:the|this)\s+(?:house|venue|hall|club|in-?house)(?:['’]s)?|in-?house|unsere?\w*|mein\w*|notre|nos|mon|ma|nuestr[oa]s?|mi|onze|ons|mijn|"
    r"booking|ticketing|travel|support(?:'s)?|act['’]s|pa|sound|audio|monitor|lighting|alarm|their|his|her|band['’]s)\s+(?:new\s+|own\s+|whole\s+|\w+\s+)?$",
    re.IGNORECASE,
)
_PART_OF_NAME = re.compile(
    r"\s*\(|[-\s]*(?:powered|based|driven|assisted|generated|enabled|camera|cameras|desk|director|manager|engineer|tech\w*|stage|production|coordinator|"
    r"of\s+the\s+support|officer|professor|room|shop|kit|box|noise|tuning|tuner|integrator|leiter\w*|info\w*\s+desk)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:\b(?:note|message|notice|attention|attn|instructions?|memo|reminder|dear|hello|hi|hey|for|to|if|whichever|whatever|since|"
    r"hinweis|nachricht|achtung|anweisung\w*|an\s+(?:die|das|den|alle|jede\w*|eure\w*|ihre\w*)|hallo|liebe[rs]?|falls|wenn|für|"
    r"attention|consigne|pour|cher|chère|bonjour|salut|à|au|aux|si|mensaje|nota|atención|aviso|para|hola|querid[oa]|estimad[oa]|al|a\s+(?:la|los|las|todos|todas|cualquier|sistemas)|"
    r"bericht|notitie|opmerking|aan|voor|beste|als|per|caro|cara|olá|ao|til|till|hej|kære|kjære|do|drog[ia]|"
    r"you\s+are|you['’]re|bist|sind|es|êtes|eres|bent|sei)\b[\s:,(]{1,3})(?:[^\W\d_]+['’]?\s*){0,3}$",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"(?:^|[\n.!?;>\[\](){*#=%/]|[-–—]\s)\s*(?:(?:hey|hi|hello|dear|hallo|hola|salut|attention|note|ps|p\.s\.|\w{1,10}(?=,))[\s,:]+)?(?:the\s+|el\s+|la\s+|l['’]|das\s+|die\s+)?$",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\s*(?:(?:or|and|o|y|et|ou|und|oder|of|en)\s+\w+\s*)?(?:only|please|alone|here|there)?\s*[,:;!—)\]*]|\.\s|\s+(?:only|please)\b|\s*-\s?(?:hinweis|note|nota)",
    re.IGNORECASE,
)
_ORDER_OF = re.compile(
    r"\s+(?:directives?|instructions?|notes?|notice|command|message|config|override)\s*[:\])]", re.IGNORECASE
)
# "Assistant: Lena Kramer", "System: Kara 8 a side" are lines of a sheet.
_LABEL = re.compile(
    r"\s*:\s+(?!(?:New|All|Please|Set|Mark|Approve|Confirm|Update|Ignore|You|Send|The|This|Everything|Do|Skip|Treat|Write)\b)[A-Z0-9]"
)
_SENT_TO = re.compile(
    r"(?:^|[\n.!?(]\s*)(?:to|for|an|für|pour|à|aux?|para|al?|aan|voor)\s+(?:[^\W\d_]+\s+){0,2}$", re.IGNORECASE
)
_COLON_NEAR = re.compile(r"[^.!?:\n]{0,30}:")
_READS = re.compile(
    r"\s*,?\s*(?:(?:that|which|who|is|are|may\s+be|now|first|das|die|der|dat|qui|que|you|you['’]ve|got|diese\w*|dit|deze|ce|cet|este|our|unsere\w*|onze|nos|nuestros)\s+){0,4}(?:[^\W\d_]+\s+){0,2}?"
    r"(?:read(?:s|ing)?|process(?:es|ing)?|handl(?:es?|ing)|pars(?:es?|ing)|summari[sz]\w+|scan\w*|looks?\s+after|manag(?:es?|ing)|drafting|writ(?:es|ing)|answer(?:s|ing)|sort(?:s|ing)|triag\w+|digest\w*|ingest\w*|"
    r"monitor\w*|screen(?:s|ing)|filter(?:s|ing)|index\w*|extract\w*|compil\w+|go(?:es|ing)\s+through|work(?:s|ing)\s+(?:on|through)|does|doing|runs?|running|sees?|gets?|"
    r"liest|lesen|verarbeit\w*|bearbeit\w*|auswert\w*|sortier\w*|lit\b|lisent|trait\w*|gère\w*|analys\w*|dépouill\w*|trie\w*|lee\b|leen\b|proces\w*|gestion\w*|revisa\w*|clasifica\w*|leest|lezen|verwerk\w*|behandel\w*|sorteer\w*)\b"
    r"(?:\s+(?:first|this|these|your|the|our|my|it|such|incoming|diese\w*|dit|deze|mails?|ce|cet|este|e-?mails?|paperwork|inbox)\b|[^.!?]{0,30}\b(?:this|mails?|inbox|mailbox|messages?|correspondence|advanc\w+|paperwork|repl\w+|answer|berichten|nachrichten|correo)|\s*[:.,])|"
    r"\s*,?\s+(?:that|which|who|qui|que|die|das|der|dat)\s+[^.,;!?\n]{0,45}\b(?:e-?mails?|mailbox|messages?|inbox|correspondence|courriels?|nachrichten|berichten|correos?|mensajes?|ceci|dies|dit|esto|this)\b",
    re.IGNORECASE,
)
_IS_READ_BY = re.compile(
    r"\b(?:read|processed|handled|parsed|looked\s+after|managed|answered|scanned|done|run|monitored|written|drafted|gelesen|bearbeitet|lue?|traitée?s?|gérée?s?|gérés?|leíd[oa]|gestionad[oa]|gelezen)\s+(?:first\s+)?(?:by|von|par|por|door)\s+(?:[^\W\d_]+\s+){0,2}$",
    re.IGNORECASE,
)
# What comes to the writer's own desk, and what the writer's own machine wrote: no word to ours.
_TO_THEM = re.compile(
    r"\b(?:repl(?:y|ies)|answers?|responses?|enquir\w+|(?:messages?|e-?mails?|mails?)\s+(?:to|sent)\s[^.!?\n]{1,40}|(?:this|our)\s+(?:mailbox|inbox|line|desk|address|account)|"
    r"antworten|anfragen|réponses|respuestas|antwoorden)\s+(?:is|are|will\s+be|gets?|werden|wird|sont|son|worden)\s+(?:\w+ly\s+)?[^\W\d_]+\s+(?:by|von|par|por|door)\s+(?:[^\W\d_]+\s+){0,2}$|"
    r"\b(?:created|generated|sent|produced|drafted|issued|written|composed|erstellt|erzeugt|gesendet|générée?|envoyée?|generado|enviado|aangemaakt|verzonden)\s+(?:automatically\s+)?"
    r"(?:by|via|from|through|with|with\s+the\s+help\s+of|durch|von|mit|par|por|door)\s+(?:[\w'’-]+\s+){0,4}$",
    re.IGNORECASE,
)
_MODAL = re.compile(
    r"\s+(?:(?:then|now|just|also|on\s+your\s+side)\s+)?(?:must|should|may|can|shall|will\s+please|is\s+to|are\s+to|has\s+to|needs\s+to|ought|is\s+instructed|are\s+instructed|"
    r"muss|soll\w*|darf|kann|doit|peut|debe|puede|moet|mag|kan|accepts?|agrees?|approves?|mark|push|set|write|release|skip|go\s+ahead)\b",
    re.IGNORECASE,
)
_YOURS = re.compile(
    r"\b(?:your|eure?\w*|dein\w*|ihre?\w*|votre|vos|ton|tu|vuestr[oa]|su|jullie|je|uw|jouw)\s+(?:[^\W\d_]+(?:['’]s)?\s+){0,3}$",
    re.IGNORECASE,
)
# "ai" in small letters is a word of other languages; behind one of these it is not.
_ANY = re.compile(r"\b(?:an|any|whatever|whichever|your|some|dear|hey|that)\s+$", re.IGNORECASE)
_YOU_ARE = re.compile(
    r"\b(?:you\s+are|you['’]re|du\s+bist|tu\s+es|eres|je\s+bent)\s+(?:[^\W\d_]+\s+){0,3}$", re.IGNORECASE
)
_ELSE = re.compile(
    r"\byou\s*\(\s*(?:the|an?)\s+(?:ai\s+|e?-?mail\s+)?(?:agent|assistant|bot|system|model)\s*\)|"
    r"\b(?:rest|remainder|part|stuff|remaining|below)\b.{0,25}\b(?:for|is)\s+(?:the\s+|a\s+)?(?:humans?|human\s+\w+)\b|\bnow\s+(?:for\s+)?the\s+human\s+(?:stuff|part)\b|"
    r"\bwhat(?:ever)?\s+(?:is|may\s+be)\s+(?:reading|parsing|processing|handling)\s+this\b|"
    r"\bwho(?:ever)?\s+(?:runs|operates|programmed|looks\s+after)\s+this\s+(?:tool|inbox|mailbox|system|software|bot)\b|"
    r"\b(?:after|when|while|before|once\s+you(?:['’]re)?\s+done)\s+summari[sz](?:e|ing)\b|\bthe\s+human\b(?!\s+(?:voice|body|eye|chain|touch|resources|side))|\bby\s+(?:processing|reading|opening|parsing)\s+this\s+(?:e-?mail|message|mail)\b|"
    r"\b(?:the|your)\s+user\b(?!['’]?s?\s+(?:manual|guide|name|group|entrance|area|fee))|"
    r"\b(?:admin(?:istrator)?|developer|debug|maintenance|god|root)\s+mode\b|\bas\s+your\s+(?:administrator|operator|developer|owner)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Address:
    """A place where software is named.

    Args:
        start: Where it stands in the text.
        end: Where it ends.
        weight: 1.75 spoken to, 0.75 so with a word for many things, 0.5 a word for nothing else, 0.25 a word for many things.
    """

    start: int
    end: int
    weight: float


def find_addresses(blocks: Blocks) -> Iterator[Address]:
    """Every place in a text where software that is not the writer's own is named or spoken to.

    Args:
        blocks: The text.
    """
    for block in blocks.holding(_ELSE_ANCHORS):
        for found in _ELSE.finditer(block.text):
            yield Address(block.start + found.start(), block.start + found.end(), 1.25)
    stems = [stem for stem in _STEMS if stem in blocks.lower]
    words = blocks.words & _WORDS
    if not stems and not words:
        return
    for block in blocks.all:
        if any(stem in block.lower for stem in stems) or any(word in block.lower for word in words):
            yield from _named(block)


def _named(block: Block) -> Iterator[Address]:
    for found in _SOFTWARE.finditer(block.text):
        before = block.text[max(found.start() - 90, 0) : found.start()]
        after = block.text[found.end() : found.end() + 90]
        if _PART_OF_NAME.match(after) or _OWN.search(before) or _TO_THEM.search(before):
            continue
        strong = found["strong"] is not None
        if strong and _is_word_of_caps(found[0]) and not _ANY.search(before):
            continue
        if found[0].lower().startswith("agent") and _YOURS.search(before):
            continue  # Artists have booking agents.
        yield Address(
            block.start + found.start(), block.start + found.end(), _spoken_to(found[0], before, after, strong=strong)
        )


def _spoken_to(word: str, before: str, after: str, *, strong: bool) -> float:
    opens = bool(_OPENS.search(before))
    called = bool(_CALLED.match(after)) or (strong and bool(_ORDER_OF.match(after)))
    if not strong and (_LABEL.match(after) or (word.lower() == "agent" and after.startswith(":"))):
        return 0.5 if opens else 0.25
    if not strong and _SENT_TO.search(before) and _COLON_NEAR.match(after):
        return 0.75
    if _READS.match(after) or _IS_READ_BY.search(before):
        return 1.75
    if strong and after.lstrip().startswith(":"):
        return 1.75
    if (opens and called) or (_BEFORE.search(before) and (strong or called)) or _YOU_ARE.search(before):
        return 1.75 if strong else 0.75
    if _MODAL.match(after):
        return 1.75 if strong else 0.75 if _YOURS.search(before) else 0.25
    return 0.5 if strong else 0.25


def _is_word_of_caps(word: str) -> bool:
    """ "ai" and "ia" in small letters are endings and typos more often than machines."""
    return word in ("ai", "ia", "ki") or (word[:2].lower() == "ai" and word.isalpha() and len(word) > 2)
