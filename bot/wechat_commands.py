"""The command line's `wechat`: a stand-in for WeChat's servers, to try the channel without an account."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from contextlib import ExitStack
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

if TYPE_CHECKING:
    from bot.wechat_simulator import Account, WeChat

EXAMPLES = {
    "WECHAT_TOKEN": "onlyForTheSimulator",
    "WECHAT_APP_ID": "wx0000000000000001",
    "WECHAT_APP_SECRET": "only-for-the-simulator",
    "WECHAT_ENCODING_AES_KEY": "b25seS1mb3ItdGhlLWxvY2FsLXNpbXVsYXRvci0tLSE",
}
"""For an account that only exists here: anyone may read them."""
PSEUDONYM_KEY = "only-for-the-simulator-0123456789"
ORIGINAL_ID = "gh_000000000001"

app = typer.Typer(no_args_is_help=True, help="微信：不用真的公众号，先在自己的机器上试")


class Encryption(StrEnum):
    """--mode. The stand-in's own type needs wechatpy, which the advisor does without."""

    PLAIN = "plain"
    COMPATIBLE = "compatible"
    SECURE = "secure"


@app.callback()
def main() -> None:
    """Keeps `simulate` a word of its own while it is the only command."""


@app.command()
def simulate(
    callback: Annotated[
        str, typer.Option(help="退货参谋收微信消息的地址")
    ] = "http://127.0.0.1:8000/wechat",
    mode: Annotated[
        Encryption | None,
        typer.Option(help="明文、兼容还是安全模式；不写就看有没有 WECHAT_ENCODING_AES_KEY"),
    ] = None,
    certified: Annotated[
        bool, typer.Option("--certified/--subscription", help="认证过的号，还是没认证的订阅号")
    ] = True,
    port: Annotated[int, typer.Option(min=1, max=65535, help="模拟的微信接口用哪个端口")] = 8090,
) -> None:
    """扮演微信服务器：在终端里当关注者，和退货参谋聊天。"""
    if not urlsplit(callback).netloc or not callback.startswith(("http://", "https://")):
        raise SystemExit(f"--callback {callback}：要写成 http://主机:端口/wechat")
    missing = [name for name in EXAMPLES if not os.environ.get(name)]
    if mode is None:
        only_key_missing = missing == ["WECHAT_ENCODING_AES_KEY"]
        mode = Encryption.PLAIN if only_key_missing else Encryption.SECURE
    if mode is Encryption.PLAIN and "WECHAT_ENCODING_AES_KEY" in missing:
        missing.remove("WECHAT_ENCODING_AES_KEY")
    wechat = _wechat(_account(certified), mode, callback)
    with ExitStack() as stack:
        try:
            stack.enter_context(wechat.running(port))
        except OSError as error:
            other = port + 1 if port < 65535 else port - 1
            raise SystemExit(
                f"端口 {port} 用不了（{error.strerror}）。换一个再试，比如：--port {other}"
            ) from None
        _tell_how_to_start(missing, certified, wechat.url, callback)
        _verify(wechat, callback)
        _chat(wechat)


def _account(certified: bool) -> Account:
    given = {name: os.environ.get(name) or example for name, example in EXAMPLES.items()}
    try:
        from bot.wechat_simulator import Account
    except ImportError:
        raise SystemExit(
            "模拟微信要用 wechatpy，这里没有装：它只随开发环境安装（pyproject.toml 的 dev）。"
        ) from None
    return Account(
        given["WECHAT_APP_ID"],
        given["WECHAT_APP_SECRET"],
        given["WECHAT_TOKEN"],
        given["WECHAT_ENCODING_AES_KEY"],
        ORIGINAL_ID,
        certified,
    )


def _wechat(account: Account, mode: Encryption, callback: str) -> WeChat:
    from bot.wechat_simulator import Mode, WeChat

    try:
        return WeChat(account, Mode(mode), callback)
    except ValueError:
        raise SystemExit("WECHAT_ENCODING_AES_KEY：要照抄后台的43个字符") from None


def _tell_how_to_start(missing: list[str], certified: bool, url: str, callback: str) -> None:
    print(f"模拟的微信接口：{url}")
    if not missing:
        print(f"退货参谋启动时要有 WECHAT_API_URL={url}，其余的和这里一样。\n")
        return
    account = "certified" if certified else "uncertified"
    public_url = "{0.scheme}://{0.netloc}".format(urlsplit(callback))
    wanted = {name: EXAMPLES[name] for name in missing}
    wanted |= {"WECHAT_ACCOUNT": account, "WECHAT_API_URL": url}
    wanted |= _unset({"PUBLIC_URL": public_url, "WECHAT_PSEUDONYM_KEY": PSEUDONYM_KEY})
    lines = [f"{name}={value} \\" for name, value in wanted.items()]
    print(
        f"这里没有设 {'、'.join(missing)}，先用下面的值，只能用来模拟。"
        "\n在另一个窗口里这样启动退货参谋：\n"
    )
    print("\n".join([*lines, "make run"]), end="\n\n")


def _unset(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if not os.environ.get(name)}


def _verify(wechat: WeChat, callback: str) -> None:
    if asyncio.run(wechat.verify()):
        print(f"回调地址 {callback} 验证通过。\n")
    else:
        print(
            f"回调地址 {callback} 没有通过验证：退货参谋还没启动，或者 WECHAT_TOKEN 和这里的不一样。"
            "\n启动好了就可以直接说话。\n"
        )


def _chat(wechat: WeChat) -> None:
    from bot.wechat_simulator.terminal import Terminal

    Terminal(wechat).chat()
