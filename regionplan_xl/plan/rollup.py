"""Roll up a shared measure from its members' shares, cautiously: it is done when all are done."""

from collections.abc import Sequence

from regionplan_xl.plan.model import Report, Share
from regionplan_xl.plan.overdue import done_key
from regionplan_xl.plan.status import Scale
from regionplan_xl.text import Phrase, Translate, phrase

# Excel holds 32,767 characters in a cell (ECMA-376 part 1, 18.3.1.96, and Excel's own limits).
LONGEST_COMMENT = 32_000
COMMENTS_ELSEWHERE = phrase("The comments are on the sheet «{sheet}».", sheet=phrase("Sub-status"))


def roll_up(shares: Sequence[Share], scale: Scale, translate: Translate = str) -> Report:
    """Return the report of a measure, rolled up from its shares.

    - Status: the common one if all members have it (done if all are done); not started if all that answered have not
      started; None if no member answered; otherwise started.
    - Progress: the mean of all members (0.0-1.0). A member without progress counts as 0, or 1 if it is done. None if
      no member gave any.
    - Expected: the latest day given.
    - Comment: a line per member, «name: comment»; if too long for a cell, a pointer to the sheet Delstatus.
    """
    done = done_key(scale)
    any_progress = any(s.report.progress is not None for s in shares)
    progress = [
        float(s.report.status == done) if s.report.progress is None else s.report.progress
        for s in shares
        if any_progress
    ]
    expected = [s.report.expected for s in shares if s.report.expected is not None]
    return Report(
        status=_status([s.report.status for s in shares], scale),
        progress=round(sum(progress) / len(progress), 4) if progress else None,
        comment=_comments(shares, translate),
        expected=max(expected) if expected else None,
    )


def _status(statuses: Sequence[str | None], scale: Scale) -> str | None:
    keys = scale.keys()
    answered = {status for status in statuses if status is not None}
    if not answered:
        return None
    status, *others = answered
    if not others and (status == keys[0] or None not in statuses):
        return status
    return "started" if "started" in keys else keys[min(1, len(keys) - 1)]


def _comments(shares: Sequence[Share], translate: Translate) -> str | None:
    text = "\n".join(f"{s.member}: {s.report.comment}" for s in shares if s.report.comment)
    return translate(COMMENTS_ELSEWHERE) if len(text) > LONGEST_COMMENT else text or None


def has_answered(share: Share) -> bool:
    """Return whether the member has answered anything about its share."""
    return bool(share.report)


def answered_words(shares: Sequence[Share]) -> Phrase:
    """Return a phrase with the number of members that have answered: «3 av 6 har svart»."""
    return phrase(
        "{answered} of {all} have answered",
        answered=sum(1 for share in shares if has_answered(share)),
        all=len(shares),
    )
