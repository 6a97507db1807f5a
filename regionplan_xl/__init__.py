"""regionplan_xl: follow up a regional plan in Excel."""

__version__ = "0.1.0"
