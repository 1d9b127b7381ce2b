"""The schema's history, the same on SQLite and PostgreSQL; run at start."""
