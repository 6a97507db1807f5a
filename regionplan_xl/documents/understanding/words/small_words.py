"""Words that a text goes on after, whatever letter its next line begins with: articles, prepositions, conjunctions."""

_WORDS = (
    "og|i|på|til|for|av|med|om|frå|fra|ved|som|den|det|dei|de|ei|en|eit|et|mellom|eller|å|at|"
    "och|till|för|från|vid|att|ett|mellan|ska|"
    "und|im|in|am|an|auf|für|von|vom|zu|zum|zur|der|die|das|dem|des|ein|eine|einem|einen|einer|mit|bei|zwischen|oder|"
    "and|of|the|to|with|at|on|by|from|a|or|between|"
    "le|la|les|du|à|au|aux|pour|avec|sur|dans|par|ou|van|het|een|met|voor|te|op|ja|sekä|tai|"
    "el|los|las|del|y|con|para|un|una|um|í|á|við|að|ning|või"
)
GOES_ON_AFTER = frozenset(_WORDS.split("|"))
