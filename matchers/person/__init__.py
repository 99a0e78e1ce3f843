"""Which person a record means."""
