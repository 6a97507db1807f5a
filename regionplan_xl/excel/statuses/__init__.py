"""Adapt a master to the statuses of config.yaml when it was made with others."""
