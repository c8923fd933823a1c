"""`huiyin rebuild`: read models made anew from the stream, while the system runs."""

from __future__ import annotations

import click

from huiyin.pace import Pace
from huiyin.whereabouts import Whereabouts, see_through, whereabouts
from shared.rebuild import Rebuilt, kept_by, rebuild, services_that_keep


@click.command("rebuild")
@click.argument("services", nargs=-1, metavar="[SERVICE]...")
@click.option("--all", "everything", is_flag=True, help="全部读模型。 Every read model.")
@click.option(
    "--table", "tables", multiple=True, help="只换这些表。 Exchange these tables only; repeatable."
)
def command(services: tuple[str, ...], everything: bool, tables: tuple[str, ...]) -> None:
    """从消息流重建读模型（如 analytics、console），系统照常运行。

    Read models are folded anew from the first message beside the live ones, then put in their
    place at once: readers never see a gap. Whatever interrupts it leaves the live ones untouched.
    """
    if bool(services) == everything:
        raise click.UsageError("请给出 SERVICE 或 --all / give a SERVICE or --all")
    if tables and len(services) != 1:
        raise click.UsageError("--table 只能用于一个 SERVICE / --table wants one SERVICE")
    refuse_unknown(services)
    where = whereabouts()
    chosen = services or _with_read_model(where)
    for service in chosen:
        click.echo(_line(_rebuild(where, service, tables)))


def _rebuild(where: Whereabouts, service: str, tables: tuple[str, ...]) -> Rebuilt:
    pace = Pace()
    try:
        return see_through(
            where,
            lambda: rebuild(
                service,
                where.database_url,
                where.nats_url,
                where.policies,
                zone=where.zone,
                tables=tables,
                progress=pace,
            ),
        )
    finally:
        pace.close()


def refuse_unknown(services: tuple[str, ...]) -> None:
    """Raises UsageError, which names the services there are."""
    known = services_that_keep()
    for service in services:
        if service not in known:
            raise click.UsageError(
                f"没有服务 {service}，可选 / no service {service}, there are: {', '.join(known)}"
            )


def _with_read_model(where: Whereabouts) -> tuple[str, ...]:
    return tuple(
        service
        for service in services_that_keep()
        if kept_by(service, where.policies, where.zone).read_model is not None
    )


def _line(done: Rebuilt) -> str:
    rows = "，".join(f"{table} {count:,}" for table, count in done.rows.items())
    return (
        f"{done.service}：{done.messages:,} 条消息，{done.seconds:.1f} 秒"
        f" / messages folded, exchanged: {rows}"
    )
