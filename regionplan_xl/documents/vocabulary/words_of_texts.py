"""Words by which plans name themselves, their chapters and their intentions: parts of regular expressions."""

# Default sheet names.
SHEETS_WITHOUT_NAMES = "ark|sheet|tabelle|blad|feuil|hoja|tabell|table"

INTRODUCTIONS = (
    "introduction|introduksjon|innleiing|innledning|inledning|indledning|einleitung|einführung|johdanto|inleiding|"
    "introducción|introduzione|inngangur|sissejuhatus|bakgrunn|bakgrund|baggrund|background|hintergrund|forord|føreord|"
    "förord|preface|foreword|vorwort|formáli|eessõna"
)
APPENDICES = "vedlegg|appendix|annex|anhang|bilaga|bilag"
# Chapters of a plan that are about the plan itself.
OTHER_CHAPTERS = (
    f"{INTRODUCTIONS}|innhald|innhold|innehåll|indhold|contents|inhalt|sisältö|sommaire|sisukord|efnisyfirlit|føremål|"
    "formål|purpose|oppfølging|oppfølgjing|uppföljning|opfølgning|evaluering|evaluation|monitoring|references|kjelder|"
    f"kilder|{APPENDICES}|organisering|definisjon|definition"
)
# Words in the title of a plan.
PLANS = (
    "plan|program|strateg|konsept|koncept|konzept|suunnitelma|ohjelma|agenda 20|roadmap|vegkart|veikart|áætlun|"
    r"stefna\b|kava\b"
)
# Words in the title of any other document.
DOCUMENTS = (
    r"handlingsdel|tiltaksdel|status|register|tracker|\bsak\b|(?:19|20)\d\d|draft|utkast|høyring|høring|vedlegg|"
    "appendix|anhang|bilaga|bilag|measures|actions|tiltak|maßnahmen|åtgärder|oversikt|overview"
)
# Words that express an intention.
MEANS_TO = (
    "skal|vil|ska|skola|ønsker|ønskjer|will|shall|must|commits?|soll|sollen|werden|wollen|allons|nous|vamos|tulee|aikoo|"
    "aiomme"
)
# Stems of words for measures.
OF_MEASURES = (
    "tiltak|handling|action|maßnahm|massnahm|åtgärd|aktivit|activit|indsats|insats|measure|commitment|toimenpi|maatregel|"
    "acti[eo]|mesure|medida|acci[oó]n|azion|misur|zadani|działa|aðgerð|tegevus"
)
# Stems of words for amounts of money.
OF_AMOUNTS = (
    r"kostnad|\bkr\b|kroner|\bnok\b|\bmill|\b1 ?000\b|\bsum\b|\btotal|budsjett|budget|beløp|utgift|investering|"
    r"finansier|tilskot|tilskudd|\bpris\b|\bramme\b|\bcosts?\b|amount|expense|funding|kosten|betrag|belopp|bidrag|omkostning"
)
# Articles, prepositions, conjunctions: a text continues after them, whatever the next line begins with.
JOINING_WORDS = (
    "og|i|på|til|for|av|med|om|frå|fra|ved|som|den|det|dei|de|ei|en|eit|et|mellom|eller|å|at|"
    "och|till|för|från|vid|att|ett|mellan|ska|"
    "und|im|in|am|an|auf|für|von|vom|zu|zum|zur|der|die|das|dem|des|ein|eine|einem|einen|einer|mit|bei|zwischen|oder|"
    "and|of|the|to|with|at|on|by|from|a|or|between|"
    "le|la|les|du|à|au|aux|pour|avec|sur|dans|par|ou|van|het|een|met|voor|te|op|ja|sekä|tai|"
    "el|los|las|del|y|con|para|un|una|um|í|á|við|að|ning|või"
)
# Between whoever is responsible and those who help: «Innkjøp, i samarbeid med heimetenesta».
HELPED_BY = (
    "i samarbeid med|i samarbeide med|i samråd med|i dialog med|i lag med|saman med|sammen med|"
    "med bistand frå|med bistand fra|med støtte frå|med støtte fra|i samverkan med|i samarbete med|tillsammans med|"
    "i samarbejde med|sammen med|in zusammenarbeit mit|in kooperation mit|in abstimmung mit|gemeinsam mit|zusammen mit|"
    "unter beteiligung von|mit unterstützung von|mit unterstützung durch|in cooperation with|in co-operation with|"
    "in collaboration with|in partnership with|together with|jointly with|working with|with support from|"
    "with help from|supported by|assisted by|in samenwerking met|samen met|en collaboration avec|en partenariat avec|"
    "en colaboración con|in collaborazione con|yhteistyössä"
)
# What says the same in brackets only: «Skulane (med FAU)».
WITH = "med|with|mit|med hjelp av|avec|con|met"
