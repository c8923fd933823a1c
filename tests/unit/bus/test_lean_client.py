"""Headers are read as the library reads them."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from nats.aio.client import Client

from shared.bus.lean_client import LeanClient

lines = st.lists(
    st.builds(
        lambda name, colon, value: name + colon + value,
        st.one_of(
            st.sampled_from([b"ce-subject", b"Nats-Msg-Id", b"", b" a ", b"a b", b"\x1ca"]),
            st.binary(max_size=6),
        ),
        st.sampled_from([b":", b": ", b":\t", b""]),
        st.binary(max_size=12),
    ),
    max_size=5,
).map(b"\r\n".join)


@given(lines)
@example("ce-subject: 回音\r\nn\u00e4me: x\r\nbad\xff: y".encode())
@example(b"a: \x85b\x1c \r\nb:\xc3\r\nc: d\r\n\r\n")
def test_headers_are_read_as_the_library_reads_them(raw: bytes) -> None:
    assert LeanClient._parse_header_lines(raw) == Client._parse_header_lines(raw)
