"""What the desk remembers: tables, named queries, migrations. Imports nothing from `bot`."""
