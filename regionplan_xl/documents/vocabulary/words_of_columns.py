"""The words used for columns and labels in plans, normalised with `text.normalise`, separated by «|».

Norwegian (nn, nb), Swedish, Danish, Finnish, Icelandic, German, Dutch, English, French, Spanish, Italian, Portuguese,
Polish, Estonian.
"""

from collections.abc import Mapping

# The meanings of a column of measures: fields of `DraftMeasure`, the levels above, "start" and "end" of the time.
COLUMN_WORDS: Mapping[str, str] = {
    "number": "nr|nr.|no|no.|nummer|number|num|id|tiltaksnr|tiltaksnummer|tiltak nr|nr tiltak|action no|action number|"
    "ref|ref.|reference|lfd nr|lfd. nr.|nummer der maßnahme|löpnr|löpnummer|kode|code|nº|n°|pos|pos.|kennung|#|"
    "punkt|løpenr|nro|nro.|numero|número|numéro|maßnahmennummer|maßnahmen-nr|maßnahmen-nr.|volgnr|volgnummer|"
    "action id|action ref|indsats nr|åtgärd nr|åtgärdsnr|tunniste|lfd|ld. nr.|s/n|item no|núm|núm.|réf|réf.|númer|"
    "lp|lp.|nr zadania|n|cod|cod.|codice|kod|"
    "jrk|jrk.|jrk nr",
    "text": "tiltak|tiltaket|tiltaka|tiltakene|tiltaksbeskrivelse|tiltaksbeskriving|beskriving av tiltak|"
    "beskrivelse av tiltak|measure|measures|action|actions|action item|action step|activity|activities|"
    "aktivitet|aktivitetar|aktiviteter|oppgave|oppgåve|oppgaver|oppgåver|maßnahme|maßnahmen|massnahme|åtgärd|åtgärder|"
    "handling|handlingar|handlinger|indsats|indsatser|insats|insatser|initiativ|initiative|initiatives|task|tasks|"
    "aufgabe|hva|kva|kva skal vi gjere|hva skal vi gjøre|what|vad|was|medida|acción|acciones|mesure|actividad|"
    "project|prosjekt|projekt|milestone|milestones|milepæl|leveranse|deliverable|commitment|aktion|aktioner|projet|"
    "massnahmen|aktivität|aktivitäten|projekte|maßnahmenbeschreibung|vorhaben|was ist zu tun|handlingspunkt|"
    "tiltakspunkt|slik gjer vi det|slik gjør vi det|det skal vi gjere|det skal vi gjøre|vi vil|dette vil vi|we will|"
    "what we will do|what will we do|key actions|key activities|action required|proposed action|recommended action|"
    "recommendation|recommendations|specific action|commitments|aktivitetsbeskrivning|aktivitetsbeskrivelse|"
    "vad ska göras|hvad|hvad gør vi|det gør vi|så gör vi|vi ska|delaktivitet|delaktiviteter|tehtävä|toimenpide|"
    "toimenpiteet|toimi|toimet|maatregel|maatregelen|actie|acties|activiteit|activiteiten|taak|wat|project/actie|"
    "actions à mener|activité|activités|quoi|medidas|actividades|tarea|tareas|qué|actuación|actuaciones|azione|"
    "azioni|attività|misura|misure|ação|ações|acção|acções|atividade|atividades|aðgerð|aðgerðir|verkefni|"
    "zadanie|zadania|działanie|działania|przedsięwzięcie|przedsięwzięcia|nazwa zadania|intervento|interventi|"
    "iniziativa|iniziative|"
    "tegevus|tegevused|meede|meetmed|ülesanne|ülesanded|verkþáttur|verkþættir|konkrete tiltak|"
    "konkret tiltak|inspanning|inspanningen",
    "description": "beskrivelse|beskriving|beskrivning|description|details|beschreibung|forklaring|innhold|innhald|"
    "utdjuping|utdyping|descripción|om tiltaket|kurzbeschreibung|erläuterung|omtale|detaljer|omschrijving|"
    "toelichting|kuvaus|sisältö|descrizione|descrição|lýsing|uddybning|nærmere beskrivelse|detaljert beskrivelse|"
    "inhalt|description of action|detail|descriptif|contenido|innehåll|indhold|utfyllende|utfyllande|text|"
    "slik gjennomfører vi tiltaket|how|hvordan|korleis|wie|hur|comment faire|cómo|hoe|miten|"
    "opis zadania|descrizione dell'azione",
    "timeframe": "tidsrom|"
    "tid|tidsramme|tidsfrist|tidsplan|tidplan|frist|når|tidspunkt|periode|gjennomføringsperiode|time|"
    "timeframe|time frame|timeline|timing|deadline|due|due date|when|target date|completion date|planned completion|"
    "zeitraum|termin|zeitplan|zeitrahmen|umsetzungszeitraum|laufzeit|när|klart senast|plazo|échéance|délai|"
    "calendrier|year|years|år|jahr|gjennomføring|gjennomførast|gjennomføres|tidshorisont|tidsperspektiv|schedule|hvornår|"
    "tidsperiod|tidsperiode|fecha|date|dato|datum|bis wann|ferdig innen|ferdig innan|oppstart og ferdigstilling|"
    "timescale|timescales|time scale|by when|target completion|target completion date|completion|due by|"
    "period|time period|deadline/timeline|delivery date|umsetzung|umsetzungszeit|umsetzung bis|zeithorizont|"
    "zeitliche umsetzung|wann|fristigkeit|umsetzungsbeginn und -ende|planning|wanneer|looptijd|termijn|aikataulu|"
    "ajankohta|aika|milloin|toteutusaika|määräaika|échéancier|date limite|quand|année|période|cuándo|calendario|"
    "cronograma|temporalización|periodo|año|fecha límite|fecha prevista|tempi|tempistica|scadenza|quando|prazo|"
    "tímarammi|hvenær|gennemførelse|deadline for udførelse|tid for gjennomføring|tid for genomförande|"
    "genomförande|genomförs|tidsram|slutdatum och startdatum|realization date|year of implementation|"
    "termin realizacji|okres realizacji|czas realizacji|harmonogram|kiedy|tempi di attuazione|cronoprogramma|"
    "periodo di attuazione|durata|periodo de ejecución|horizonte temporal|plazo de ejecución|durée|"
    "tähtaeg|ajakava|periood|tímasetning|tímabil|verklok|fälligkeit|fällig|uiterste datum|"
    "gjennomføringstid|gjennomføringstidspunkt|tidsgräns|tidsgrense|tidsfrister|realiseringstid|"
    "ferdig til|klar til",
    "start": "start|startdato|start date|startdatum|begin|beginn|oppstart|from|fra|frå|von|från|fecha inicio|début|"
    "startår|start year|planned start|umsetzungsbeginn|påbegynt dato|startar|startes|alkaa|alku|inicio|inizio|início|"
    "fecha de inicio|date de début|begindatum|opstart|starttidspunkt|aloitus|"
    "rozpoczęcie|data rozpoczęcia|avvio|data di avvio",
    "end": "slutt|sluttdato|ende|end|end date|enddatum|til|bis|slut|slutdatum|finish|to|till|ferdigstilling|"
    "ferdigstillelse|fecha fin|fin|slutår|sluttår|ferdigdato|finish date|planned finish|planned end|loppuu|loppu|"
    "einde|einddatum|fine|fim|fecha de fin|fecha final|date de fin|afslutning|abschluss|avslutas|avsluttes|avslutning|"
    "päättyminen|klart|umsetzungsende|fertigstellung|ferdigstilt|"
    "zakończenie|data zakończenia|conclusione|data di conclusione",
    "responsible": "ansvar|ansvarleg|ansvarlig|ansvarlege|ansvarlige|hovedansvar|hovedansvarlig|hovudansvar|"
    "hovudansvarleg|ansvarlig enhet|ansvarleg eining|eier|eigar|owner|lead|lead agency|lead body|lead organisation|"
    "responsible|responsibility|responsible party|responsible agency|zuständig|zuständigkeit|verantwortlich|"
    "verantwortung|verantwortliche|verantwortlicher|federführung|federführend|ansvarig|ansvariga|huvudansvar|"
    "huvudansvarig|ansvarig nämnd|hvem|kven|who|vem|wer|responsable|ansvarshavende|ansvarshaver|accountable|agency|"
    "utførar|utfører|tiltakseier|prosjekteier|led by|lead partner|assigned to|assignee|responsible body|"
    "responsible officer|responsible person|responsible department|lead officer|lead department|action owner|"
    "action lead|accountable lead|owners|by whom|department|delivery lead|resourcing|resource|resources assigned|"
    "assigned|nämnd|nämnder|förvaltning|ansvarig förvaltning|ansvarig aktör|utförare|ägare|avdeling|"
    "ansvarlig avdeling|ansvarleg avdeling|etat|ansvarlig etat|tiltaksansvarlig|tiltaksansvarleg|tiltakseigar|"
    "forvaltning|ansvarlig forvaltning|afdeling|tovholder|ejer|hovedaktør|projektejer|ansvarleg instans|"
    "ansvarlig instans|ansvarlig aktør|ansvarleg aktør|verantwortliche stelle|verantwortlichkeit|"
    "verantwortlichkeiten|zuständige stelle|hauptverantwortlich|hauptverantwortung|initiator|träger|akteur|"
    "umsetzungsverantwortung|verantw.|verantw|resp|resp.|trekker|verantwoordelijk|verantwoordelijke|eigenaar|wie|"
    "actiehouder|vastuu|vastuutaho|vastuutahot|vastuuhenkilö|vastuussa|päävastuu|vastuuorganisaatio|pilote|"
    "porteur|porteur de projet|pilotage|maître d'ouvrage|chef de file|qui|responsables|quién|entidad responsable|"
    "departamento|responsabile|responsabili|responsável|responsáveis|ábyrgð|ábyrgðaraðili|ansvarsvakt|"
    "odpowiedzialny|odpowiedzialni|odpowiedzialność|jednostka odpowiedzialna|podmiot odpowiedzialny|"
    "osoba odpowiedzialna|realizator|koordynator|wykonawca|kto|capofila|ente capofila|soggetto responsabile|"
    "soggetto attuatore|ente attuatore|referente|chi|órgano responsable|organismo responsable|"
    "structure porteuse|"
    "vastutaja|vastutajad|vastutav|elluviija|eestvedaja|teostaja|tiltakshaver|tiltakshavar|utføres av|"
    "utførast av|utförs av|udføres af|genomförs av|delivered by|carried out by|implemented by|"
    "durchführung durch|umsetzung durch|uitvoerder|door wie|porté par|réalisé par|maîtrise d'ouvrage|"
    "toteuttaja|toteuttajat|toteutusvastuu|vastuuyksikkö|framkvæmdaraðili|umsjón|umsjónaraðili",
    "involved": "deltar|deltek|medverkar|medvirker|"
    "involvering|involverte|involverer|deltakere|deltakarar|deltagere|deltagare|samarbeidspartnere|"
    "samarbeidspartnarar|samarbeidspartner|samarbeid|samarbeid med|medvirkende|medverkande|partners|partner|involved|"
    "samarbeidspartar|samarbeidsparter|bidrar|bidreg|bidrager|bidragsytere|bidragsytarar|"
    "involvement|supporting|support|stakeholders|beteiligte|beteiligung|kooperation|kooperationspartner|mitwirkende|"
    "mitwirkung|samverkan|samverkan med|samverkanspart|samverkansparter|samarbejdspartnere|øvrige aktører|"
    "andre aktørar|andre aktører|participants|contributors|supporting agencies|delivery partners|socios|partenaires|"
    "medansvarlig|medansvarleg|bidragsytere|bidragsytarar|aktørar|aktører|aktörer|implicados|partner agencies|"
    "partner organisations|key partners|supported by|in partnership with|with whom|co-lead|consulted|"
    "samarbeidande|samarbeidsaktørar|samarbeidsaktører|involverte aktørar|involverte aktører|involverte partar|"
    "involverte parter|saman med|sammen med|medaktører|medaktörer|övriga aktörer|berörda|berörda aktörer|"
    "involverede|samarbejde|deltagende|weitere beteiligte|weitere akteure|akteure|beteiligte akteure|projektpartner|"
    "zielgruppe und partner|betrokkenen|betrokken partijen|samenwerking|samenwerkingspartners|partijen|"
    "yhteistyökumppanit|yhteistyötahot|kumppanit|osallistujat|muut toimijat|yhteistyö|partenaire|acteurs|"
    "acteurs associés|colaboradores|entidades colaboradoras|participantes|agentes implicados|partner coinvolti|"
    "parceiros|entidades envolvidas|samstarfsaðilar|samstarf|working with|with|who with|mit wem|wer hilft mit|med kven|"
    "andre som er med|med hvem|avec qui|con quién|met wie|"
    "partnerzy|partnerstwo|współpraca|podmioty współpracujące|jednostki współpracujące|uczestnicy|"
    "soggetti coinvolti|altri soggetti|altri soggetti coinvolti|soggetti partecipanti|enti coinvolti|"
    "partecipanti|collaborazioni|partenariato|con chi|medspelarar|medspelere|medspillere|colaboran|colabora|"
    "organismos colaboradores|samen met|in samenwerking met|partenariats|"
    "partnerid|koostööpartnerid|kaasatud|samstarfsaðili|þátttakendur",
    "status": "korleis går det|hvordan går det|"
    "status|stand|läge|tilstand|state|rag|rag status|sachstand|umsetzungsstand|bearbeitungsstand|estado|"
    "statut|trafikklys|trafikkljos|fremdriftsstatus|status i dag|current status|lägesrapport|état|ampel|"
    "stand van zaken|stand der umsetzung|stand der dinge|tila|tilanne|toteuma|stato|situação|staða|"
    "état d'avancement|estado de ejecución|nivel de ejecución|progress status|implementation status|rag rating|"
    "statusvurdering|måloppnåing|måloppnåelse|bedömning|farge|fargekode|färg|farve|colour|color|farbe|kleur|couleur|"
    "trafikljus|voortgang status|umsetzungsstatus|bearbeitungsstatus|projektstatus|realiseringsgrad|genomförandestatus|"
    "stan realizacji|stan wdrożenia|stan|stato di attuazione|stato di avanzamento|stato dell'arte|"
    "avance de la acción|"
    "staatus|seis|staða verkefnis|toteutumistilanne|gjennomføringsstatus",
    "progress": "framdrift|fremdrift|progress|fortschritt|% complete|percent complete|prosent|% ferdig|avancement|"
    "fullføringsgrad|gjennomføringsgrad|gjennomføringsprosent|ferdigstillingsgrad|ferdigstillelsesgrad|ferdiggrad|"
    "% gjennomført|% fullført|% utført|fremskridt|avance|voortgang|edistyminen|grado de avance|"
    "% avance|taux d'avancement|fertigstellungsgrad|percentage complete|complete %|% done|"
    "stopień realizacji|% realizacji|postęp|avanzamento|"
    "framvinda|täitmine",
    "comment": "kommentar|kommentarer|kommentarar|comment|comments|kommentare|statuskommentar|commentaire|comentario|"
    "commentary|update|progress update|commentaires|comentarios|kommentit|kommentti|statusbeskrivelse|"
    "statusbeskriving|uppföljning|kommentar til status|opfølgning|"
    "komentarz|komentarze|commento|commenti|"
    "kommentaar|kommentaarid|selgitus|skýringar",
    "remark": "merknad|merknader|merknadar|remark|remarks|note|notes|bemerkung|bemerkungen|anmerkung|anmerkungen|"
    "anmärkning|anmärkningar|notat|notater|bemærkning|bemærkninger|observaciones|remarque|remarques|hinweis|"
    "observations|huomautus|huomautukset|huomiot|opmerking|opmerkingen|note e commenti|observações|athugasemd|"
    "athugasemdir|hinweise|anteckning|anteckningar|övrigt|anna|annet|øvrig|"
    "uwagi|uwaga|annotazioni|"
    "märkus|märkused|lisainfo|lisätiedot|lisätieto|huom|huom.|bemerking|ath|ath.",
    "priority": "prioritet|prioritering|pri|pri.|priority|priorität|prio|prio.|prioridad|priorité|prioritetsgrad|"
    "prioriteit|prioriteetti|priorità|prioridade|forgangur|prioritets|hast|viktighet|"
    "priorytet|"
    "prioriteet",
    "area": "tenesteområde|tjenesteområde|verksemdsområde|virksomhetsområde|fagområde|sektorområde|kapittel|kapitel|"
    "satsingsområde|satsningsområde|satsingsområder|innsatsområde|fokusområde|tema|temaområde|område|"
    "handlungsfeld|handlungsfelder|bereich|focus area|area|theme|pillar|insatsområde|programområde|strategic area|"
    "priority area|kategori|category|kategorie|themenfeld|work stream|workstream|indsatsområde|ámbito|axe|eje|sektor|"
    "thema|programma|speerpunt|pijler|painopiste|painopistealue|teema|kokonaisuus|osa-alue|toiminta-alue|"
    "axe stratégique|eje estratégico|línea estratégica|área|asse|ambito|eixo|målområde|politikområde|themenbereich|"
    "maßnahmenbereich|schwerpunkt|schwerpunktthema|strategic theme|strategic priority|satsning|satsing|sector|"
    "work area|policy area|málaflokkur|áhersla|aktionsområde|"
    "obszar|obszar strategiczny|obszar działania|asse strategico|ambito di intervento|área de actuación|"
    "área temática|"
    "valdkond|tegevusvaldkond|meginsvið",
    "sub_area": "delområde|undertema|sub-area|subarea|sub area|delomräde|teilbereich|undergruppe|sub-theme|subtheme|"
    "underkategori|subcategory|unterkategorie|delomräden|deltema|alateema|sous-thème",
    "goal": "mål|delmål|hovedmål|hovudmål|målsetting|målsetjing|målsättning|goal|goals|objective|objectives|ziel|ziele|"
    "strategisk mål|strategiske mål|aim|aims|outcome|effektmål|strategi|strategy|strategic objective|strategisk grep|"
    "objetivo|objectif|teilziel|oberziel|inriktning|doel|doelen|doelstelling|subdoel|hoofddoel|ambitie|tavoite|"
    "tavoitteet|päämäärä|objectifs|objectif stratégique|objectif opérationnel|objetivos|objetivo específico|"
    "objetivo estratégico|obiettivo|obiettivi|markmið|we want|what we want to achieve|strategic goal|"
    "desired outcome|expected outcome|målbilde|målbild|delstrategi|strategiske grep|innsatsmål|leitziel|handlungsziel|"
    "zielsetzung|resultatmål for området|udviklingsmål|hensikt|formål|purpose|syfte|"
    "cel|cele|cel strategiczny|cel operacyjny|cel szczegółowy|obiettivo strategico|obiettivo specifico|"
    "obiettivo operativo|obiettivo generale|"
    "eesmärk|eesmärgid|alaeesmärk|undirmarkmið|yfirmarkmið",
    "baseline": "nåverdi|noverdi|no-verdi|utgangspunkt|baseline|basisverdi|ausgangswert|startverdi|utgangsläge|"
    "nuläge|basisår|nåsituasjon|current value|lähtötaso|nulmeting|valeur de référence|línea base|"
    "wartość bazowa|valore di partenza|"
    "algtase",
    "target": "målverdi|måltal|måltall|target|zielwert|målvärde|målnivå|ambisjon|target value|resultatmål|"
    "tavoitearvo|streefwaarde|valeur cible|valor objetivo|"
    "wartość docelowa|valore atteso|"
    "sihttase|sihtväärtus",
    "unit": "eining|måleeining|måleenhet|enhet for måling|unit|einheit|måttenhet|yksikkö|eenheid|unité|unidad|"
    "ühik|mõõtühik",
    "indicator": "indikator|indikatorar|indikatorer|indicator|indicators|kpi|kennzahl|nyckeltal|måleindikator|"
    "styringsindikator|metric|metrics|indikatoren|indicador|indicateur|mittari|mittarit|indicatoren|indicateurs|"
    "indicadores|indicatore|nøkkeltall|nøkkeltal|success measure|success measures|measure of success|"
    "performance measure|performance indicator|måleparameter|"
    "wskaźnik|wskaźniki|indicatori|"
    "mõõdik|mõõdikud|näitaja|näitajad|indikaator|mælikvarði|mælikvarðar",
}  # fmt: skip

# Labels of bodies («By: Highways») that are labels of a time if a time follows («By: June 2026»).
WHOM_OR_WHEN_WORDS = (
    "by|av|af|von|durch|door|par|por|da|hjá|done by|to be done by|gjøres av|görs av|blir gjort av"
)
# Labels of a time only if a time follows, otherwise of nothing: «Senast: juni 2026».
WHEN_WORDS = (
    "innan|innen|inden|senast|senest|seinast|due by|before|no later than|not later than|complete by|completed by|"
    "to be completed by|bis|bis spätestens|spätestens|uiterlijk|vóór|avant|d'ici|au plus tard|viimeistään|mennessä|"
    "hiljemalt|fyrir|antes de|entro|entro il|até|klar senast|klart innan|ferdig innan|ferdig innen|færdig inden"
)

# Headings that are also names of bodies: a department («Planning»), or the State.
HEADINGS_AND_BODIES = "planning|strategi|strategy|state|estado|stato"

# General words for a thing: they mean measures if the texts are long enough and no other column names measures.
WEAK_TEXT_WORDS = (
    "title|titel|tittel|titre|título|titolo|name|navn|namn|naam|nom|nombre|nimi|bezeichnung|betegnelse|benämning|emne|"
    "subject|item|items|topic|punkt|sak|line|heading|overskrift|rubrik|opis|element|intitulé|denominación|otsikko|"
    "maßnahmentitel|description|beschreibung|beskrivelse|beskriving|beskrivning"
)

# Heading words of other kinds of tables. A table with words from two groups of a kind is not a plan's.
OTHER_TABLES: Mapping[str, tuple[str, ...]] = {
    "risks": (
        "likelihood|probability|sannsynlighet|sannsyn|sannsynlegheit|sannolikhet|sandsynlighed|eintrittswahrscheinlichkeit|"
        "wahrscheinlichkeit|probabilité|probabilidad|kans|todennäköisyys|probabilità|probabilidade|p",
        "impact|consequence|consequences|severity|konsekvens|konsekvenser|konsekvensar|auswirkung|schadenshöhe|"
        "schadensausmaß|gravité|impacto|gevolg|vaikutus|s|k|impatto|alvorlighet",
        "risk|risks|risk id|risk no|risk description|risk name|risk title|risiko|risikoen|risikoar|risikoer|"
        "uønsket hendelse|uønskt hending|risque|riesgo|riski|rischio|hazard|hendelse|hending|trussel|threat|"
        "risikobeskrivelse|risikobeskriving|riskbeskrivning",
        "risk score|risk level|risk rating|score|rating|risikonivå|risikoverdi|risikograd|risikoklasse|risikofaktor|"
        "risktal|riskvärde|risikowert|risk rank|residual risk|inherent risk|restrisiko|riskinivå|risk category",
        "mitigation|mitigations|mitigating action|mitigating actions|mitigation plan|mitigation strategy|"
        "contingency|contingency plan|risk response|risk mitigation|risikoreduserende tiltak|gegenmaßnahme|"
        "risk owner|risikoeier|risikoeigar|riskägare|trigger|preventative action|existing controls|controls",
    ),
    "issues": (
        "issue|issue id|issue #|issue no|issue description|bug|bug id|defect|ticket|incident|avvik|avviksnr|feil|fejl|"
        "störung|problem|problem description|incidencia|change request|avvikelse|bug description|defect id",
        "severity|reported by|raised by|date raised|date reported|reported|resolution|resolved|root cause|meldt av|"
        "meldt dato|rapportert av|lukket dato|closed|date closed|date resolved|alvorlighetsgrad|rapporterad av|"
        "gemeldet von|gemeldet am|steps to reproduce|date identified|logged by",
    ),
    "assets": (
        "asset|asset id|asset no|asset tag|serial|serial no|serial number|serienummer|inventarnummer|inventarnr|"
        "inventory no|sku|part no|part number|item code|modell|model|eiendel|varenummer|artikkelnummer|artikelnummer",
        "purchase date|date of purchase|warranty|location|supplier|manufacturer|quantity|qty|unit price|purchase price|"
        "antall|anskaffet|innkjøpsdato|leverandør|plassering|standort|anschaffungsdatum|plats|garanti|in stock|"
        "condition|stock|reorder level",
    ),
    "contacts": (
        "e-post|epost|e-mail|email|e-mail address|email address|e-mailadres|correo|correo electrónico|courriel|"
        "sähköposti|mail|e-postadresse|postadresse|adresse|address|www|nettside|website|web",
        "telefon|telephone|phone|phone number|mobil|mobile|tlf|tlf.|tel|tel.|telefoon|teléfono|téléphone|puhelin|"
        "telefonnummer|mobilnummer|contact number|telefonnr",
        "kontaktperson|kontakt|contact|contact person|contact name|ansprechpartner|ansprechperson|persona de contacto|"
        "contactpersoon|yhteyshenkilö|rolle|roll|role|funksjon|funktion|verv|stilling|job title|position|tittel",
    ),
    "versions": (
        "version|versjon|versionsnummer|versjonsnr|rev|rev.|revision|revisjon|versie|versio|version no|version number|"
        "utgave|utgåve",
        "author|changes|change|change description|endring|endringar|endringer|ändring|ändringar|ændring|ændringer|"
        "änderung|änderungen|forfatter|forfattar|författare|autor|approved by|godkjent av|godkänd av|reviewed by|"
        "wijziging|auteur|utarbeidet av|summary of changes|description of change|reason for change",
    ),
    "meetings": (
        "sak|saksnr|saksnummer|sak nr|dagsorden|agenda|agenda item|tagesordnungspunkt|top|ärende|møte|meeting|moment",
        "vedtak|beslut|beslutning|beschluss|decision|diskusjon|discussion|saksbehandler|saksbehandlar|vedtatt|"
        "konklusjon|referat|minutes|saksgang",
    ),
}  # fmt: skip

# Words in headings of dates that are not timeframes.
OTHER_DATES = (
    "oppdater|updated|sist |last |registrert|created|rapporter|reported|revider|aktualisiert|ändrad|endra|opprett|"
    "vedtatt|vedteke|adopted|beslut|raised|identified|stand vom|skapad|gemeldet|closed|lukket|born|purchase|kjøpt"
)
