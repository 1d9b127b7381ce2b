"""Kills the real bot at every boundary and at random moments, and asks the Bot API server's ledger what came
of it."""
