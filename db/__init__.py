"""Storage: models, the query layer over SQLite and PostGIS, migrations, the demo city."""
