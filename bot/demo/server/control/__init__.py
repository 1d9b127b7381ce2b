"""The control side: whoever holds it plays the people, watches, breaks things and moves the clock."""
