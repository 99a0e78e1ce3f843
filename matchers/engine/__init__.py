"""The engine of every matcher: block, compare, weigh, decide, cluster, explain."""
