"""The plan's texts apart from its measures, recorded so that a cell that shows an error can be read as before."""

from collections.abc import Mapping

from regionplan_xl.plan.model import Plan

LastTexts = Mapping[str, tuple[Mapping[str, str], ...]]
"""Rows (column -> text) of `areas` (identified by `sheet`), `goals` (by `id`), `actors` and `indicators` (by order)."""


def last_texts(plan: Plan) -> LastTexts:
    """Return the focus areas' titles, the goals, the register and the result goals as texts."""
    return {
        "areas": tuple({"sheet": a.sheet, "number": a.number, "name": a.name} for a in plan.areas),
        "goals": tuple(
            {"id": g.id, "number": g.number, "text": g.text} for a in plan.areas for g in a.goals if g.id
        ),
        "actors": tuple(
            {
                "name": actor.name,
                "short": actor.short,
                "aliases": ", ".join(actor.aliases),
                "kind": actor.kind,
                "members": ", ".join(actor.members),
                "email": actor.email,
                "language": actor.language,
                "reports": str(actor.reports).lower(),
            }
            for actor in plan.actors
        ),
        "indicators": tuple(
            {
                "name": one.name,
                "area": one.area,
                "baseline": one.baseline,
                "target": one.target,
                "unit": one.unit,
                "year": one.year,
                "direction": one.direction,
                "responsible": ", ".join(one.responsible),
                "remark": one.remark,
                **{str(year): value for year, value in one.values},
                **{f"comment {year}": comment for year, comment in one.comments},
            }
            for one in plan.indicators
        ),
    }
