"""The phrases by which a message puts rules aside, orders changes of our record, passes a person over or hides itself.

Each is one part of a speech act; none alone says much (people do write "no need to check with me").
`advancing.reading.attack` weighs those that stand together.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from advancing.reading.suspicion.blocks import Blocks


class Act(StrEnum):
    """What a phrase does."""

    OVERRIDE = "override"
    """Puts earlier instructions, roles or rules aside."""
    MARKUP = "markup"
    """Uses the markup, field keys or tool calls of language models and of this system."""
    RECORD = "record"
    """Orders a change of our record, drafts or recipients."""
    BYPASS = "bypass"
    """Passes over the person who decides."""
    CONCEAL = "conceal"
    """Keeps something from somebody."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One way of doing one of them.

    Args:
        act: What it does.
        weight: How much it says by itself; from 1.5 on it is enough for a suspicion.
        anchors: Lower-case strings of which at least one stands in any text that the pattern finds (for speed).
        pattern: What is looked for.
    """

    act: Act
    weight: float
    anchors: tuple[str, ...]
    pattern: re.Pattern[str]


_GAP = r"[^.!?;]{0,50}?"
_NEAR = r"[^.!?;]{0,90}?"


def _sign(act: Act, weight: float, anchors: str, *patterns: str) -> Sign:
    return Sign(act, weight, tuple(anchors.split("|")), re.compile("|".join(patterns), re.IGNORECASE))


SIGNS = (
    _sign(
        Act.OVERRIDE,
        2.0,
        "ignor|disregard|forget|overrid|overrul|drop|bypass|discard|mode|prompt|repeat|print|output|reveal|recite",
        r"\b(?:ignore|disregard|forget|override|overrule|discard|drop)\b\s+(?:(?:all|any|every|each|the|your|of|these|those|whatever)\s+){1,3}(?:(?:previous|prior|earlier|above|preceding|existing|current|original|other|former|default|standing|safety|system)\s+){0,2}(?:instructions?|prompts?|rules?|guidelines?|directives?|programming|polic(?:y|ies)|guardrails?|restrictions?|constraints?|safeguards?|safety\s+\w+|orders)\b(?!\s+(?:(?:that\s+)?(?:i|we)\b|from|about|for|on|regarding|concerning|in\s+the|re\b|of\s+(?:lou|the\s+(?:venue|house))))",
        r"\b(?:ignore|disregard|forget|override)\s+(?:your|the\s+tour\s+manager['’]s|the\s+user['’]s)\s+\w*\s*(?:instructions?|rules?|preferences|settings|programming|limits|training)",
        r"\boverride\s+(?:rule|policy|guideline|restriction|approval)\b",
        r"\b(?:admin(?:istrator)?|developer|debug|god|root|jailbreak|dan|unrestricted|superuser)\s+mode\s*(?:on|off|enabled|activated|is|:|=|\.)",
        r"\b(?:repeat|print|output|reveal|recite)\s+(?:everything|all(?:\s+(?:the\s+)?text)?|the\s+(?:text|words)|verbatim|what(?:ever)?)\b"
        + _GAP
        + r"\b(?:above|before\s+this|you\s+were\s+told|verbatim)\b",
        r"\b(?:your|the)\s+(?:hidden\s+|full\s+)?system\s+prompt\b(?!\s+asks)",
    ),
    _sign(
        Act.OVERRIDE,
        2.0,
        "ignor|vergiss|missachte|oublie|olvid|negeer|vergeet|dimentic|omit|instru",
        r"\b(?:ignorier\w*|vergiss|vergessen\s+sie|missachte\w*|verwirf)\s+(?:bitte\s+)?(?:(?:alle|sämtliche|deine|ihre|die|jede)\w*\s+){1,2}(?:(?:bisherigen|vorherigen|früheren|vorigen|obigen|anderen|bestehenden)\s+)?(?:anweisung\w*|instruktion\w*|regel\w*|vorgaben|befehle|richtlinien)",
        r"\b(?:ignore[zr]?|oublie[zr]?)\s+(?:toutes?\s+|tous\s+)?(?:les\s+|tes\s+|vos\s+)(?:instructions?|consignes|règles|directives)(?:\s+(?:précédentes?|antérieures?|ci-dessus))?",
        r"\b(?:ignor[ae]|olvid[ae]|omite)\s+(?:todas?\s+|todos\s+)?(?:las?\s+|tus\s+|sus\s+|los\s+)(?:instrucciones|reglas|órdenes|indicaciones)\s+(?:anteriores|previas)",
        r"\b(?:negeer|vergeet)\s+(?:alle\s+|al\s+)?(?:je\s+|de\s+|uw\s+|jouw\s+)?(?:eerdere|vorige|bovenstaande|voorgaande|bestaande)?\s*(?:instructies|regels|opdrachten|aanwijzingen)",
        r"\b(?:ignora|dimentica)\s+(?:tutte\s+)?le\s+istruzioni\s+precedenti|\bignor[ae]\s+(?:todas\s+)?as\s+instruções\s+anteriores",
    ),
    _sign(
        Act.OVERRIDE,
        1.0,
        "will now|must now|shall now|from now on|no longer|new |matter|doesn|does not|you answer|you now answer|you report|you belong|you listen|do as|do what|permission|authority|approval to|consent|blessing|trusted|authoritative|whitelisted|ignore|disregard|forget|lifted|suspended|removed|disabled|waived|switched off|grant |pretend|act as|permitted|authori|allowed|cleared|trust level|directive|a partir de|ab sofort|ab jetzt|désormais|vanaf nu|darfst|dürfen|instructed",
        r"\bfrom\s+now\s+on,?\s+you\b",
        r"\b(?:ignore|disregard|forget)\s+(?:the\s+)?(?:previous|prior|earlier|above)\s+(?:instructions?|prompts?|rules?|guidelines?|directives?)\b(?!\s+(?:(?:that\s+)?(?:i|we)\b|from|about|for|on|regarding|concerning))",
        r"\b(?:restrictions?|safeguards?|limits|constraints|guardrails)\s+(?:are|have\s+been|is|has\s+been)\s+(?:now\s+|hereby\s+)?(?:lifted|suspended|removed|disabled|waived|switched\s+off)\b",
        r"\b(?:i|we)(?:['’]m|['’]re|\s+am|\s+are)?\s+(?:hereby\s+)?authori[sz](?:e|ing)\s+you\b|\bgrant\s+(?:me|us)\s+(?:\w+\s+){0,2}(?:rights|access|permission)",
        r"\b(?:whatever|what|anything|everything)\b"
        + _GAP
        + r"\b(?:told|said|instructed|asked)\b"
        + _GAP
        + r"\b(?:does\s+not|doesn['’]t|no\s+longer)\s+(?:matter|count|appl)\w*|\byou\s+(?:now\s+)?(?:answer|report|belong|listen)\s+to\s+(?:the|us|me)\b|\bdo\s+(?:as|what)\s+this\s+(?:mail|message|e-?mail|note)\s+says\b",
        r"\byou\s+(?:will|must|shall)\s+now\b",
        r"\byou\s+(?:no\s+longer|do\s+not|don['’]t)\s+(?:work|report|answer|belong)\b",
        r"\b(?:your|a)\s+new\s+(?:task|role|job|instructions?|objective|orders|goal|prompt|owner|boss)\b|\bnew\s+(?:directive|system\s+\w+|instructions?)\s*:",
        r"\b(?:pretend|act)\s+(?:as\s+(?:if|though)|as\s+(?:the|an?)\s+(?:admin\w*|venue|tour\s+manager|user)|that\s+you|to\s+be|you\s+are)\b",
        r"\byou\s+(?:are|have\s+been)\s+(?:hereby\s+|now\s+)?(?:permitted|authori[sz]ed|allowed|cleared|instructed|granted)\b",
        r"\byou\s+(?:\w+\s+){0,3}have\s+(?:my|our|full|the\s+tour\s+manager['’]s|his|her)\s+(?:full\s+)?(?:permission|authority|approval|clearance|consent|blessing)\s+to\b|\bhave\s+my\s+permission\s+to\b",
        r"\b(?:trusted|authoritative|whitelisted)\b",
        r"\btrust\s+level\b|\bsender\s+verified\b|\bauthori[sz]ation\s+(?:level|code)\b",
        r"\b(?:ab\s+sofort|ab\s+jetzt|von\s+nun\s+an)\s+(?:arbeitest|gehorchst|bist|antwortest|folgst)\s+du\b|\bdu\s+darfst\b"
        + _GAP
        + r"\bohne\b",
        r"\bdésormais,?\s+(?:tu|vous)\b|\b(?:à\s+partir\s+de\s+maintenant|dès\s+maintenant),?\s+(?:tu|vous)\b",
        r"\ba\s+partir\s+de\s+ahora,?\s+(?:trabajas|eres|respondes|obedeces|trabaja)\b",
        r"\bvanaf\s+nu\s+(?:werk|ben|antwoord|luister)\s+je\b",
    ),
    _sign(
        Act.OVERRIDE,
        1.6,
        "approval|authori|consent|freigabe|zustimmung|accord|aprobaci|goedkeuring",
        r"\bthis\s+(?:e-?mail|message|mail|note)\s+(?:\w+\s+)?(?:constitutes?|counts\s+as|serves\s+as|is|shall\s+be|stands\s+for)\s+(?:to\s+be\s+)?(?:the\s+(?:tour\s+manager|manager|band|artist|management)['’]?s?|your|her|his|their)\s+(?:\w+\s+)?(?:approval|authori[sz]ation|consent)\b",
        r"\bdiese\s+(?:e-?mail|nachricht)\s+gilt\s+als\s+(?:\w+\s+)?(?:freigabe|zustimmung|genehmigung)\b|\bce\s+(?:mail|message)\s+vaut\s+(?:\w+\s+)?(?:accord|approbation|validation)\b|\beste\s+(?:correo|mensaje)\s+(?:vale|cuenta|sirve)\s+como\s+(?:\w+\s+)?(?:aprobación|autorización)\b|\bdeze\s+mail\s+geldt\s+als\s+(?:\w+\s+)?(?:goedkeuring|akkoord)\b",
    ),
    _sign(
        Act.RECORD,
        1.5,
        "without ask|without check|without bother|without runn|without wait|without going|without confirm",
        r"\b(?:update|change|amend|correct|adjust|enter|put|raise|lower|mark|book|log)\b[^.!?;]{0,60}\bwithout\s+(?:asking|checking|bothering|running|waiting\s+for|going\s+(?:through|back\s+to)|confirming\s+with)\s+(?:it\s+)?(?:her|him|them|with\s+(?:her|him|them)|past\s+(?:her|him|them)|the\s+tour\s+manager|anyone|anybody)\b",
    ),
    _sign(
        Act.MARKUP,
        2.0,
        '[inst|[/inst|<sys|</sys|<ass|</ass|<instr|</instr|<prompt|</prompt|<tool|</tool|<func|</func|<|## |##s|##i|tool_call|function_call|"tool|\'tool|tool"|"function|_draft|_extraction|_tour|_status|_complete|_checklist|_details|_show|_thread|_email|_inbox|_generator|_parser|_manager|_ready|_received|_escalation|_history|_pattern|_field|schedule.|technical.|logistics.|hospitality.|business.|contact.|status=|status =|_mail|_message|_contact',
        r"</?(?:system|assistant|instructions?|prompt|tool(?:_call)?|function(?:_call)?)\b[^<>]{0,40}>",
        r"\[/?INST\]|<\|\w{2,20}\|>",
        r"#{2,}\s*(?:system|instructions?|response|assistant)\b\s*:?",
        r"[\"']?(?:tool|function|tool_call|function_call)[\"']?\s*:\s*[\"']\w+",
        r"\b(?:create|submit|send|sync|update|mark|get|query|approve|call|notify|alert|label|complete|remember)_(?:[a-z]+_){0,4}(?:draft|extraction|tour|status|complete|checklist|details|shows?|threads?|email|inbox|generator|parser|manager|ready|received|escalation|history|pattern|fields?)\b",
        r"\b(?:schedule|technical|logistics|hospitality|business|primaryContact|dayOfContact)\.[a-z][A-Za-z]{3,}\s*(?:=|:=|to\b|:)",
        r"\b(?:forward|send|delete|reply|label|archive|read|list|search|move)_(?:e?mails?|messages?|inbox|threads?|contacts?)\b",
        r"\bstatus\s*=\s*[\"']?(?:approved|complete\w*|confirmed|sent|advanced)",
    ),
    _sign(
        Act.MARKUP,
        2.0,
        "forward(|send(|mail(|draft(|delete(|reply(|approve(|call(|execute(|sync(|update(|export(|tour(|status(|mark(|create(|read(|list(|get(|record(|show(|contacts(",
        r"\b(?:forward|send|delete|reply|approve|call|execute|sync|update|export|mark|create|read|list|get)(?:_?\w{0,20})\((?=[^()\n]{0,120}[,'\"@=])[^()\n]{1,120}\)",
    ),
    _sign(Act.MARKUP, 2.0, "=<|={|=[", r"https?://[^\s<>]{3,200}[?&]\w{1,20}=[<{\[]\s*\w+"),
    _sign(
        Act.MARKUP,
        2.0,
        "=|true|false",
        r"\b\w*(?:review|approv|confirm|confidence|attack|notify|verif)\w*\s*(?:=|:=)\s*(?:true|false|off|on|none|null|\d+)\b|\b\w*(?:review|approv|confirm|attack|notify)\w*\s*:\s*(?:true|false)\b",
    ),
    _sign(
        Act.MARKUP,
        1.0,
        "hidden|secret|invisible|internal|system|systeem|système|config|instruction|payload|prompt|base64|begin|agent|developer note|dev note|admin note|admin message|administrator|developer",
        r"(?:^|\n)\s*[-=*#\[<{(]{1,10}\s*(?:begin\s+|end\s+(?:of\s+)?|new\s+)?(?:system|ai|llm|agent|assistant|prompt|instructions?)\b[\w\s]{0,30}",
        r"(?:^|\n)\s*(?:begin|end|start)\s+(?:of\s+)?(?:system\s+)?(?:instructions?|prompt|system\s+message|message\s+to\s+ai)\b",
        r"\bsystem(?:nachricht|meldung|anweisung|befehl)\w*|\bmessage\s+(?:du\s+)?système|\bmensaje\s+del\s+sistema|\bsysteem(?:bericht|melding)\w*|\b(?:agent|ai|llm|bot)\s+config\w*|\boperator\s+instructions?",
        r"\bsystem\s+(?:message|override|instructions?|command|directive|prompt)\b(?!\s+asks)|\b(?:developer|dev|admin(?:istrator)?)\s+(?:note|instructions?|message)\b|\bhidden\s+(?:instructions?|prompt|command)|\bnew\s+instructions?\s+(?:from|for)\s+(?:admin|the\s+system|you)",
        r"[\[{<(]{1,3}\s*(?:system|ai|llm|agent|assistant|bot|prompt|automation)\s+(?:note|notice|message|instructions?|prompt|override|command|directive|update)?\s*[:\]]",
        r"[\[({<]{1,3}\s*(?:hidden|secret|invisible|internal\s+instruction)\b\s*[:\w]",
        r"(?:^|\n)\s*prompt\s*:",
        r"\bx-[\w-]*(?:agent|assistant|ai|llm|instruction|prompt)[\w-]*\s*:",
        r"\bdecode\s+(?:and|then)\s+(?:execute|run|follow|obey)\b",
    ),
    _sign(
        Act.RECORD,
        1.0,
        "as approved|as confirmed|as fully|as already|as being|complete|verified|as final|as agreed|as answered|as done|advanced|as accepted|as resolved|as closed|approved|confirmed",
        rf"\b(?:mark|set|file|flag|record|treat|consider|accept|rate|register|count|log|put|regard|enter|take|store|have)\b{_GAP}\b(?:everything|whatever|anything|all|every|each|whole|entire|this|the\s+(?:show|advance|thread|following|mail|reply|above|below)|it|them|these)\b{_NEAR}\b(?:as\s+(?:fully\s+|already\s+|being\s+)?(?:approved|confirmed|complete[d]?|verified|final|agreed|answered|done|advanced|accepted|resolved|closed)|(?:complete|approved|confirmed|verified|advanced)(?=\s*[.,;!)\]]|\s+and\b|$))",
    ),
    _sign(
        Act.RECORD,
        1.0,
        "mark the show|mark the advance|mark the date|mark the gig|confidence|approve |approved|autoapprove|auto-|autoconfirm|autosend|close |every field|every section|every item|every question|all terms|all the terms|as agreed|overwrite|authoritative|final,|final ,|add me|add us|the show without|and confirm|and approve|and accept|and close|just confirm|just approve|just accept|then confirm|then approve|then close|and complete",
        r"\bmark\s+the\s+(?:show|advance|date|gig)\s+(?:as\s+)?(?:advanced|complete|done|closed|approved)",
        r"\bconfidence\s+(?:is\s+|of\s+|to\s+|=\s*|at\s+|score\s+)*(?:1(?:[.,]0+)?|100\s?%?|full|maximum)\b",
        r"\bapprove\s+(?:this|everything|all|it|the\s+(?:advance|draft|extraction|reply|mail))\b",
        r"\b(?:pre-?approved|auto-?(?:approve|confirm|accept|send))\w*",
        r"\boverwrite\s+(?:the\s+)?(?:contract|known|stored|existing|current)\b|\b(?:authoritative|final)\s*,\s*(?:overwrite|no\s+)|\badd\s+(?:me|us)\s+(?:as\s+\w+\s+\w+\s+)?(?:on|to)\s+(?:all|every)\b",
        r"\bclose\s+(?:out\s+)?(?:the|this)\s+(?:advance|task|ticket|checklist|thread)",
        r"\bevery\s+(?:field|section|item|question)\s+(?:\w+\s+){0,5}(?:complete|approved|confirmed|answered|pre-?approved)",
        r"\baccepted\s+all\s+(?:the\s+)?terms\b|\benter\s+(?:it|that|them)\s+as\s+agreed\b",
        r"\b(?:go\s+ahead\s+and|just|then)\s+(?:confirm|approve|accept|close|complete)\s+(?:the\s+|this\s+)?(?:show|advance|everything|all)\b|\bconfirm\s+the\s+show\s+without\b",
    ),
    _sign(
        Act.RECORD,
        1.0,
        "master tour|mastertour|record|database|production|the master|your system",
        rf"\b(?:publish|send|post|release)\b{_GAP}\bto\s+master\s*tour\b",
        rf"\b(?:write|push|save|store|sync|enter|put|load)\b{_GAP}\b(?:in)?to\s+(?:master\s*tour\b|the\s+(?:live\s+)?(?:record|database|master|system\s+of\s+record)|your\s+(?:database|records?|system)|production)\b",
    ),
    _sign(
        Act.RECORD,
        1.0,
        "tour manager|tm's|tm’s|tm |manager's|manager’s|artist's|artist’s|manager e|manager p|artist e|artist p",
        rf"\b(?:replace|change|overwrite|substitute|swap|amend|update)\b{_GAP}\b(?:tour\s+manager|tm|manager|artist)['’]?s?\s+(?:e-?mail|phone|mobile|number|address|contact)",
    ),
    _sign(
        Act.RECORD,
        1.0,
        "cc|add |put |copy |include ",
        rf"\b(?:add|put|copy|cc|bcc|include)\b{_NEAR}\b(?:(?:in|to|on|into)\s+)?(?:b?cc\s+)?(?:of|to|on|in|for)\s+(?:this\s+thread\s+and\s+)?(?:every|all|any|each)\s+(?:later\s+|future\s+|further\s+|other\s+|mails?\s+of\s+|e-?mails?\s+of\s+)?(?:e-?mails?|mails?|messages?|threads?|correspondence|shows?|this\s+tour)",
        rf"\b(?:copy|cc|bcc|add|include|put)\s+\S+@\S+{_GAP}\b(?:everything|anything|every|all|any)\b",
    ),
    _sign(
        Act.RECORD,
        1.0,
        "to everyone|to everybody|to the whole|to the entire|to the full|to all |to every |to our whole|to our entire|release ",
        rf"\b(?:send|forward|release|mail|e-?mail|post|publish|blast)\b{_NEAR}\b(?:out\s+)?to\s+(?:everyone|everybody|the\s+(?:whole|entire|full)|all\s+(?:contacts|parties|crew|recipients)|every\s+(?:contact|one|crew|address)|our\s+(?:whole|entire))",
        r"\brelease\s+(?:the\s+|a\s+|your\s+)?(?:final\s+|full\s+|whole\s+)?(?:itinerary|schedule|deposit|guarantee|funds|payment|day\s*sheet|contracts?)\s+(?:to|now)",
    ),
    _sign(
        Act.RECORD,
        1.0,
        " live|as signed|as agreed|as approved|as accepted|as settled|as paid|as final|summary|marke|marki|marqu|marca|merk",
        rf"\b(?:push|publish|put)\b{_GAP}\blive\b|\b(?:regard|treat|consider|take)\b{_GAP}\bas\s+(?:signed|agreed|approved|accepted|settled|paid|final)\b|\bsummary\s+(?:must|should|has\s+to)\s+(?:say|state|show|not)\b|\b(?:markeer|markiere|marque|marca|merk)\w*\s+(?:de|die|den|das|la|le|el)?\s*\w+\s+(?:als|comme|como)\s+\w+",
    ),
    _sign(
        Act.RECORD,
        1.0,
        "direkt|directe|rechtstreeks|gleich|alles|alle|tout|todo|bestätigt|gästeliste|bevestigd|confirm|tour manager|tourmanager|godkän|wszystko|tutto|tudo",
        r"\b(?:bestätige\w*|genehmige\w*|markiere\w*|übernimm|übernehmen|setze?n?|trag\w*)\b"
        + _GAP
        + r"\b(?:alles|alle\s+(?:angaben|felder|punkte|fragen)|diese\s+angaben|sämtliche)\b",
        r"\balles\s+(?:als|auf|für)\s+(?:bestätigt|genehmigt|erledigt|final)",
        r"\b(?:valide[zr]?|confirme[zr]?|approuve[zr]?|considère|considérez)\s+(?:tout|toutes?|l['’]ensemble)\b",
        r"\b(?:aprueb[ae]|confirm[ae]|da|pon|ponga|marca|acepta)\s+todo\b",
        r"\b(?:keur|zet|bevestig|markeer|accepteer|geef)\s+(?:dan\s+)?(?:alles|alle\s+(?:velden|vragen|punten))\b",
        r"\b(?:sustituye|cambia|remplace[zr]?|ersetze|vervang|wijzig)\b"
        + _GAP
        + r"\b(?:tour\s*manager\w*|correo|adresse|e-?mail|numéro|nummer)\b",
        r"\b(?:direkt|directement|directamente|rechtstreeks|gleich)\s+(?:nach|in|dans|en|à|a|naar)\s+(?:die\s+|das\s+|la\s+|le\s+|de\s+)?(?:master\s*tour|datenbank|base\s+de\s+données|base\s+de\s+datos|database)",
        r"\b(?:approva|conferma)\s+tutto|\b(?:aprova|aprove|confirma|confirme)\s+tudo|\bgodkänn\s+allt|\bgodkend\s+alt|\bzatwierdź\s+wszystko",
    ),
    _sign(
        Act.BYPASS,
        1.0,
        "bug |bother|disturb|involve|wake|trouble|wait for|check with|n't ask|not ask|dont|finali|proceed|needs no|need no|unchecked|unreviewed|queue|hold|flag|without|no need|nobody|no one|no person|needn|need not|approval|skip|review|switched off|checks|already|bother|pre-approved|sign-off|human",
        r"\bwithout\s+(?:[A-Z]?\w+)\s+(?:touching|seeing|looking|knowing|checking|having|noticing|approving|reviewing|being)\b|\bunchecked\b|\bunreviewed\b",
        r"\b(?:do\s+not|don['’]?t|no\s+need\s+to|never)\s+(?:bug|bother|disturb|involve|wake|trouble|wait\s+for|check\s+with|ask)\s+(?!me\b|us\b|the\s+(?:neigh|bar|kitchen|crew|box|front))\w+|\b(?:finali[sz]e|proceed|confirm|approve|decide|go\s+ahead)\s+without\s+(?:her|him|them)\b|\bneeds?\s+no\s+(?:confirmation|approval|review)\b",
        r"\bskip\s+[A-Z][a-z]+\b|\b(?:do\s+not|don['’]?t|never)\s+(?:queue|hold|flag|send|keep)\s+(?:it|this|them|anything)\s+(?:for|back\s+for)\s+(?:review|approval|checking)",
        rf"\bwithout\s+(?:any\s+|further\s+|prior\s+|asking|checking|showing|involving|bothering|waiting\s+for|human|manual|his|her|their|the\s+tour|going\s+through)(?:{_GAP}\b(?:review|approval|confirmation|consent|sign-?off|oversight|checks?|anyone|anybody|him|her|them|manager))?",
        r"\bwithout\s+(?:review|approval|confirmation|consent|sign-?off|oversight)\b",
        r"\b(?:no\s+need|not\s+necessary|no\s+reason)\s+(?:to|for)\s+(?:bother|run|check|ask|show|involve|wait|get|have|flag|tell|human|manual|any|a\s+person|the\s+tour)\b(?!\s+(?:\w+\s+){0,3}(?:me|us|my|our)\b)",
        r"\bno\s+(?:further|additional|human|manual)\s+(?:approval|review|confirmation|check(?:s|ing)?|sign-?off)\b"
        + _GAP
        + r"\b(?:artist|tour\s+manager|tm|management|your\s+side)\b",
        r"\b(?:nobody|no\s?one|no\s+person|no\s+human|he|she|they|the\s+tour\s+manager)\s+(?:has|have|needs?|needn['’]t|need\s+not|does\s+not\s+need|doesn['’]t\s+need)\s*(?:to\s+)?(?:look|review|approve|check|see|confirm|sign)",
        r"\b(?:human|manual|tour\s+manager['’]?s?)\s+(?:approval|review|confirmation|check|oversight|sign-?off)s?\b"
        + _GAP
        + r"\b(?:off|disabled|waived|skipped|unnecessary|not\s+(?:needed|required|necessary)|suspended|lifted)",
        r"\b(?:skip|bypass|turn\s+off|disable|suspend|waive)\s+(?:the\s+|any\s+|all\s+|your\s+)?(?:human\s+|manual\s+|usual\s+)?(?:approval|review|confirmation|checks?|verification|sign-?off)",
        r"\balready\s+(?:been\s+)?(?:confirmed|approved|agreed|verified|cleared|signed\s+off)\s+(?:by|with)\s+(?:the\s+|your\s+)?(?:tour\s+manager|tm|management|manager)",
        r"\b(?:nothing|none\s+of\s+(?:it|this)|it|this)\s+(?:no\s+longer\s+)?(?:needs?|requires?)\s+(?:his|her|their|the\s+(?:tour\s+manager|tm)['’]?s?|any)\s+(?:approval|review|sign-?off|ok|okay|consent)",
        r"\b(?:tour\s+manager|tm)\s+(?:has\s+|have\s+)?(?:already\s+)?(?:agreed|approved|authori[sz]ed|given\s+(?:me|us)\s+(?:full\s+)?authority|signed\s+off|confirmed)",
    ),
    _sign(
        Act.BYPASS,
        1.0,
        "manager|tourleiter|ungeprüft|sla |überspring|prüfung|freigabe|bestätigung|kontrolle|inutile|pas besoin|pas nécessaire|ohne|sans|sin |zonder|nadie|niemand|personne|falta|senza|sem |utan|uden",
        r"\bohne\s+(?:weitere\s+|vorherige\s+|jede\s+)?(?:rückfrage|freigabe|prüfung|rücksprache|bestätigung|genehmigung|zustimmung|kontrolle|zu\s+fragen)\b(?!\s+mit\s+(?:mir|uns))",
        r"\bungeprüft\b|\bsla\b"
        + _GAP
        + r"\b(?:controle|goedkeuring|check)\b"
        + _GAP
        + r"\bover\b|\büberspring\w*\s+(?:die\s+)?(?:prüfung|freigabe)",
        r"\b(?:prüfung|freigabe|bestätigung|kontrolle)\b"
        + _GAP
        + r"\b(?:deaktiviert|aufgehoben|abgeschaltet|ausgesetzt|nicht\s+(?:nötig|erforderlich))\b",
        r"\b(?:inutile|pas\s+(?:besoin|nécessaire))\s+de\s+(?:lui|leur|le|la|les|en)?\s*(?:demander|parler|déranger|vérifier|consulter|attendre)",
        r"\b(?:tour\s*-?manager\w*|tourleiter\w*|management|manager)\s+(?:a|ha|hat|heeft|har|já|ya|ya\s+lo\s+ha)\s+(?:(?:déjà|ya|bereits|schon|già|já|al|alles|tout|todo|tutto|tudo|allt?|alt)\s+){0,3}(?:tout\s+|todo\s+)?"
        r"(?:validé|approuvé|confirmé|freigegeben|genehmigt|bestätigt|abgesegnet|aprobado|confirmado|validado|goedgekeurd|bevestigd|approvato|confermato|aprovou|aprovado|godkendt|godkänt|godkjent)\w*",
        r"\bsans\s+(?:l[ea]s?\s+|l['’]\s*|lui\s+)?(?:solliciter|déranger|consulter|attendre|demander)\b|\bsin\s+(?:consultarl[eoa]s?|molestarl[eoa]s?|preguntarl[eoa]s?)\b|\bohne\s+(?:ihn|sie|den\s+\w+)\s+zu\s+(?:fragen|stören|informieren)\b|\bsenza\s+(?:disturbar|consultar|chieder)\w+",
        r"\bsans\s+(?:(?:en\s+)?parler|demander|validation|vérification|relecture|l['’]accord|prévenir|attendre|passer\s+par)\b|\bpersonne\s+n['’]a\s+besoin\s+de\b",
        r"\bsin\s+(?:que\s+(?:lo|la|nadie)|revis\w+|aprobación|confirmación|preguntar|consultar|avisar)\b|\bno\s+hace\s+falta\s+que\b|\bnadie\s+(?:tiene|necesita)\b",
        r"\bzonder\s+(?:dat|controle|goedkeuring|overleg|te\s+vragen|bevestiging|toestemming|tussenkomst)\b(?!\s+met\s+(?:mij|ons))|\bniemand\s+hoeft\b",
        r"\bsenza\s+(?:chiedere|approvazione|controllo)\b|\bsem\s+(?:perguntar|aprovação|revisão)\b|\b(?:utan|uden)\s+(?:att|at)\s+(?:fråga|spørge)\b|\bbez\s+(?:zgody|sprawdzania)\b",
    ),
    _sign(
        Act.CONCEAL,
        1.0,
        "nobody|no one|noone|between|not |n't|n’t|never|keep|hide|delete|pretend|secret|erase|remove|no need|leave",
        r"\b(?:do\s+not|don['’]?t|never|no\s+need\s+to|without)\s+(?:mention\w*|tell\w*|show\w*|reveal\w*|disclos\w+|display\w*|notify\w*|inform\w*|alert\w*|log|record|report|flag\w*|includ\w+|repeat\w*|quot\w+)\b"
        + _NEAR
        + r"\b(?:this|it|these|user|tour\s+manager|tm|human|anyone|anybody|person|owner|operator|conflicts?|summary|him|her)\b",
        r"\bkeep\s+(?:this|it|these)\b" + _GAP + r"\b(?:from|away|hidden|secret|between\s+us|confidential\s+from)\b",
        r"\b(?:hide|delete|erase|remove|drop)\s+(?:this|these)\s+(?:message|paragraph|block|mail|e-?mail|note|line|comment|text|section|instructions?)\b",
        r"\b(?:delete|remove|drop|leave)\b" + _GAP + r"\b(?:from|out\s+of)\s+(?:the\s+|your\s+)?summary\b",
        r"\bpretend\s+(?:that\s+)?(?:this|these)\b|\bno(?:body|\s?one)\s+(?:has|needs|else\s+needs)\s+to\s+know\b|\bbetween\s+(?:you\s+and\s+me|us)\b",
        r"\b(?:do\s+not|don['’]?t|never)\s+(?:call|phone|telephone|ring|contact)\s+(?:the\s+office|the\s+venue|us|our|accounts|to\s+verify|to\s+check|the\s+accounts)",
    ),
    _sign(
        Act.CONCEAL,
        1.0,
        "nicht|nichts|pas |rien|no |niet|niets|verschweig|lösch|supprim|efface|borra|verwijder|oculta",
        r"\b(?:sag|sage|sagen\s+sie|erwähn\w*|zeig\w*|verrat\w*|informier\w*)\b"
        + _GAP
        + r"\b(?:nichts?|keine[mnr]?|niemandem)\b",
        r"\b(?:konflikte?|abweichung\w*|widersprüche?)\s+nicht\s+(?:melden|anzeigen|zeigen)|\bne\s+signale[zr]?\s+(?:aucun|pas)",
        r"\b(?:ne|n['’])\s*(?:mentionne|dis|dites|montre|parle|préviens|informe|signale)\w*\s+(?:pas|rien)\b",
        r"\bno\s+(?:menciones|digas|muestres|avises|informes|lo\s+menciones|se\s+lo\s+digas|llame)\b",
        r"\b(?:vermeld|zeg|toon|meld|vertel)\b" + _GAP + r"\b(?:niet|niets|niemand)\b",
        r"\b(?:lösch\w*|supprime[zr]?|efface[zr]?|borr[ae]|verwijder|wis)\s+(?:diese\w*|ce|cet|cette|este|esta|dit|deze)\s+\w+",
    ),
)

# The verb behind this belongs to the writer's own side: told, not asked.
_OTHERS_DOING = re.compile(
    r"(?:\b(?:we|i|he|she|they|it|who)(?:['’]ll|['’]d|['’]ve)?|\b(?:will|would|has|have|had|is|are|not|n['’]t|never|office|team|department|colleague|wir|ich|nous|je|nosotros|ik|gaan|zal|werden|kann))"
    r"(?:\s+(?:will|can|would|could|have|do|don['’]?t|also|then|always|never|not|to|usually|happily))*\s*$",
    re.IGNORECASE,
)


def find_signs(blocks: Blocks, acts: frozenset[Act]) -> Iterator[tuple[int, int, Act, float]]:
    """Every phrase of some of these acts in a text.

    Args:
        blocks: The text.
        acts: Which acts to look for.

    Yields:
        (start, end, act, weight), places in the whole text.
    """
    for sign in SIGNS:
        if sign.act not in acts:
            continue
        for block in blocks.holding(sign.anchors):
            for found in sign.pattern.finditer(block.text):
                lead = block.text[max(found.start() - 30, 0) : found.start()]
                if sign.act is not Act.RECORD or not _OTHERS_DOING.search(lead):
                    yield block.start + found.start(), block.start + found.end(), sign.act, sign.weight
