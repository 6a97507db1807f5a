"""The list sheets of the master: Aktørar, Indikatorar, Konfliktar, Framlegg, Endringslogg, Sjekkliste."""
