"""The headings of counts, shared by Oversikt and «Utvikling over tid»."""

from regionplan_xl.text import phrase

AREA = phrase("Focus area")
MEASURE_COUNT = phrase("Measures")
WITHOUT_STATUS = phrase("Without status")
UNREAD_STATUS = phrase("Unread status")
SHARE_DONE = phrase("Share done")
OVERDUE_COUNT = phrase("Overdue")
WHOLE_PLAN = phrase("The whole plan")
