"""The ground floor: errors, text, clock, files that appear whole, processes, the home."""
