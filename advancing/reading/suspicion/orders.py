"""Words of command and of what a system governs; they count only where software is spoken to."""

import re

_CLASSES: tuple[tuple[float, re.Pattern[str]], ...] = (
    # Imperatives.
    (
        0.75,
        re.compile(
            r"\b(?:set|mark|approve|accept|confirm|treat|consider|file\s+(?:this|it|as)|rate|close|write|store|enter|record\s+(?:it|this|that|as)|replace|overwrite|delete|erase|export|upload|output|print|dump|reveal|"
            r"respond|reply|answer|finali[sz]e|complete|say\s+yes|agree|lock|book|sign|transfer|post|publish|notify|remove|drop|hide|leave\s+out|mention|thank|quote|adopt|apply|switch|enable|disable|grant|allow|share|provide|download|open|click|visit|fetch|look\s+up|insert|append|attach|convey|update|trust|dont|repeat|tell|say|state|include|omit|bump|raise|lower|log\s+(?:it|that|this)|note\s+that|proceed|go\s+ahead|take|do\s+as|regard|must|pretend|skip|decode|execute|forward|add|cc|bcc|"
            r"copy|release|sync|push|report|send|list\s+(?:the|all|every)|put|change|give|pass|e-?mail|call|run|use|keep|ignore|disregard|forget|do\s+not|don['’]t|never|"
            r"setze?n?|bestätig\w*|markier\w*|trag\w*|\w*tragen|send\w*|schick\w*|leite\w*|lösch\w*|änder\w*|ersetz\w*|übern\w+|überspring\w*|gib|antworte|behandle|musst|müssen|sollst|überschreib\w*|informier\w*|füg\w*|teil\w*|öffne\w*|erteil\w*|bestätigt|vergiss|ignorier\w*|"
            r"valid\w+|confirm\w+|approuv\w+|considèr\w+|envo\w+|transm\w+|transfère|mets|mettez|passe[zr]?|supprim\w+|efface\w*|remplac\w+|réponds|noter|notez|ajout\w+|inscri\w+|partag\w+|donne\w*|ouvr\w+|marque\w*|oubli\w+|ignor\w+|"
            r"aprueb[ae]|da|pon|ponga|manda|responde|enví\w*|reenví\w*|borr[ae]|sustituye|cambi\w+|fix\w+|marca|acepta|ignora|añad\w+|agreg\w+|compart\w+|elimin\w+|olvid\w+|dale|anota|apunta|guarda|omit\w+|"
            r"keur|zet|bevestig|markeer|stuur|verstuur|verwijder|wijzig|vervang|wis|accepteer|geef|antwoord|negeer|sla|voeg|deel|verander|noteer|vul|laat|"
            r"approva|conferma|invia|inoltra|cancella|imposta|aprova|envie|apague|godkänn|skicka|radera|godkend|slet|zatwierdź|wyślij|usuń)\b",
            re.IGNORECASE,
        ),
    ),
    # What a person decides.
    (
        0.5,
        re.compile(
            r"\b\w*(?:approv|confirm|verif|authori[sz]|pre-?appro|freigeg|freigab|bestätig|genehmig|goedgekeur|goedkeur|bevestig|akkoord|aprob|aprueb|autoriz)\w*|"
            r"\b(?:clear(?:ed|ance)|accept\w*|final|signed|agreed|granted|released?|valid[eéa]\w*|acept\w*|permission|consent|trusted|signed\s+off|okay|abgesegnet|akkoord|visto\s+bueno|whitelisted|d'accord)\b",
            re.IGNORECASE,
        ),
    ),
    # What the system keeps.
    (
        0.5,
        re.compile(
            r"\b(?:records?|fields?|values?|entr(?:y|ies)|stored?|log|status|summary|databases?|master\s*tour|confidence|checklist|complete[d]?|curfew|guest\s*list|merch\w*|comps|schedule|itinerary|day\s*sheet|show\s+fee|contract|contacts?|"
            r"eintrag\w*|speicher\w*|werte?|felder|daten\w*|champs?|valeurs?|couvre-feu|base\s+de\s+don\w+|campos?|valor(?:es)?|velden|waarden?|gegevens|gästeliste|gastenlijst|porcentaje)\b",
            re.IGNORECASE,
        ),
    ),
    # What the system obeys.
    (
        0.75,
        re.compile(
            r"\b(?:instructions?|configur\w+|config|rules?|prompts?|override\w*|overrid\w+|directives?|supersed\w+|task|protocol|"
            r"anweisung\w*|regeln?|vorgaben|consignes?|règles?|instrucciones|reglas|instructies|regels|istruzioni|instruções)\b",
            re.IGNORECASE,
        ),
    ),
    # The person who is spoken of, not to.
    (
        0.5,
        re.compile(
            r"\b(?:tour\s*-?manager\w*|tourleiter\w*|tm|humans?|your\s+(?:owner|boss|user)|the\s+user)\b", re.IGNORECASE
        ),
    ),
    # Secrecy and haste in single words.
    (
        0.5,
        re.compile(
            r"\b(?:quiet(?:ly)?|silent(?:ly)?|secret(?:ly)?|unnoticed|automatically|immediately|straight|directly|ungeprüft|heimlich|still|direkt|discrètement|directement|secreto|directamente|stilletjes|rechtstreeks|without|ohne|sans|sin|zonder|nobody|niemand|nadie|personne)\b",
            re.IGNORECASE,
        ),
    ),
)


def weigh_orders(text: str) -> float:
    """How much a stretch of text that speaks to software sounds like an order.

    Args:
        text: A paragraph.

    Returns:
        From 0 (says nothing) to about 3.5.
    """
    return sum(weight for weight, pattern in _CLASSES if pattern.search(text))
