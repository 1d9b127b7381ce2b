"""Facts to messages. Nothing here reads a database, a clock or Telegram."""
