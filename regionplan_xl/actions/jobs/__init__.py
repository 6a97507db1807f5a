"""The service's jobs: when each runs next, how its last run went, and what people are told of it."""
