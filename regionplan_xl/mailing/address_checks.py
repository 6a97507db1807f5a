"""Checks of the addresses on Aktørar: who cannot be written to, and what is no address."""

from collections.abc import Iterator

from regionplan_xl.mailing.actor_letters import addresses_of, writes_drafts
from regionplan_xl.plan.checks import Check, CheckContext, Finding
from regionplan_xl.plan.model import Plan
from regionplan_xl.project.folder import Project
from regionplan_xl.text import phrase

_COLUMN = "E-mail"


def address_checks(project: Project, plan: Plan) -> tuple[Check, ...]:
    """Return the checks of addresses; that somebody has none matters only if letters are written."""
    return (address_missing, address_invalid) if writes_drafts(project, plan.actors) else (address_invalid,)


def address_missing(context: CheckContext) -> Iterator[Finding]:
    """Yield who is asked about something and has no e-mail address; one finding if it is everybody."""
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
    """Yield what is written as an address and is none."""
    for actor in context.plan.actors:
        for written in addresses_of(actor).invalid:
            what = phrase("«{written}» is not an e-mail address.", written=written)
            fix = phrase(
                "Write it as {example}, and a semicolon between several.", example="post@example.org"
            )
            yield context.actor_finding("address-invalid", actor.name, what, fix, _COLUMN)
