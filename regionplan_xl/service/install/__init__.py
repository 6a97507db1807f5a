"""Files by which a system starts the service by itself: systemd units, and tasks of the Windows Task Scheduler."""
