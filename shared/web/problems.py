"""Refusals and bad input as RFC 9457 problems, in Chinese and English, in one place."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import MAX_BODY_SIZE_SCOPE_KEY

from shared.commands import AlreadyAnswered, Reply, StateHasChanged
from shared.domain import Refusal, RefusalKind
from shared.postgres.database import UNREACHABLE
from shared.web.wording import place_of, reason_of

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
STATUS = {
    RefusalKind.INVALID: 422,
    RefusalKind.UNKNOWN: 404,
    RefusalKind.CONFLICT: 409,
    RefusalKind.FORBIDDEN: 403,
}
RETRY_AFTER_S = 2
ENTRIES_MAX = 50
SENTENCE_MAX = 600
HTTP_SENTENCES = {
    404: ("没有这个地址", "There is nothing at this address"),
    405: ("此地址不支持该方法", "This address does not support the method"),
}


class FieldProblem(BaseModel):
    """What is wrong with one field of the input."""

    field: str = Field(examples=["customer.phone"])
    reason: str = Field(description="In Chinese", examples=["格式不正确"])
    reason_en: str = Field(examples=["does not have the right form"])


class Problem(BaseModel):
    """An RFC 9457 problem: why nothing was done. `type` is stable; sentences may be reworded."""

    type: str = Field(examples=["/problems/invalid-input"])
    title: str = Field(description="In Chinese", examples=["输入有 1 处错误"])
    status: int = Field(examples=[422])
    detail: str = Field(description="In English", examples=["1 thing(s) in the input are wrong"])
    errors: list[FieldProblem] = Field(
        default=[], description="The fields to blame, at most 50; absent where it is none"
    )


def problem(
    status: int,
    code: str,
    zh: str,
    en: str,
    *,
    errors: Sequence[dict[str, Any]] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """A problem document. `type` is stable and relative to the service's documentation."""
    body: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": _shown(zh),
        "status": status,
        "detail": _shown(en),
    }
    if errors:
        body["errors"] = list(errors)
    return Response(orjson.dumps(body), status, media_type=MEDIA_TYPE, headers=headers)


def error_entry(field: str, zh: str, en: str) -> dict[str, Any]:
    return {"field": _shown(field), "reason": _shown(zh), "reason_en": _shown(en)}


def too_large(limit: int | None) -> Response:
    """The body exceeds `limit` bytes."""
    unit = next((u for u in ((2**20, "MB"), (2**10, "KB")) if limit and limit >= u[0]), (1, "B"))
    most = f"{limit // unit[0]} {unit[1]}" if limit else ""
    zh, en = f"内容过大，最多 {most}", f"The content is too large: at most {most}"
    return problem(413, "too-large", zh, en, errors=[error_entry("body", zh, en)])


def nul_in_address() -> Response:
    zh, en = "地址中含有空字符（NUL）", "The address holds a NUL character"
    return problem(400, "not-readable", zh, en, errors=[error_entry("path", zh, en)])


def _shown(sentence: str) -> str:
    """What was sent may be quoted, but neither at length nor where JSON cannot hold it."""
    clipped = sentence if len(sentence) <= SENTENCE_MAX else f"{sentence[:SENTENCE_MAX]}…"
    return clipped.encode("utf-8", "replace").decode("utf-8")


async def _refused(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    status = 412 if isinstance(refusal, StateHasChanged) else STATUS[refusal.kind]
    zh, en = refusal.sentence_zh, refusal.sentence_en
    errors = [error_entry(refusal.field, zh, en)] if refusal.field else []
    for field, part in list(refusal.parts.items())[: ENTRIES_MAX - 1]:
        errors.append(error_entry(field, part.sentence_zh, part.sentence_en))
    return problem(status, refusal.code, zh, en, errors=errors)


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = error.errors()
    for fault in faults:
        if fault["type"] == "json_invalid":
            why = fault["ctx"]["error"]
            return _not_json(f"第 {fault['loc'][-1]} 个字符处有误", f"{why} at {fault['loc'][-1]}")
        if fault["loc"] == ("body",) and isinstance(fault.get("input"), bytes):
            return _wrong_content_type()
    entries = [
        error_entry(place_of(fault["loc"]), *reason_of(fault)) for fault in faults[:ENTRIES_MAX]
    ]
    return problem(
        422,
        "invalid-input",
        f"输入有 {len(faults)} 处错误",
        f"{len(faults)} thing(s) in the input are wrong",
        errors=entries,
    )


def _not_json(zh: str, en: str) -> Response:
    entry = error_entry("body", f"不是有效的 JSON：{zh}", f"is not valid JSON: {en}")
    return problem(
        400, "not-json", "请求内容不是有效的 JSON", "The body is not valid JSON", errors=[entry]
    )


def _wrong_content_type() -> Response:
    zh, en = "请求头 Content-Type 应为 application/json", "Content-Type must be application/json"
    return problem(415, "wrong-content-type", zh, en, errors=[error_entry("Content-Type", zh, en)])


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 400:
        return _unreadable(error)
    if error.status_code == 413:
        return too_large(request.scope.get(MAX_BODY_SIZE_SCOPE_KEY))
    zh, en = HTTP_SENTENCES.get(error.status_code, ("请求未能完成", str(error.detail)))
    headers = dict(error.headers) if error.headers else None
    return problem(error.status_code, f"http-{error.status_code}", zh, en, headers=headers)


def _unreadable(error: HTTPException) -> Response:
    """A body the framework could not read; what it met is the cause."""
    match error.__cause__:
        case UnicodeDecodeError(start=place):
            zh = f"请求内容不是 UTF-8 编码（第 {place + 1} 个字节起）"
            en = f"The body is not UTF-8, from byte {place + 1} on"
            return problem(400, "not-utf-8", zh, en, errors=[error_entry("body", zh, en)])
        case RecursionError():
            return _not_json("嵌套过深", "nested too deeply")
        case ValueError():
            return _not_json("含有过长的数字", "it holds a number that is too long")
    zh = "请求内容无法读取，上传文件应为 multipart/form-data"
    en = f"The body cannot be read as multipart/form-data: {error.detail}"
    return problem(400, "not-readable", zh, en, errors=[error_entry("body", zh, en)])


async def _given_again(_: Request, repeat: Exception) -> Response:
    assert isinstance(repeat, AlreadyAnswered)
    answer = repeat.answer
    headers = dict(answer.headers) | {"Idempotency-Replayed": "true"}
    return Response(answer.body, answer.status, media_type="application/json", headers=headers)


async def _away(request: Request, error: Exception) -> Response:
    # The driver counts an argument it cannot encode among its interface errors: no outage, a bug.
    if isinstance(error, ValueError):
        return await _bug(request, error)
    log.warning("storage is away: %s", type(error).__name__)
    return problem(
        503,
        "storage-away",
        "系统暂时无法保存，请稍后用同一 Idempotency-Key 重试，内容不会重复登记",
        "Nothing can be stored right now: try again with the same Idempotency-Key",
        headers={"Retry-After": str(RETRY_AFTER_S)},
    )


async def _bug(_: Request, error: Exception) -> Response:
    # The message is left out: it may quote what a customer said.
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("unexpected %s\n%s", type(error).__name__, frames)
    return problem(500, "internal", "系统内部错误，已记录", "An internal error; it has been logged")


def speak_problems(app: FastAPI) -> None:
    """Give every way a request can fail its problem document."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(AlreadyAnswered, _given_again)
    for failure in UNREACHABLE:
        app.add_exception_handler(failure, _away)
    app.add_exception_handler(Exception, _bug)


def respond(reply: Reply) -> Response:
    """The HTTP form of a command's reply."""
    return Response(
        reply.body.model_dump_json(),
        reply.status,
        media_type="application/json",
        headers=dict(reply.headers),
    )
