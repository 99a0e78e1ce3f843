"""Every set operation, one file a table, and the one place that runs it."""
