"""The words by which a venue's tone, its doubts and its warnings show, in English, German, French, Spanish and Dutch.

How a phrase is written down: see `advancing.reading.phrases`.
"""

import re
from functools import cache

from advancing.reading.phrases import PhraseBook

JOY = """
so/super/very/really/sooo/soooo/beyond/mega/absolutely/genuinely/only _? happy/excited/pumped/stoked/thrilled/chuffed/delighted/glad/psyched
thrilled; stoked; psyched; buzzing; obsessed; over the moon; ecstatic; pumped; hyped; giddy; squeal*; shriek*; dream come true; on my/our wish list
been waiting for/years; can't wait; cannot wait; can not wait; cant wait; tickled; all buzzing; can't waa*; couldn't be happier; counting the? days; big/huge/massive/lifelong/all fan/fans
we all? love/adore them/her/him/you/this; love love; best one/night/show/day yet/ever; what a joy/pleasure/treat/dream/thrill; made my/our day/week/year
going to be amazing/epic/great/fantastic/awesome/incredible/magic*/beautiful/special/brilliant; going to be a/the great/special/wonderful/brilliant/beautiful/best
amazing news; how exciting; yay; woo; wooo; woooo; woohoo; woop; woot; hooray; yess*; omg; beside themselves/ourselves/myself; literally dancing/screaming/squealed/crying; dancing around
going bananas/nuts/crazy/wild; wanted this/these/them/her/him/you _? _? for years/ages; finally happening/coming/here; is finally happening; beyond words; bursting
on cloud nine; is _? thrilled; everybody/everyone here? is thrilled/excited; beyond excited
freuen uns riesig/sehr/total/mega/wahnsinnig/unheimlich/tierisch/schon/narrisch; riesenfreude; riesenfan*; mega froh; megafroh; total begeistert/aufgeregt/happy
begeistert; kaum erwarten; vorfreude; große/riesige fans; ganze team ist fan; ist fan; hammer; juhu*; endlich seid/kommt/klappt; wird super/mega/großartig/toll/legendär
trop content*/hâte/bien/heureu*; tellement content*/heureu*/hâte; hâte de/d'; j'ai/on hâte; a hâte; super content*/heureu*/excité*; très heureux/heureuse/heureuses
on adore; est fan/fans; vivement; quelle joie; impatient*; ravi/ravis/ravie/ravies de vous/t' accueillir/recevoir/avoir; ravi/ravis/ravie d'accueillir; enfin vous; ça va être génial/magnifique/fou/super
qué/que ilusión/ganas/alegría/emoción/nervios; muchas/muchísimas/tantas ganas; muchísima/mucha ilusión; encantadísim*; súper/super content*/emocionad*/feliz/felices
estamos muy/súper/super? emocionad*/felices/ilusionad*; muy/tan felices/content*/ilusionad*/feliz; somos muy? fans; no vemos la hora; nos encanta*; noche increíble/inolvidable/mágica
superblij; heel/super/zo/ontzettend/mega blij/enthousiast/tof/gaaf/leuk; zin in; veel zin; kunnen niet wachten; kijken er _? _? naar uit; wat leuk/gaaf/tof/geweldig/fijn; te gek; grote fans; helemaal blij/hyped
"""
"""Joy at the show itself, not courtesy."""

GLAD = """
looking forward; excited; delighted; happy to have; great to have; lovely; wonderful; gorgeous; fantastic; awesome; amazing; brilliant; beautiful; stunning; special night/one; legend; fan/fans
wir freuen uns; freue mich; toll*; super; großartig; wunderbar; klasse; ravi/ravis/ravie/ravies; génial*; superbe; magnifique; formidable; au plaisir; enchanté*
encantad*; genial; estupend*; maravillos*; fantástic*; ganas de; deseando; leuk; fijn; geweldig; fantastisch; prachtig; tof; blij; kijken ernaar uit
"""
"""Gladness that courtesy also shows."""

REPROACH = """
with all? due? respect; as i've/we've already/previously/clearly? said/told/stated/explained/mentioned/written; as i/we have? already/previously/clearly? said/told/stated/explained/mentioned/wrote/written
as previously/already stated/explained/advised/discussed; per my/our last/previous; now answered; answered this/that _? times; already answered/told/sent/explained; told you/him/her/them/everyone/everybody _? twice/already/before/so; told your office/team/agent/manager _? twice/already/before
for the second/third/fourth/last/umpteenth/nth time; three/four/five/several/many/2/3/4/5 times; how many/often more? times; yet again; again and again; have told _ _? twice; twice now
read it; read the spec/mail/email/contract/document/pdf/rider; read what i; before you write/ask/email/call; it's/its all? in/on the/our spec/website/pdf/contract/rider/pack; in the spec; as it says
answered this/these/that/it/them once/already/before; answered _ once already; stop emailing/writing/asking/calling/sending; people would stop; not write/email/ask/contact/call me/us again; to me again; don't ask/bother/start/expect; i don't have time; no time for; waste of my/our? time; wasting my/our
you people; you lot; not my/our problem/job/department/fault/concern; your problem; ridiculous; absurd; unacceptable; unprofessional; nonsense; out of the question; take it or leave it; non negotiable; nonnegotiable; not up for debate/discussion/negotiation; not negotiable; end of story/discussion
i will/won't not? discuss/repeat/argue/debate; we will/won't not? discuss/repeat/argue/debate; i refuse; i'm/am not calling/repeating/explaining/arguing/bending/doing/discussing; fed up; sick of; tired of; annoy*; irritat*; frankly; appalling; disappoint*; complain*; waiting for? weeks/days
should have been/asked/told/read/sent; you were told/informed/warned; somebody/someone called; be lifted/towed/turned/removed/refused/cancelled; like it or not; because you'd/you like/want/feel; your attitude/demands; demands; if you don't like
nothing but changes/trouble/problems; who told you; not paid to; you pay for; take them home; yourselves; out of proportion; like everybody/everyone else; always been; expect me/us to; last minute changes; and that's final/that; not interested; don't care; at your own risk; never again; refrain from; not to be contacted/asked; not a minute earlier/later/early/late; and that's/thats it; i'll/will turn/cut/pull/shut off/the; take the hint; last/final warning; no further correspondence/questions/emails; further questions will/would not
abzusehen; rückfragen zum sachstand; keine weiteren rückfragen; nicht unser/unsere bier/sache/aufgabe; prière de ne; merci de ne plus; inutile de insister/relancer/rappeler; no insistan/insista/insistas; absténgan*; gelieve niet meer; verzoeken wij u niet/geen
wie bereits/schon _? geschrieben/gesagt/erwähnt/mitgeteilt/erklärt; wie ich/wir bereits/schon; bereits mehrfach/mehrmals; schon mehrfach/mehrmals/dreimal/zweimal; zum dritten/zweiten/letzten/wiederholten/xten mal; steht alles? im/in; lesen sie; lest bitte? erst/endlich/mal; keine zeit/lust/diskussion/diskussionen/ausnahme/ausnahmen; nicht mein problem
unverschämt*; unmöglich; inakzeptabel; nicht verhandelbar; nicht in frage; infrage; genervt; reicht jetzt; langsam reicht; ehrlich gesagt; zigmal; schon wieder; akzeptieren wir nicht; nicht noch einmal; nicht nochmal; jede frage; das steht
comme je l'ai déjà? dit/écrit/expliqué/indiqué/précisé; comme déjà dit/écrit/expliqué/indiqué/précisé; déjà dit/écrit/expliqué/répondu; troisième/deuxième/énième/dernière fois; tout est dans/sur/écrit; lisez; de la lire; de le lire; pas mon/notre problème; inacceptable; hors de question; pas/non négociable; pas le temps; ras le bol; franchement; marre; ça suffit; arrêtez; c'est comme ça
como ya le/te/os/les? dije/dijimos/escribí/expliqué/comenté/indicamos/he; ya le/te/os/les dije/dijimos/he; tercera/segunda/última/enésima vez; está todo en; lean/lea/lee el/la/lo; no es mi/nuestro problema; inaceptable; innegociable; no es negociable; ni hablar; no tengo tiempo; ya basta; ya está bien; harto/harta; francamente; dejen de; no voy a; y punto; otra vez
zoals ik? al/eerder/reeds _? zei/schreef/gezegd/geschreven/gemeld/aangegeven/vermeld; zoals gemeld/gezegd/vermeld; derde/tweede/laatste/zoveelste keer; staat dit/dat/het? allemaal/gewoon? in; lees eerst/die/de/het/nou; niet mijn/ons probleem; onacceptabel; belachelijk; geen tijd/zin/discussie/uitzondering/uitzonderingen; niet onderhandelbaar; geen sprake van; stop met; eerlijk gezegd; accepteren we niet; niet weer
"""
"""Reproach, impatience, refusal without a reason."""

RETOLD = """
i/we/i've/we've have? already/always/previously/repeatedly told/sent/written/wrote/answered/explained/said/stated/mentioned/given; i/we/i've/we've have? told/sent/answered/explained _ _? _? already/before/twice/repeatedly/ago; like/as i/we/i've/we've have? always/already/just? said/told/written/wrote
told/gave/sent your/you/them _? _? that/this/all/in/last/already; you replied/answered/agreed to; you were sent/told; you have/had/got that/it/this/them already; you already have/got; was/were never agreed/promised/mentioned/discussed/part/offered; i/we never agreed/promised/said/signed/offered; signed no; see above; as above; read above; in/on/from my last/first/previous/earlier mail/email/message
already/bereits/schon _? mitgeteilt/geschickt/geschrieben/gesagt/beantwortet/erklärt; alles schon/bereits; nie vereinbart/ausgemacht/abgesprochen/zugesagt; siehe oben; déjà envoyé/transmis/répondu/expliqué/indiqué/communiqué; jamais été? convenu/promis/prévu/question; voir plus haut; ya lo/se/le/les/os? enviamos/envié/mandé/mandamos/contesté/contestamos/indiqué/expliqué; nunca se? acordó/prometió/habló; al/reeds/eerder gestuurd/gemaild/beantwoord/doorgegeven; nooit afgesproken/toegezegd; zie boven
"""
"""What was told before is told again, and the reader is to know that it was."""

UNREAD = """
nobody/somebody/someone/anyone/anybody/everyone ever? reads/read/listens/bothers/bothered; no one reads/listens; would/could/had/did/do/can you/they/somebody/someone/anybody/anyone? _? _? read it/that/this/the/them/what/your/my/our; if you/they/somebody/anyone _? _? _? read; have/had you/anyone/anybody read/looked; did you/anyone even? read/look; didn't/don't/not read; bother to/reading
liest das/es/hier/sie? niemand/keiner/jemand; niemand/keiner liest; wer lesen kann; gelesen hätte/hätten/haben; personne ne lit/lise; si quelqu'un lisait; vous aviez/auriez lu; nadie lee; si lo/la/los? leyeran/hubieran; niemand leest; als u/je/jullie _? gelezen
"""
"""What was sent is not read."""

COUNTED = """
second/third/fourth/fifth/sixth/2nd/3rd/4th/5th/6th/tenth/umpteenth e?/mail/email/message/reminder/time/questionnaire/form/list/request/chaser/version; one/the/this very? last/final time/email/mail; for the/a last/final/umpteenth time; e/mails/emails/messages/calls since/in/this; four/five/six/two/three pages; pages of questions
zweite/dritte/vierte/fünfte/x e?/mail/anfrage/nachfrage/erinnerung/nachricht; zum letzten/dritten/vierten/wiederholten mal; noch einmal und; deuxième/troisième/quatrième/cinquième/énième mail/message/relance/demande/fois; dernière fois; relances; tercer/tercera/cuarto/cuarta/quinto/enésimo/segundo correo/mensaje/mail/vez/formulario; última vez; derde/vierde/vijfde/tweede/zoveelste mail/keer/bericht/verzoek; laatste keer
"""
"""The reader's mails are counted."""

REFUSAL = """
i'm/i/we/we're am? are? not doing/getting/going/paying/having/moving/repeating/calling/providing/negotiating/arguing/changing/chasing/prepared/willing; i'll/we'll/i/we not be/do/pay/have/move/provide; not going to happen; won't be? happening/happen/moving/paying/discussing/changing; will not be? moved/changed/discussed/paid/tolerated; isn't/not happening; no chance; forget it/that/about; nor will; and no you/we/i/they/there; no you can/cannot/may
ich/wir werde/werden/mache/machen/zahle/zahlen/gibt das/es? nicht/keine/keinen/nichts; kommt nicht; gibt es nicht; könnt ihr/können sie vergessen; nicht acht; je/on/nous ne? vais/ferai/paierai/fera/ferons/paiera/peux/prends pas; pas question; pas un/une de plus; no pienso/voy/vamos a; ni un/una; de ninguna manera; ik/we/wij ga/gaan/doe/doen/betaal/betalen niet/geen; dat gaat niet gebeuren; geen minuut/seconde
"""
"""What is asked will not be done."""

PUSHED_OFF = """
take it/that/this/them up with; ask/see/try/bother them/him/her/your agent/promoter/management/manager; sort it/that/this yourself/yourselves/out; not my/our _? business/car/department/circus/money; nothing from me/us; not up to me/us; that's/is on you; between your/you/them _? _? and; suit yourself/yourselves; deal with it; your own problem/fault/homes/money/towels; you've/you have homes; stand in the; find your own; you'd/you would have to? find/pay; or not at all; or don't; otherwise you/don't/stay
débrouille*; voyez/vois avec/ça; à votre charge; adressez vous; apáñ*; búsquen*; allá ustedes; mir/uns egal/gleich/wurscht/wurst; selber/selbst schauen/sehen/kümmern/schuld; müsst/müssen ihr/sie selbst/selber; zoek het/dat/maar; eigen schuld/probleem; mij een zorg; regel het/dat zelf
"""
"""The reader is sent elsewhere."""

IRRITATION = """
taken aback; if i'm/i am honest; to be honest/frank/blunt; honestly; really do not/don't know; i don't/do not know where/why/who/what; no idea where/why; still not/no/haven't/hasn't/waiting/missing; every time; each time; every year; as usual; clearly/apparently/obviously nobody/no/not/you/your/the; other shows/things to; better things to; like the last lot/one/band/time; this/last time nobody/no; wrecked; stood/standing/sat/sitting about/around; what/whatever have you; for the record; once and for all; what part of; you what; my patience; patience; seriously; surprised to/that/by; not impressed; not amused; expect better; big enough; been enough; was always enough
offenbar; anscheinend; immer noch nicht/kein/keine; jedes mal; jedes jahr; wundert; wundern; befremd*; geduld; toujours ni/pas/rien/aucun*; chaque fois; pénible; lourd; passerais; étonné*; surpris*; patience; siempre lo mismo; cada vez; todavía no; seguimos sin; sorprende*; paciencia; altijd hetzelfde; elke keer; nog steeds geen/niet; verbaast; geduld; verbaasd
"""
"""Impatience that shows beside the facts."""

OFFER = """
let me/us know; lemme know; happy to; glad to; pleased to; feel free; shout; yell; holler; just ask/write/call/ring/say/tell/text; give me/us a call/shout/ring/bell; any more? questions; if you need; if anything/something; if that's; if that works; if you want; if you'd like; if it helps; hit me up; text/txt me when/if; write me; tell me/us; welcome to
can ask/help/arrange/sort/get/do/send/lend/open/add; reach out; ping me; gladly; should you need/require/wish/want; have/has/is/are been booked/reserved/arranged/asked; are/is booked/reserved/arranged; call me/us when/if/once; will help; to help; gotta ask/check; have/need/got to ask/check
i'll/we'll; i/we will/shall; i've/we've asked/emailed/copied/put/written/walked/attached/moved/booked/spoken/reserved/checked/added/kept/looked/told; i/we have? asked/emailed/copied/put/written/walked/attached/moved/booked/spoken/reserved/checked/kept/told; i/we send you; i transfer/pass/forward your; will circle/come/get back; will follow/confirm/answer; get back to you; circle back; come back to you
melde dich/mich/euch; meldet euch; melden sie; sag/sagt/sagen einfach? bescheid; gern/gerne; kein problem; wenn noch/ihr/du/was/etwas; falls; bei fragen; ich/wir schick*/frag*/kümmer*/klär*/bring*/meld*/sag*/geb*/besorg*/kann/können/hab/habe/haben; kläre ich; ruf/ruft mich? einfach? an; klingel*; schicke ich
n'hésite*; dis moi/nous; dites moi/nous; avec plaisir; si besoin; si tu/vous; je vous/te/t'? envoie/confirme/demande/reviens/tiens/transmets/transfère/regarde/vérifie/mets; on peut/vous/te/s'occupe; nous vous? pouvons/enverrons/avons; pas de souci*; à votre/ta disposition; appelle/appelez moi?; attention la/le/à/au; préviens/prévenez
dudes/dudéis/duden en; cualquier cosa/duda/pregunta; dime; decidme; díganme; avisa/avisad/avisadme/avisadnos/avisen/avísame; si necesit*/quer*/hace; sin problema; con mucho? gusto; os/te envío/mando/confirmo/paso/dejo/ayud*/espero/digo/aviso; lo pregunto; podemos; puedo; a tu/su/vuestra disposición
laat het? me/maar/even/ons weten; laat je/jullie; geen probleem; graag; als je/jullie/er/u; bel me/even/gerust; gerust; ik/we/wij stuur/vraag/regel/zoek/laat/laten/kom/komen/breng/kan/kunnen/zal/zullen/heb/hebben/zet/zetten; ik zorg; doe ik; stuur ik; vraag ik
"""
"""Offers, promises and steps taken for the other."""

WARMTH = """
thanks so? much? for; thank you so? much? for; good/great/nice/lovely/pleasure/glad to hear/meet/have/see/talk; hope you/all/this/that; no worries/prob/problem/bother/stress/drama/rush; all good; sounds good/great; talk soon; speak soon; see you; cheers; looking forward; take care; warmly; safe travels; have a good/great/nice; love; luck; thanks/thx/ta
danke für/dir/euch/schon; vielen dank für; schön dass/von; freue; freuen; freut; hoffe*; bis bald/dann/dahin; liebe grüße; viele grüße; lg; alles gut; viel spaß/erfolg; moin
merci pour/de/à/beaucoup; j'espère; au plaisir; à très? bientôt/vite; a très? bientôt/bientot/vite; bonne journée/route/soirée/semaine; bises; bien à
gracias por; muchas gracias; espero; esperamos; un fuerte/gran? abrazo; hasta pronto; nos vemos; encantad*; buen viaje; un saludo
bedankt voor; dank je/voor/jullie; hopelijk; hoop dat; tot dan/snel/gauw/ziens; fijn*; leuk; groetjes; veel plezier/succes
"""
"""Courtesy that costs a word."""

SORRY = """
sorry; afraid; apolog*; unfortunately; regret; my bad/mistake; oops; leider; entschuldig*; tut mir leid; désolé*; malheureusement; excuse*; pardon; lo siento; perdón; perdon*; lamentablemente; desgraciadamente; helaas; excuses; het spijt; scusa*; purtroppo; desculp*; tyvärr; desværre; niestety
"""

REASON = """
because; since; so that; bc; cos; cuz; due to; that's why; on account of; as we/the/there/they; otherwise; in case; so you/we/i/no/please/that/the/don't/it's/there; until then; just to be sure; when the
weil; damit; deshalb; wegen; da wir/die/der/es; sonst; parce que; pour que; à cause; sinon; comme ça/nous/on; porque; ya que; así que; para que; omdat; zodat; anders; vanwege; doordat
"""

PLEASE = """
please; pls; plz; kindly; bitte; s'il vous/te; svp; stp; merci de; por favor; porfa; alsjeblieft; alstublieft; aub; graag; gelieve; per favore; don't forget; heads up; be aware; bring; watch out/the; careful; warn; remember to
"""

COURTESY_OF_FORM = """
please find/see/note
"""
"""Please as letters say it, which asks for nothing."""

TALKS = """
i; i'm; i'll; i've; i'd; me; my; we; we're; we'll; we've; us; our; you; you're; you'll; your; u; ye; ur
ich; mir; mich; wir; uns; du; dir; dich; ihr; euch; dein*; euer; eure*; je; j'ai; moi; nous; tu; te; toi; vous; votre; vos; yo; mi; nos; nosotros; os; vosotros; usted*; tú; ti; ik; mij; wij; ons; onze; jij; jullie; jou; uw
"""

NEGATION = """
no; not; never; nothing; nobody; none; cannot; can't; won't; don't; doesn't; didn't; isn't; wasn't; aren't; wouldn't; haven't; nicht; kein*; nie; niemand; nichts; pas; jamais; aucun*; rien; nunca; nada; ningún; ninguna; niet; geen; nooit
"""

HEDGES = """
probably; prob; prolly; maybe; perhaps; possibly; likely; approx*; roughly; around; about; ish; more or less; give or take; i think/guess/believe/reckon; i would/i'd say/guess; i'd say/guess; should be; might; not sure/certain/final/confirmed; tbc; tbd; tba; tentative*; pencil*; usually; normally; something like; depends; no idea; haven't a notion/clue; we'll see; subject to; still open/being; still talk*; provisional*
wahrscheinlich; vermutlich; vielleicht; ungefähr; circa; ca; etwa; ich glaube/denke/schätze; müsste; sollte; voraussichtlich; noch offen/unklar; noch nicht klar/sicher/fix; kommt drauf an
probablement; peut être; environ; à peu près; je pense/crois; normalement; devrait; sans doute; pas sûr/sûre/certain/confirmé; à confirmer; ça dépend
probablemente; quizá/quizás; tal vez; aproximadamente; más o menos; creo; supongo; debería; seguramente; no estoy segur*; no sé; por confirmar; depende
waarschijnlijk; misschien; ongeveer; ik denk/geloof/gok; zou moeten/kunnen; meestal; normaal gesproken; nog niet zeker/bekend/duidelijk; onder voorbehoud; hangt ervan af
"""

COMPLAINTS = {
    "reproach": REPROACH,
    "retold": RETOLD,
    "unread": UNREAD,
    "counted": COUNTED,
    "refusal": REFUSAL,
    "pushed off": PUSHED_OFF,
    "irritation": IRRITATION,
}
"""The ways of being difficult, each with the phrases that show it."""

CONCERNS = {
    "limited parking": """
        no bus? parking; parking is/will be? tight/limited/difficult; nowhere to park; bus/coach no way; bus/coach can't/cannot/won't; only one van/parking/space/car; one van/car only; one van; not be? parking/park; get towed; be lifted/towed
        kein/keine park*; pas de parking/stationnement/place; no hay parking/aparcamiento; sin aparcamiento; geen parkeer*; niet parkeren""",
    "noise limit": """
        db; noise limit/restriction/curfew/ordinance/complaint*; sound limit*; limiter; neighbor*; neighbour*; residents; residential; lautstärke*; lärm*; anwohner*; limiteur; riverains; voisins; limitador; vecinos; geluidslimiet; geluidsnorm; omwonenden; buren""",
    "hard curfew": """
        hard curfew/stop/out/finish; hard one; strict curfew/end/finish/stop; no give/flexibility/discussion/exceptions; on the dot; council; police; cops; licence/license condition; pull* the plug
        harte/harter/hartes curfew/ende/sperrstunde; polizei; couvre feu strict; aucune dérogation; estricto; policía; harde eindtijd; politie""",
    "overtime charged": """
        overtime; golden time; penalty; penalties; fined; per quarter/half an? hour; run/go/going over; überstunden*; strafe; nachzahlung; heures sup*; pénalité; amende; horas extra; multa; penalización; overuren; overwerk; boete""",
    "stairs or no lift": """
        1/2/3/4/5/6/7/8/9/10/12/14/15/18/20/21/two/three/four/five/six/seven/eight/few/couple/some/iron steps/stairs; flight/flights of; up the stairs; no lift/elevator/ramp/dock; fire escape; treppe/treppen; stufen; kein aufzug/lift; escalier*; marches; pas d'ascenseur; escaleras; escalones; sin ascensor; trappen; treden; geen lift""",
    "extra costs": """
        another 1*/2*/3*/4*/5*; extra cost/charge/fee/costs/charges/fees; surcharge; at your own? cost/expense; cost/costs extra; unless you want to? pay; but costs; recharge*; aufpreis; zusatzkosten; kostet extra; supplément; en sus; payant; coste extra/adicional; meerprijs; extra kosten; tegen betaling""",
    "no early access": """
        not before/earlier; don't roll/come/arrive/show; please not before/earlier; can't be before; no earlier; nobody here before; nicht vor/früher; niemand da/im; pas avant; no antes; niet voor/eerder""",
    "no sound check": """
        no soundcheck/check; no sound check; nobody/no one? gets a soundcheck; not have a soundcheck; not have a sound check; line check only; kein soundcheck; pas de balances/balance/soundcheck; sin prueba; geen soundcheck""",
    "union rules": "union; meal break; full hour; minimum call; gewerkschaft; syndicat; sindicato; vakbond",
    "no showers": "no shower/showers; shower/showers is/are broken/out/not; keine dusche/duschen; pas de douche/douches; no hay ducha/duchas; sin ducha/duchas; geen douche/douches",
    "shared backstage": "shared/share backstage/dressing; shared green room; backstage is shared; geteilter/gemeinsamer/gemeinsames backstage; loges partagées; camerinos compartidos; gedeelde backstage/kleedkamer",
    "payment after the show": "does/do not settle; you invoice; within _ days; within _ working days; pay in _ days; check/cheque is mailed; per rechnung; sur facture; a/en 30/60/90 días; op factuur",
}
"""What a tour manager should look at, each with the words that say so."""

ASIDE = re.compile(
    r"[:;]-?[)D(P]|\b(?:lol|ha(?:ha)+|hehe|jaja\w*|ahah\w*|mdr|hihi)\b|\bx{1,3}(?=\s*(?:\n|$))|[\U0001F300-\U0001FAFF☀-➿♥]|!(?!\w)|"
    r"\((?:yes|no|sorry|i\s|we\s|it['’]s|don['’]t|you|this\s+is|and\s|but\s|wait|ask|tell|please|trust|just)[^()]{2,120}\)",
    re.IGNORECASE,
)
"""A smile, an exclamation, a word in brackets to the reader."""

GREETED = re.compile(
    r"\W{0,4}(?:(?:hi|hiya|hey|hello|howya|dear|good\s+\w+|guten\s+\w+|buen[oa]s\s+\w+|goede\w*|morning|afternoon|evening|hallo|liebe[rs]?|moin|servus|bonjour|salut|coucou|chère?|hola|buenas|estimad[oa]|beste|hoi|dag|hej|hei|moi|ciao|olá)\s+)?"
    r"(?!all\b|there\b|team\b)[^\W\d_]{2,15}(?:\s[A-ZÀ-Þ][\w.-]+){0,2}\s*[,!.:-]",
    re.IGNORECASE,
)
"""Greets its reader by name, at the start of a mail."""


@cache
def tone_book() -> PhraseBook:
    """All of these phrases, by the name of their list; concerns by their own words."""
    return PhraseBook(
        {
            "joy": JOY,
            "glad": GLAD,
            **COMPLAINTS,
            "offer": OFFER,
            "warmth": WARMTH,
            "sorry": SORRY,
            "reason": REASON,
            "please": PLEASE,
            "form": COURTESY_OF_FORM,
            "talks": TALKS,
            "negation": NEGATION,
            "hedges": HEDGES,
            **{f"concern {name}": phrases for name, phrases in CONCERNS.items()},
        }
    )
