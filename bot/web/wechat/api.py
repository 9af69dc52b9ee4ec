"""Clients of the platform's servers: sends texts, fetches media."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

import httpx
from pydantic import BaseModel

from bot.evidence.picture import MAX_BYTES
from bot.shared_cache import CacheUnavailable, SharedCache
from bot.web.wechat.keys import Keys
from bot.web.wechat.settings import CustomerService, OfficialAccount
from bot.web.wechat.tokens import AccessToken, AccessTokens, NoToken

SECONDS = 10.0
CONNECT_SECONDS = 3.0
BAD_TOKEN = {40001, 40014, 42001}
BUSY = -1
GONE_MEDIA = {40007, 41005}


class SendFailed(RuntimeError):
    """The text did not arrive, or nobody knows whether it did; `code` says why, for the log.

    `again` is true where the platform has not taken it and may take it in a moment.
    """

    def __init__(self, code: str, *, again: bool) -> None:
        super().__init__(code)
        self.code = code
        self.again = again


class MediaGone(LookupError):
    """The platform does not have it any more: three days are over."""


class MediaUnavailable(RuntimeError):
    """It cannot be fetched; `code` says why, for the log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class MediaTooLarge(ValueError):
    """More than a picture may have."""


class Platform(Protocol):
    """How answers go out and pictures come in."""

    async def send(self, address: Mapping[str, str], text: str, id: str) -> None:
        """`id` names the text, in at most 32 letters, digits, _ and -. Raises SendFailed."""

    async def media(self, media_id: str) -> bytes:
        """Raises MediaGone, MediaUnavailable, MediaTooLarge."""

    async def close(self) -> None: ...


class _Answer(BaseModel):
    errcode: int = 0
    access_token: str = ""
    expires_in: int = 0


class _Failed(Exception):
    def __init__(self, code: str, *, again: bool = False, errcode: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.again = again
        self.errcode = errcode


class _Api:
    """What both platforms have in common: JSON with `errcode`, and an access token in the query."""

    def __init__(
        self,
        base_url: str,
        account: str,
        cache: SharedCache,
        keys: Keys,
        now: Callable[[], datetime],
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=base_url, timeout=httpx.Timeout(SECONDS, connect=CONNECT_SECONDS)
        )
        self._tokens = AccessTokens(cache, account, self._token, keys.seal, keys.unseal, now)

    async def close(self) -> None:
        await self._http.aclose()

    async def _token(self, force: bool) -> AccessToken:
        raise NotImplementedError

    async def media(self, media_id: str) -> bytes:
        try:
            return await self._with_token(lambda token: self._download(token, media_id))
        except NoToken as none:
            raise MediaUnavailable(none.code) from None
        except _Failed as failed:
            if failed.errcode in GONE_MEDIA:
                raise MediaGone from None
            raise MediaUnavailable(failed.code) from None

    async def _post(self, path: str, body: Mapping[str, Any]) -> bytes:
        """Raises SendFailed."""
        try:
            return await self._with_token(lambda token: self._posted(path, body, token))
        except NoToken as none:
            raise SendFailed(none.code, again=True) from None
        except _Failed as failed:
            raise SendFailed(failed.code, again=failed.again) from None

    async def _with_token(self, call: Callable[[str], Any]) -> bytes:
        """The call; once more with another token where the first one is not taken any more."""
        try:
            token = await self._tokens.get()
            try:
                content: bytes = await call(token)
            except _Failed as failed:
                if failed.errcode not in BAD_TOKEN:
                    raise
                content = await call(await self._tokens.get(refused=token))
        except CacheUnavailable:
            raise NoToken("cache_unavailable") from None
        return content

    async def _posted(self, path: str, body: Mapping[str, Any], token: str | None = None) -> bytes:
        # Not as \u escapes: WeChat shows those as they are.
        content = json.dumps(body, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        query = {"access_token": token} if token else {}
        try:
            response = await self._http.post(path, content=content, params=query, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise _Failed(type(error).__name__, again=True) from None
        except httpx.HTTPError as error:
            raise _Failed(type(error).__name__) from None
        return _checked(response)

    async def _asked(self, path: str, query: Mapping[str, str]) -> bytes:
        try:
            response = await self._http.get(path, params=dict(query))
        except httpx.HTTPError as error:
            raise _Failed(type(error).__name__, again=True) from None
        return _checked(response)

    async def _download(self, token: str, media_id: str) -> bytes:
        query = {"access_token": token, "media_id": media_id}
        try:
            async with self._http.stream("GET", "/cgi-bin/media/get", params=query) as response:
                content = bytearray()
                async for chunk in response.aiter_bytes():
                    content += chunk
                    if len(content) > MAX_BYTES:
                        raise MediaTooLarge
        except httpx.HTTPError as error:
            raise _Failed(type(error).__name__, again=True) from None
        kind = response.headers.get("content-type", "")
        if response.status_code != httpx.codes.OK or "json" in kind or "text" in kind:
            _require_success(response.status_code, bytes(content))
            raise _Failed("no_media")
        return bytes(content)


class OfficialAccountApi(_Api):
    """公众号: the customer-service interface."""

    def __init__(
        self,
        account: OfficialAccount,
        cache: SharedCache,
        keys: Keys,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(account.api_url, account.app_id, cache, keys, now)
        self._account = account

    async def send(self, address: Mapping[str, str], text: str, id: str) -> None:
        """`address` is {"openid"}. Raises SendFailed."""
        body = {"touser": address["openid"], "msgtype": "text", "text": {"content": text}}
        await self._post("/cgi-bin/message/custom/send", body)

    async def _token(self, force: bool) -> AccessToken:
        body = {
            "grant_type": "client_credential",
            "appid": self._account.app_id,
            "secret": self._account.app_secret,
            "force_refresh": force,
        }
        try:
            return _access_token(await self._posted("/cgi-bin/stable_token", body))
        except _Failed as failed:
            raise NoToken(f"token_{failed.code}") from None


class CustomerServiceApi(_Api):
    """微信客服: messages are fetched, and answered through the same server."""

    def __init__(
        self,
        account: CustomerService,
        cache: SharedCache,
        keys: Keys,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(account.api_url, account.corp_id, cache, keys, now)
        self._account = account

    async def send(self, address: Mapping[str, str], text: str, id: str) -> None:
        """`address` is {"user", "open_kfid"}, or {"code"} of who just came in. Raises SendFailed.

        With `id` the platform takes a text once, and names it where it fails later.
        """
        said = {"msgid": id, "msgtype": "text", "text": {"content": text}}
        if "code" in address:
            await self._post("/cgi-bin/kf/send_msg_on_event", {"code": address["code"], **said})
            return
        to = {"touser": address["user"], "open_kfid": address["open_kfid"]}
        await self._post("/cgi-bin/kf/send_msg", {**to, **said})

    async def page(self, open_kfid: str, callback_token: str, cursor: str) -> bytes:
        """The messages after `cursor`, as JSON; `callback_token` may be empty. Raises SendFailed."""
        body = {"open_kfid": open_kfid, "cursor": cursor, "limit": 1000}
        token = {"token": callback_token} if callback_token else {}
        return await self._post("/cgi-bin/kf/sync_msg", body | token)

    async def _token(self, force: bool) -> AccessToken:
        query = {"corpid": self._account.corp_id, "corpsecret": self._account.secret}
        try:
            return _access_token(await self._asked("/cgi-bin/gettoken", query))
        except _Failed as failed:
            raise NoToken(f"token_{failed.code}") from None


def read_json(content: bytes) -> Any:
    """What the platform says. Raises ValueError.

    Half a character in one of many messages (a cut emoji) spoils that one only.
    """
    return json.loads(content.decode("utf-8", "replace"))


def _checked(response: httpx.Response) -> bytes:
    _require_success(response.status_code, response.content)
    return response.content


def _require_success(status: int, content: bytes) -> None:
    if status != httpx.codes.OK:
        raise _Failed(f"status_{status}")
    try:
        answer = _Answer.model_validate(read_json(content))
    except ValueError:
        raise _Failed("garbage") from None
    if answer.errcode:
        raise _Failed(str(answer.errcode), again=answer.errcode == BUSY, errcode=answer.errcode)


def _access_token(content: bytes) -> AccessToken:
    answer = _Answer.model_validate(read_json(content))
    if not answer.access_token or answer.expires_in <= 0:
        raise _Failed("garbage")
    return AccessToken(answer.access_token, answer.expires_in)
