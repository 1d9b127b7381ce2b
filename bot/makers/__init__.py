"""Makers: the words of outbox rows that are made at the moment of sending, as things stand then."""
