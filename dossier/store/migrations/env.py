"""Alembic's entry: upgrades run on the connection that `open_store` hands in."""

from alembic import context

from dossier.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
