"""The desk to try: a page that looks like a chat, the real bot, and a Bot API server on this machine."""
