"""PostgreSQL: addresses, pools, migrations, leadership."""
