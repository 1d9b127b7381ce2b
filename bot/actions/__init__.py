"""Deeds: one function each, named with a verb, in the caller's transaction. They send nothing."""
