"""Lets one chat in the terminal as a follower of the account."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from bot.wechat_simulator.accounts import Delivery, Sent
from bot.wechat_simulator.official_account import WeChat

HELP = """每行是一条消息，也可以用：
  /关注　/取关　/菜单 KEY　/语音 文字　/图片 路径　/换人 名字　/退出"""
# WeChat's own smileys begin with a slash, too, but no Chinese character follows.
COMMAND = re.compile(r"/([\u4e00-\u9fff]+)\s*(.*)")


class Terminal:
    """Reads from standard input until it ends or the user leaves. One message at a time."""

    def __init__(self, wechat: WeChat, name: str = "小明") -> None:
        self._wechat = wechat
        self._name = name
        self._names = {_openid(name): name}
        self._typing = False
        wechat.on_sent = self._arrived

    def chat(self) -> None:
        print(HELP)
        with suppress(KeyboardInterrupt):
            self._converse()

    def _converse(self) -> None:
        for line in self._lines():
            command = COMMAND.fullmatch(line)
            if command and command[1] == "退出":
                return
            if command:
                self._obey(command[1], command[2])
            else:
                self._print(asyncio.run(self._wechat.text(_openid(self._name), line)))

    def _lines(self) -> Iterator[str]:
        while True:
            self._typing = sys.stdin.isatty()
            try:
                line = input(self._prompt()).strip()
            except EOFError:
                print()
                return
            finally:
                self._typing = False
            if line:
                yield line

    def _prompt(self) -> str:
        return f"{self._name}：" if self._typing else ""

    def _obey(self, command: str, argument: str) -> None:
        user = _openid(self._name)
        match command, argument:
            case "关注", "":
                self._print(asyncio.run(self._wechat.event(user, "subscribe")))
            case "取关", "":
                self._print(asyncio.run(self._wechat.event(user, "unsubscribe")))
            case "菜单", key if key:
                self._print(asyncio.run(self._wechat.event(user, "CLICK", key)))
            case "语音", words:
                self._print(asyncio.run(self._wechat.voice(user, words)))
            case "图片", path if path:
                self._send_picture(user, Path(path).expanduser())
            case "换人", name if name:
                self._name = name
                self._names[_openid(name)] = name
                print(f"现在是{name}在说话。")
            case _:
                print(f"没看懂“/{command}”。{HELP}")

    def _send_picture(self, user: str, path: Path) -> None:
        try:
            data = path.read_bytes()
        except OSError as error:
            print(f"{path}：读不了（{error.strerror}）")
            return
        self._print(asyncio.run(self._wechat.picture(user, data)))

    def _print(self, delivery: Delivery) -> None:
        retry = f"第{delivery.tries - 1}次重试，" if delivery.tries > 1 else ""
        how = f"{retry}{delivery.seconds:.2f} 秒"
        if delivery.problem is not None:
            print(f"微信：{delivery.problem}（{how}）\n")
        elif delivery.passive is None:
            print(f"（没有被动回复，{how}）\n")
        else:
            print(f"公众号（被动回复，{how}）：\n{delivery.passive}\n")

    def _arrived(self, sent: Sent) -> None:
        """Called from the server's thread, perhaps while the user is typing."""
        to = self._names.get(sent.user, sent.user)
        to = f"给{to}，" if to != self._name else ""
        start = "\n" if self._typing else ""
        print(
            f"{start}公众号（{to}客服消息）：\n{sent.text}\n\n{self._prompt()}", end="", flush=True
        )


def _openid(name: str) -> str:
    return "o" + sha256(name.encode()).hexdigest()[:27]
