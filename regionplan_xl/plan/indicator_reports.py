"""Indicators as measures with a share for each year, so that a merge applies the same rules to them.

A share's member is a year (`2026`). The fields in `FACTS` have shares too (`target`), so that hand edits of them are
found in the same way.
"""

from dataclasses import replace

from regionplan_xl.plan.ids import is_indicator
from regionplan_xl.plan.model import FocusArea, Goal, Indicator, Measure, Plan, Report, Share

FACTS = ("baseline", "target", "unit", "year", "direction", "area")
"""The fields of an indicator that become a share each."""


def with_indicator_measures(plan: Plan) -> Plan:
    """Return the plan with an extra, unnamed area that has a measure for each indicator with an id."""
    measures = tuple(_measure(one) for one in plan.indicators if one.id)
    if not measures:
        return plan
    return replace(plan, areas=(*plan.areas, FocusArea("", "", (Goal("", "", "", measures),))))


def indicator_plan(plan: Plan) -> Plan:
    """Return a plan of the indicators only, each a measure in its focus area."""
    areas: dict[str, list[Measure]] = {}
    for one in plan.indicators:
        areas.setdefault(one.area, []).append(_measure(one))
    return replace(
        plan,
        areas=tuple(FocusArea("", name, (Goal("", "", "", tuple(found)),)) for name, found in areas.items()),
        indicators=(),
    )


def without_indicator_measures(plan: Plan) -> Plan:
    """Undo `with_indicator_measures`: copy their values back to the indicators and remove the extra area."""
    last = plan.areas[-1] if plan.areas else None
    measures = last.measures if last else ()
    if last is None or not measures or not all(is_indicator(measure.id) for measure in measures):
        return plan
    by_id = {measure.id: measure for measure in measures}
    indicators = tuple(_indicator(one, by_id[one.id]) if one.id in by_id else one for one in plan.indicators)
    return replace(plan, areas=plan.areas[:-1], indicators=indicators)


def _measure(indicator: Indicator) -> Measure:
    values, comments = dict(indicator.values), dict(indicator.comments)
    years = tuple(
        Share(str(year), Report(value=values.get(year), comment=comments.get(year)))
        for year in sorted(values.keys() | comments.keys())
    )
    facts = ((name, getattr(indicator, name)) for name in FACTS)
    known = tuple(Share(name, Report(value=text)) for name, text in facts if text)
    return Measure(
        indicator.id, "", indicator.name, responsible=indicator.responsible, shares=(*years, *known),
        remark=indicator.remark,
    )  # fmt: skip


def _indicator(indicator: Indicator, measure: Measure) -> Indicator:
    years = {int(share.member): share.report for share in measure.shares if share.member.isdigit()}
    values = tuple((year, said.value) for year, said in sorted(years.items()) if said.value is not None)
    comments = tuple((year, said.comment) for year, said in sorted(years.items()) if said.comment is not None)
    if (values, comments) == (indicator.values, indicator.comments):
        return indicator
    return replace(indicator, values=values, comments=comments)
