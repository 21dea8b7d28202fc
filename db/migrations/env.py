"""Run by Alembic: hands it the connection on which `db.migrations` began a transaction."""

from alembic import context
from geoalchemy2 import alembic_helpers

from db.models import Base

options = context.config.attributes
context.configure(
    connection=options["connection"],
    target_metadata=Base.metadata,
    version_table_schema=options["schema"],
    render_as_batch=True,
    include_object=alembic_helpers.include_object,
    process_revision_directives=alembic_helpers.writer,
    render_item=alembic_helpers.render_item,
)
with context.begin_transaction():
    context.run_migrations()
