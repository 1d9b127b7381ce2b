"""Doors: what comes in is understood here, deeds are done by actions, answers go out as replies.

A handler is a plain function from a turn to replies. It awaits nothing and sends nothing.
"""
