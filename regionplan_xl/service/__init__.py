"""The service: run jobs by their timetables, with their state in the ledger; install it; keep its log."""
