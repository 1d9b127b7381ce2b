"""A Bot API server for this machine: a judge, strict where Telegram is strict.

It imports nothing of the desk's, so that it cannot share the desk's mistakes. Rules and error texts follow
https://core.telegram.org/bots/api ("Bot API" in the comments) and, where that page is silent, what
Telegram's own open-source server (github.com/tdlib/telegram-bot-api) answers.
"""
