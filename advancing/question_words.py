"""How a tour manager asks for each field in German, French, Spanish and Dutch; English stands in the catalogue."""

from collections.abc import Mapping
from types import MappingProxyType

_TABLE: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "schedule.loadIn": (
            "Ab wann ist Load-in?",
            "À quelle heure pouvons-nous faire le load-in ?",
            "¿A qué hora podemos descargar?",
            "Hoe laat kunnen we laden en lossen?",
        ),
        "schedule.soundCheck": (
            "Wann ist unser Soundcheck?",
            "À quelle heure est notre balance ?",
            "¿A qué hora es nuestra prueba de sonido?",
            "Hoe laat is onze soundcheck?",
        ),
        "schedule.doors": (
            "Wann ist Einlass?",
            "À quelle heure ouvrent les portes ?",
            "¿A qué hora se abren las puertas?",
            "Hoe laat gaan de deuren open?",
        ),
        "schedule.supportTime": (
            "Wann spielt der Support?",
            "À quelle heure joue la première partie ?",
            "¿A qué hora toca el telonero?",
            "Hoe laat speelt het voorprogramma?",
        ),
        "schedule.showTime": (
            "Wann beginnt unser Set?",
            "À quelle heure jouons-nous ?",
            "¿A qué hora tocamos nosotros?",
            "Hoe laat begint onze set?",
        ),
        "schedule.setLength": (
            "Wie lang ist unser Set?",
            "Combien de temps dure notre set ?",
            "¿Cuánto dura nuestro set?",
            "Hoe lang is onze set?",
        ),
        "schedule.curfew": (
            "Wann ist Curfew, und ist er fest?",
            "À quelle heure est le couvre-feu, et est-il strict ?",
            "¿A qué hora hay que terminar, y es estricto?",
            "Hoe laat is de curfew, en is die hard?",
        ),
        "schedule.loadOut": (
            "Bis wann muss der Load-out fertig sein?",
            "À quelle heure le load-out doit-il être terminé ?",
            "¿A qué hora debe terminar la carga?",
            "Hoe laat moet de load-out klaar zijn?",
        ),
        "technical.stageSize": (
            "Wie groß ist die Bühne (Breite mal Tiefe)?",
            "Quelles sont les dimensions de la scène (largeur par profondeur) ?",
            "¿Qué medidas tiene el escenario (ancho por fondo)?",
            "Hoe groot is het podium (breedte maal diepte)?",
        ),
        "technical.powerRequirements": (
            "Welcher Strom liegt an der Bühne: Spannung, Phasen und Ampere?",
            "Quelle alimentation avez-vous sur scène : tension, phases et ampérage ?",
            "¿Qué corriente hay en el escenario: voltaje, fases y amperaje?",
            "Welke stroom is er bij het podium: spanning, fasen en ampère?",
        ),
        "technical.backlineProvided": (
            "Wird Backline gestellt?",
            "Le backline est-il fourni ?",
            "¿Hay backline disponible?",
            "Is er backline aanwezig?",
        ),
        "technical.backlineDetails": (
            "Welche Backline habt ihr im Haus?",
            "Quel backline avez-vous sur place ?",
            "¿Qué backline tienen en la sala?",
            "Welke backline hebben jullie in huis?",
        ),
        "technical.paSystem": (
            "Welche PA ist installiert?",
            "Quelle sono est installée ?",
            "¿Qué PA hay instalado?",
            "Welke PA hangt er?",
        ),
        "technical.fohConsole": (
            "Welches Pult steht am FOH?",
            "Quelle console avez-vous en façade ?",
            "¿Qué mesa hay en FOH?",
            "Welke tafel staat er bij FOH?",
        ),
        "technical.monitorConsole": (
            "Welches Pult steht am Monitorplatz?",
            "Quelle console avez-vous aux retours ?",
            "¿Qué mesa hay en monitores?",
            "Welke tafel staat er bij monitors?",
        ),
        "technical.lighting": (
            "Was gehört zum Hauslicht?",
            "Quel est le kit lumière de la salle ?",
            "¿Qué equipo de luces tiene la sala?",
            "Wat zit er in het huislicht?",
        ),
        "technical.houseEngineers": (
            "Welche Techniker des Hauses sind dabei?",
            "Quels techniciens de la salle sont inclus ?",
            "¿Qué técnicos de la sala están incluidos?",
            "Welke technici van het huis zijn inbegrepen?",
        ),
        "logistics.loadInAccess": (
            "Wo laden wir aus, und gibt es Rampe oder Stufen?",
            "Où déchargeons-nous, et y a-t-il un quai, une rampe ou des escaliers ?",
            "¿Por dónde descargamos, y hay muelle, rampa o escaleras?",
            "Waar laden we uit, en is er een dock, helling of trap?",
        ),
        "logistics.stagehands": (
            "Wie viele Stagehands sind eingeplant?",
            "Combien de roadies sont prévus ?",
            "¿Cuántos ayudantes de carga habrá?",
            "Hoeveel stagehands zijn er ingepland?",
        ),
        "logistics.busParking": (
            "Wo kann der Bus stehen, und wie lange?",
            "Où le bus peut-il stationner, et combien de temps ?",
            "¿Dónde puede estacionar el autobús, y por cuánto tiempo?",
            "Waar kan de bus staan, en hoe lang?",
        ),
        "logistics.shorePower": (
            "Gibt es Landstrom für den Bus, und welchen?",
            "Y a-t-il une alimentation pour le bus, et de quel type ?",
            "¿Hay toma de corriente para el autobús, y de qué tipo?",
            "Is er walstroom voor de bus, en welke?",
        ),
        "logistics.wifi": (
            "Wie heißen Netz und Passwort des Produktions-WLANs?",
            "Quels sont le réseau et le mot de passe du Wi-Fi de production ?",
            "¿Cuál es la red y la clave del Wi-Fi de producción?",
            "Wat zijn netwerk en wachtwoord van de productie-wifi?",
        ),
        "hospitality.dressingRooms": (
            "Wie viele Garderoben haben wir?",
            "Combien de loges avons-nous ?",
            "¿Cuántos camerinos tenemos?",
            "Hoeveel kleedkamers hebben we?",
        ),
        "hospitality.showers": (
            "Wie viele Duschen gibt es?",
            "Combien de douches y a-t-il ?",
            "¿Cuántas duchas hay?",
            "Hoeveel douches zijn er?",
        ),
        "hospitality.buyoutAmount": (
            "Wie hoch ist der Buyout pro Person?",
            "Quel est le montant du buyout par personne ?",
            "¿Cuánto es el buyout por persona?",
            "Hoe hoog is de buyout per persoon?",
        ),
        "hospitality.catering": (
            "Gibt es Catering, und wann?",
            "Y a-t-il un catering, et à quelle heure ?",
            "¿Hay catering, y a qué hora?",
            "Is er catering, en wanneer?",
        ),
        "hospitality.guestListAllocation": (
            "Wie viele Gästelistenplätze haben wir?",
            "Combien de places avons-nous sur la liste d'invités ?",
            "¿Cuántos invitados podemos poner en la lista?",
            "Hoeveel gastenlijstplaatsen hebben we?",
        ),
        "hospitality.parkingSpaces": (
            "Wie viele Parkplätze haben wir?",
            "Combien de places de parking avons-nous ?",
            "¿Cuántas plazas de aparcamiento tenemos?",
            "Hoeveel parkeerplaatsen hebben we?",
        ),
        "hospitality.towels": (
            "Wie viele Bade- und Bühnenhandtücher könnt ihr stellen?",
            "Combien de serviettes de bain et de scène pouvez-vous fournir ?",
            "¿Cuántas toallas de baño y de escenario pueden facilitar?",
            "Hoeveel bad- en podiumhanddoeken kunnen jullie leveren?",
        ),
        "business.capacity": (
            "Wie groß ist die Kapazität für diese Show?",
            "Quelle est la jauge pour ce concert ?",
            "¿Cuál es el aforo para este concierto?",
            "Wat is de capaciteit voor deze show?",
        ),
        "business.ageRestriction": (
            "Welche Altersbeschränkung gilt?",
            "Quelle est la limite d'âge ?",
            "¿Cuál es la edad mínima?",
            "Wat is de leeftijdsgrens?",
        ),
        "business.merchSplit": (
            "Wie viel Prozent nimmt das Haus vom Merch?",
            "Quel pourcentage la salle prend-elle sur le merch ?",
            "¿Qué porcentaje de merch cobra la sala?",
            "Welk percentage rekent de zaal over merch?",
        ),
        "business.merchSeller": (
            "Wer verkauft den Merch, ihr oder wir?",
            "Qui vend le merch, vous ou nous ?",
            "¿Quién vende el merch, ustedes o nosotros?",
            "Wie verkoopt de merch, jullie of wij?",
        ),
        "business.settlement": (
            "Wann und mit wem rechnen wir ab?",
            "Quand et avec qui faisons-nous le règlement ?",
            "¿Cuándo y con quién liquidamos?",
            "Wanneer en met wie rekenen we af?",
        ),
        "primaryContact.name": (
            "Wer ist unser Hauptkontakt?",
            "Qui est notre contact principal ?",
            "¿Quién es nuestro contacto principal?",
            "Wie is ons eerste aanspreekpunt?",
        ),
        "primaryContact.role": (
            "Welche Funktion hat die Person?",
            "Quel est son rôle ?",
            "¿Qué cargo tiene?",
            "Wat is de functie van die persoon?",
        ),
        "primaryContact.phone": (
            "Unter welcher Nummer ist die Person am besten zu erreichen?",
            "À quel numéro peut-on joindre cette personne ?",
            "¿Cuál es su mejor número?",
            "Op welk nummer is die persoon bereikbaar?",
        ),
        "primaryContact.email": (
            "Wie lautet die E-Mail-Adresse?",
            "Quelle est son adresse e-mail ?",
            "¿Cuál es su correo electrónico?",
            "Wat is het e-mailadres?",
        ),
        "dayOfContact.name": (
            "Wer ist am Showtag unser Kontakt?",
            "Qui est notre contact le jour même ?",
            "¿Quién es nuestro contacto ese día?",
            "Wie is onze contactpersoon op de dag zelf?",
        ),
        "dayOfContact.phone": (
            "Wie ist die Handynummer für den Showtag?",
            "Quel est son numéro de portable ?",
            "¿Cuál es su número de móvil?",
            "Wat is het mobiele nummer voor die dag?",
        ),
    }
)

QUESTIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        language: MappingProxyType({key: words[place] for key, words in _TABLE.items()})
        for place, language in enumerate(("de", "fr", "es", "nl"))
    }
)
"""Questions by language, then by field key."""
