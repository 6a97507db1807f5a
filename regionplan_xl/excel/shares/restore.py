"""Restore members' reports when Delstatus has lost its sheet, a row or a column."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from regionplan_xl.excel.common.master_model import Master
from regionplan_xl.plan.actors import Register
from regionplan_xl.plan.model import Field, Measure, Share


def with_restored_shares(master: Master, known: Mapping[str, Sequence[Share]]) -> Master:
    """Add the shares of the last merge (`known`, by measure) that no longer have a cell on Delstatus.

    An emptied cell stays empty. The next merge writes the restored shares again.
    """
    register = Register(master.plan.actors)

    def measure(one: Measure) -> Measure:
        former = {share.member: share for share in known.get(one.id, ())}
        if not former or not register.is_shared(one):
            return one
        members = dict.fromkeys((*register.sharers(one), *(share.member for share in one.shares)))
        shares = tuple(_restored(master, one, member, former.get(member)) for member in members)
        return replace(one, shares=tuple(share for share in shares if share.report))

    return replace(master, plan=master.plan.map_measures(measure))


def _restored(master: Master, measure: Measure, member: str, former: Share | None) -> Share:
    share = measure.share(member)
    if former is None:
        return share
    place = master.shares
    has_row = place is not None and measure.id in place.rows
    for name in Field:
        if place is None or not has_row or (member, name) not in place.members:
            share = Share(member, share.report.with_value(name, former.report.get(name)))
    return share
