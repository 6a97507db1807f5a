"""The service: jobs by the timetable, with their state in the ledger; how it is installed; its log."""
