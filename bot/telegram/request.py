"""python-telegram-bot's transport over aiohttp.

The default transport costs 1.2 ms of CPU a call and slows down with concurrency (535-716 updates/s one
at a time against 1,334-1,965 here, measured with an echo bot). It also tells apart what delivery must
know: whether a request that failed can have reached Telegram.
"""

import asyncio
from urllib.parse import urlsplit

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData


class NotSent(NetworkError):
    """No connection came about, so Telegram cannot have seen the request: it may be repeated freely."""


class AiohttpRequest(BaseRequest):
    """One pool of kept connections. `timeout` is in seconds and counts from sending to the last byte."""

    def __init__(self, *, connections: int = 32, timeout: float = 20.0) -> None:
        self._connections = connections
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._timeout

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                trust_env=True,
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None:
            await self.initialize()
        assert self._session is not None  # noqa: S101 - initialize() made it
        wait = float(read_timeout) if isinstance(read_timeout, int | float) else self._timeout
        limits = aiohttp.ClientTimeout(total=wait + 5, sock_connect=5, sock_read=wait)
        try:
            async with self._session.request(method, url, data=_body(request_data), timeout=limits) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            # The exception's own text may hold the address and with it the token.
            raise NotSent(f"no connection to {urlsplit(url).hostname} ({type(error).__name__})") from None
        except (TimeoutError, asyncio.TimeoutError):  # noqa: UP041 - aiohttp raises subclasses of either
            raise TimedOut(f"no answer within {wait:g} s") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"the connection broke ({type(error).__name__})") from None


def _body(request_data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if request_data is None:
        return None
    if not request_data.contains_files:
        return request_data.json_parameters
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime_type) in request_data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=mime_type)
    return form
