"""The statuses of config.yaml in a master that was made with others."""
