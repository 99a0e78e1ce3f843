"""What each office writes down and delivers of the lives, with its slips."""
