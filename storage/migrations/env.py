"""Alembic's entry: runs the migrations on the connection that `storage.schema` hands over."""

from alembic import context

from storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
    include_object=lambda _object, name, _type, _reflected, _other: (
        not str(name).startswith(("searchable_index", "claim_index"))
    ),
)
with context.begin_transaction():
    context.run_migrations()
