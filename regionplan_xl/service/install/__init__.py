"""Files with which a system starts the service: systemd units, and tasks of the Windows Task Scheduler."""
