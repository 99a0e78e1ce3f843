"""What happens to the made-up county's people and employers: careers, and the cases and traps that are planted."""
