"""How Telegram is reached: the transport, and its updates as plain facts."""
