"""Speed, quality and endurance, each with one command."""
