"""Second Source: a verification desk inside Telegram."""
