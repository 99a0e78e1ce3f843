"""Which employer a record means."""
