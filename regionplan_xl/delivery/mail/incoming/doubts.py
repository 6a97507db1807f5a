"""Reasons why the sender of a message is not certain."""

from regionplan_xl.text import phrase

AMBIGUOUS = phrase(
    "It does not show for certain who has sent the e-mail: programs read its sender in different ways."
)
NOT_CONFIRMED = phrase("The mailbox's server has not confirmed that the e-mail is from {address}.")
DENIED = phrase("The mailbox's server has not confirmed that the e-mail is from {address} ({results}).")
