"""The service's jobs and the parts of reports: when jobs run, how failures are reported, how reports are made."""
