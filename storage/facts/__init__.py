"""What the upper floors see of a claim: frozen values, read in a handful of queries."""
