"""What one would write in an afternoon: FastAPI, a pydantic body, one insert with asyncpg.

No rules, no events, nobody told, no telemetry. `python -m tests.bench.bare_app URL PORT`.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import uvicorn
from fastapi import FastAPI, Request
from pydantic import BaseModel

TABLE = """
CREATE TABLE IF NOT EXISTS bare_complaints (
    id          uuid        PRIMARY KEY,
    number      bigserial   NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    body        jsonb       NOT NULL
)
"""
INSERT = "INSERT INTO bare_complaints (id, body) VALUES ($1, $2) RETURNING number, received_at"


class Customer(BaseModel):
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    room: str | None = None


class Complaint(BaseModel):
    channel: str
    project: str
    text: str
    title: str | None = None
    category: str | None = None
    received_at: datetime | None = None
    customer: Customer = Customer()
    facts: dict[str, bool | int | str] = {}


class Receipt(BaseModel):
    complaint_id: UUID
    number: int
    received_at: datetime


def create_app(url: str) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with asyncpg.create_pool(url, min_size=1, max_size=8) as pool:
            await pool.execute(TABLE)
            app.state.pool = pool
            yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/readyz")
    async def readyz() -> dict[str, str]:
        return {"status": "ready"}

    @app.post("/complaints", status_code=201)
    async def receive(complaint: Complaint, request: Request) -> Receipt:
        pool: asyncpg.Pool[Any] = request.app.state.pool
        identity = uuid4()
        row = await pool.fetchrow(INSERT, identity, complaint.model_dump_json())
        assert row is not None
        return Receipt(complaint_id=identity, number=row["number"], received_at=row["received_at"])

    return app


if __name__ == "__main__":
    uvicorn.run(
        create_app(sys.argv[1]),
        port=int(sys.argv[2]),
        http="httptools",
        access_log=False,
        log_level="warning",
    )
