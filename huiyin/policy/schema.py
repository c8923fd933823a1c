"""`huiyin policy schema`: the JSON Schema of packs, as docs/policy-pack.schema.json keeps it."""

from __future__ import annotations

import json

import click

from shared.policy.schema import pack_schema


@click.command()
def command() -> None:
    """打印制度文件的 JSON Schema，供编辑器补全与提示。"""
    click.echo(written(), nl=False)


def written() -> str:
    """The schema as it is kept in a file."""
    return json.dumps(pack_schema(), ensure_ascii=False, indent=2) + "\n"
