"""Checks of the e-mail addresses on Aktørar: missing and invalid ones."""

from collections.abc import Iterator

from regionplan_xl.mailing.actor_letters import addresses_of, writes_drafts
from regionplan_xl.plan.checks import Check, CheckContext, Finding
from regionplan_xl.plan.model import Plan
from regionplan_xl.project.folder import Project
from regionplan_xl.text import phrase

_COLUMN = "E-mail"


def address_checks(project: Project, plan: Plan) -> tuple[Check, ...]:
    """Return the checks of addresses; a missing address matters only if letters are written."""
    return (address_missing, address_invalid) if writes_drafts(project, plan.actors) else (address_invalid,)


def address_missing(context: CheckContext) -> Iterator[Finding]:
    """An actor that is asked about something has no e-mail address; one finding if none of them has."""
    owners = {name for measure in context.plan.measures for name in context.register.owners(measure)}
    asked = [actor for actor in context.plan.actors if actor.name in owners]
    missing = [actor for actor in asked if not addresses_of(actor).valid]
    if len(missing) == len(asked) > 1:
        what = phrase("None of the actors has an e-mail address.")
        fix = phrase(
            "Write the addresses; until then, you choose the recipient of each e-mail in the outbox."
        )
        yield context.actor_finding("address-missing", missing[0].name, what, fix, _COLUMN)
        return
    for actor in missing:
        what = phrase("«{name}» has no e-mail address.", name=actor.name)
        fix = phrase("Write the address; until then, you choose the recipient of its e-mail in the outbox.")
        yield context.actor_finding("address-missing", actor.name, what, fix, _COLUMN)


def address_invalid(context: CheckContext) -> Iterator[Finding]:
    """A text in the column for e-mail is not an address."""
    for actor in context.plan.actors:
        for written in addresses_of(actor).invalid:
            what = phrase("«{written}» is not an e-mail address.", written=written)
            fix = phrase(
                "Write it as {example}, and a semicolon between several.", example="post@example.org"
            )
            yield context.actor_finding("address-invalid", actor.name, what, fix, _COLUMN)
