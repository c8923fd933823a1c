"""A real export of 1,668 messages, where the shared data lies beside the checkout."""

from __future__ import annotations

import httpx

from tests.support import shared_data

ROWS = 1668


async def test_every_message_goes_in_once(http: httpx.AsyncClient) -> None:
    content = shared_data.require("messages/messages_with_reply.csv").read_bytes()
    for accepted, duplicates in ((ROWS, 0), (0, ROWS)):
        reply = await http.post(
            "/imports", files={"file": content}, data={"mapping_name": "messages"}
        )
        found = reply.json()
        assert (found["accepted"], found["duplicates"]) == (accepted, duplicates)
        assert found["rejected"] == []
