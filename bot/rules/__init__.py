"""Pure decisions: no clock, no input or output, no Telegram, no database. What is given decides."""
