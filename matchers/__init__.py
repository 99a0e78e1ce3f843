"""Who is who: which person, employer, child or project a record means."""
